import { create } from '@bufbuild/protobuf';
import {
  DescribeResponseSchema,
  ListVMsResponseSchema,
  TaskStatusResponseSchema,
  ValidateResponseSchema,
  type VMInfo,
  VMInfoSchema,
} from '../contract/generated/provider/v1/provider_pb.js';
import { HypervisorError } from '../hypervisor/hypervisor-error.js';
import type { VirtualMachine } from '../hypervisor/virtual-machine.js';
import { capabilitiesOf } from './capabilities.js';
import type { ProviderMethods, ProviderState } from './provider-methods.js';

type ReadingMethod = 'validate' | 'getCapabilities' | 'describe' | 'listVMs' | 'taskStatus';

/** The methods that change nothing. */
export function readingMethods({ hypervisor, tasks }: ProviderState): Pick<ProviderMethods, ReadingMethod> {
  return {
    validate: async (_request, signal) => {
      try {
        await hypervisor.check(signal);
        return create(ValidateResponseSchema, { ok: true, message: 'the hypervisor answers' });
      } catch (thrown) {
        if (!(thrown instanceof HypervisorError)) throw thrown;
        return create(ValidateResponseSchema, { ok: false, message: thrown.message });
      }
    },
    getCapabilities: () => capabilitiesOf(hypervisor),
    describe: async ({ id }, signal) => {
      const vm = await hypervisor.findVm(id, signal);
      if (!vm) return create(DescribeResponseSchema, { exists: false });
      return create(DescribeResponseSchema, {
        exists: true,
        powerState: vm.power,
        ips: addresses(vm),
        consoleUrl: vm.consoleUrl,
        providerRawJson: JSON.stringify(vm.raw),
      });
    },
    listVMs: async (_request, signal) => {
      const vms = await hypervisor.listVms(signal);
      return create(ListVMsResponseSchema, { vms: vms.map(vmInfo) });
    },
    taskStatus: ({ task }) => {
      if (!task?.id) throw new HypervisorError('invalid', 'task.id must name a task');
      const state = tasks.state(task.id);
      if (!state) throw new HypervisorError('not-found', `no task has the id ${JSON.stringify(task.id)}`);
      return create(TaskStatusResponseSchema, { done: state.done, error: state.error });
    },
  };
}

function addresses({ cards }: VirtualMachine): string[] {
  return cards.map(({ ip }) => ip).filter((ip) => ip !== '');
}

function vmInfo(vm: VirtualMachine): VMInfo {
  return create(VMInfoSchema, {
    id: vm.id,
    name: vm.name,
    powerState: vm.power,
    ips: addresses(vm),
    cpu: vm.cpu,
    memoryMib: BigInt(vm.memoryMib),
    disks: vm.disks.map(({ id, path, sizeGib, format }) => ({ id, path, sizeGib, format })),
    networks: vm.cards.map(({ network, mac, ip }) => ({ name: network, mac, ipAddress: ip })),
    providerRaw: vm.raw,
  });
}
