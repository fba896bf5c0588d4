import {
  CloneResponse,
  CreateResponse,
  PowerOp,
} from '../../../../src/provider/contract/generated/provider/v1/provider_pb.js';
import type { Hypervisor } from '../hypervisor.js';
import { readClass, readDesired, readDisks, readNetworks, readObject } from '../json-parameters.js';
import type { MockState } from '../mock-state.js';
import { invalid } from '../provider-failure.js';
import type { ProviderHandlers } from '../provider-handlers.js';
import { nothingMore, startTask, taskResponse } from './task-answers.js';

type LifecycleMethod = 'create' | 'delete' | 'power' | 'reconfigure' | 'hardwareUpgrade' | 'clone';

/**
 * The methods that make, change and remove VMs. A new VM is listed from the answer on, so that it can be cleaned up
 * whatever happens; every other change takes effect when its task is done.
 */
export function lifecycleHandlers(state: MockState): Pick<ProviderHandlers, LifecycleMethod> {
  const { hypervisor } = state;
  return {
    create: ({ name, classJson, imageJson, networksJson, disksJson, placementJson, tags }) => {
      const image = hypervisor.preparedImage(Object.values(readObject('image_json', imageJson)));
      readObject('placement_json', placementJson);
      const { id } = hypervisor.create({
        name,
        sizes: readClass(classJson),
        disks: readDisks(disksJson),
        networks: readNetworks(networksJson),
        tags,
        ...(image && { image }),
      });
      const task = startTask(state, { operation: 'create', subject: id, work: nothingMore });
      return CreateResponse.fromPartial({ id, task });
    },
    delete: ({ id }) => {
      hypervisor.vm(id);
      return taskResponse(state, { operation: 'delete', subject: id, work: () => hypervisor.delete(id) });
    },
    power: ({ id, op }) => {
      hypervisor.vm(id);
      const work = powerWork(hypervisor, { id, op });
      return taskResponse(state, { operation: 'power', subject: id, work });
    },
    reconfigure: ({ id, desiredJson }) => {
      hypervisor.vm(id);
      const desired = readDesired(desiredJson);
      const work = () => hypervisor.reconfigure(id, desired);
      return taskResponse(state, { operation: 'reconfigure', subject: id, work });
    },
    hardwareUpgrade: ({ id, targetVersion }) => {
      hypervisor.vm(id);
      const work = () => hypervisor.upgradeHardware(id, targetVersion);
      return taskResponse(state, { operation: 'hardware-upgrade', subject: id, work });
    },
    clone: ({ sourceVmId, targetName, linked, classJson, placementJson, customizeJson }) => {
      readObject('placement_json', placementJson);
      readObject('customize_json', customizeJson);
      const { id } = hypervisor.clone(sourceVmId, { name: targetName, linked, sizes: readClass(classJson) });
      const task = startTask(state, { operation: 'clone', subject: id, work: nothingMore });
      return CloneResponse.fromPartial({ targetVmId: id, task });
    },
  };
}

function powerWork(hypervisor: Hypervisor, { id, op }: { id: string; op: PowerOp }): () => void {
  switch (op) {
    case PowerOp.ON:
      return () => hypervisor.powerOn(id);
    // The guest of a mock has nothing to shut down, so a graceful end is over at once.
    case PowerOp.OFF:
    case PowerOp.SHUTDOWN_GRACEFUL:
      return () => hypervisor.powerOff(id);
    case PowerOp.REBOOT:
      return () => hypervisor.reboot(id);
    default:
      throw invalid(`op ${op} is not a power operation`);
  }
}
