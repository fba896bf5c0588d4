import { create } from '@bufbuild/protobuf';
import { CreateResponseSchema, PowerOp } from '../contract/generated/provider/v1/provider_pb.js';
import type { Hypervisor, VmChange } from '../hypervisor/hypervisor.js';
import { HypervisorError } from '../hypervisor/hypervisor-error.js';
import type { PowerOperation, VirtualMachine } from '../hypervisor/virtual-machine.js';
import { readClass, readDesired, readDisks, readNetworks, readObject } from './json-parameters.js';
import type { ProviderMethods, ProviderState } from './provider-methods.js';
import { existingVm, followTask, taskResponse, unsupported } from './task-answers.js';

type LifecycleMethod = 'create' | 'delete' | 'power' | 'reconfigure' | 'hardwareUpgrade';

const operations: Partial<Record<PowerOp, PowerOperation>> = {
  [PowerOp.ON]: 'on',
  [PowerOp.OFF]: 'off',
  [PowerOp.REBOOT]: 'reboot',
  [PowerOp.SHUTDOWN_GRACEFUL]: 'shutdown',
};

/** The methods that make, change and remove VMs. What is wrong with a request is answered before a task begins. */
export function lifecycleMethods(state: ProviderState): Pick<ProviderMethods, LifecycleMethod> {
  const { hypervisor } = state;
  return {
    create: async (request, signal) => {
      if (request.name === '') throw new HypervisorError('invalid', 'name must not be empty');
      readObject('placement_json', request.placementJson);
      const spec = {
        name: request.name,
        sizes: readClass(request.classJson),
        image: readObject('image_json', request.imageJson),
        networks: readNetworks(request.networksJson),
        disks: readDisks(request.disksJson),
        userData: request.userData,
        tags: request.tags,
      };
      const { id, done } = await hypervisor.createVm(spec, signal);
      return create(CreateResponseSchema, { id, task: followTask(state, id, done) });
    },
    delete: async ({ id }, signal) => {
      await existingVm(state, id, signal);
      return taskResponse(state, id, (ending) => deleteIfThere(hypervisor, id, ending));
    },
    power: async ({ id, op, gracefulTimeoutSeconds }, signal) => {
      const operation = operations[op];
      if (!operation) throw new HypervisorError('invalid', `op ${op} is not a power operation`);
      await existingVm(state, id, signal);
      const change = { operation, gracefulTimeoutSeconds };
      return taskResponse(state, id, (ending) => hypervisor.setPower(id, change, ending));
    },
    reconfigure: async ({ id, desiredJson }, signal) => {
      const change = readDesired(desiredJson);
      checkOnline(hypervisor, await existingVm(state, id, signal), change);
      return taskResponse(state, id, (ending) => hypervisor.reconfigureVm(id, change, ending));
    },
    hardwareUpgrade: () => {
      throw unsupported('hardware upgrade');
    },
  };
}

/** Two deletes of one VM may both have found it: the second has nothing left to do. */
async function deleteIfThere(hypervisor: Hypervisor, id: string, signal: AbortSignal): Promise<void> {
  try {
    await hypervisor.deleteVm(id, signal);
  } catch (thrown) {
    if (!(thrown instanceof HypervisorError && thrown.kind === 'not-found')) throw thrown;
  }
}

function checkOnline({ online }: Hypervisor, { id, power }: VirtualMachine, { sizes, disks }: VmChange): void {
  if (power !== 'On') return;
  const wrong = (what: string) => new HypervisorError('wrong-state', `VM ${id} is On; ${what} while it is Off`);
  if (Object.keys(sizes).length > 0 && !online?.reconfigure) throw wrong('its sizes are changed');
  if (disks.length > 0 && !online?.expandDisks) throw wrong('its disks are changed');
}
