import {
  DescribeResponse,
  GetCapabilitiesResponse,
  ListVMsResponse,
  TaskStatusResponse,
  ValidateResponse,
  VMInfo,
} from '../../../../src/provider/contract/generated/provider/v1/provider_pb.js';
import type { MockState } from '../mock-state.js';
import { invalid, notFound } from '../provider-failure.js';
import type { ProviderHandlers } from '../provider-handlers.js';
import type { VirtualMachine } from '../virtual-machine.js';

type InfoMethod = 'validate' | 'getCapabilities' | 'describe' | 'listVMs' | 'taskStatus';

/** The methods that change nothing. */
export function infoHandlers({ hypervisor, tasks }: MockState): Pick<ProviderHandlers, InfoMethod> {
  return {
    validate: () => ValidateResponse.fromPartial({ ok: true, message: 'the mock hypervisor is in memory' }),
    getCapabilities: () =>
      GetCapabilitiesResponse.fromPartial({
        supportsReconfigureOnline: true,
        supportsDiskExpansionOnline: true,
        supportsSnapshots: true,
        supportsMemorySnapshots: true,
        supportsLinkedClones: true,
        supportsImageImport: true,
        supportedDiskTypes: ['thin', 'thick'],
        supportedNetworkTypes: ['bridge', 'nat'],
      }),
    describe: ({ id }) => {
      const vm = hypervisor.vms.get(id);
      if (!vm) return DescribeResponse.fromPartial({ exists: false });
      return DescribeResponse.fromPartial({
        exists: true,
        powerState: vm.power,
        ips: addresses(vm),
        providerRawJson: JSON.stringify({
          name: vm.name,
          cpu: vm.hardware.cpu,
          memoryMiB: vm.hardware.memoryMib,
          hardwareVersion: vm.hardware.version,
          tags: vm.tags,
        }),
      });
    },
    listVMs: () => ListVMsResponse.fromPartial({ vms: [...hypervisor.vms.values()].map(vmInfo) }),
    taskStatus: ({ task }) => {
      if (!task?.id) throw invalid('task.id must name a task');
      const found = tasks.status(task.id);
      if (!found) throw notFound(`no task has the id ${JSON.stringify(task.id)}`);
      return TaskStatusResponse.fromPartial({ done: found.done, error: found.error });
    },
  };
}

function addresses({ power, hardware }: VirtualMachine): string[] {
  return power === 'On' ? hardware.cards.map(({ ip }) => ip) : [];
}

function vmInfo(vm: VirtualMachine): VMInfo {
  const { cpu, memoryMib, version, disks, cards } = vm.hardware;
  return VMInfo.fromPartial({
    id: vm.id,
    name: vm.name,
    powerState: vm.power,
    ips: addresses(vm),
    cpu,
    memoryMib: BigInt(memoryMib),
    disks: disks.map(({ id, path, sizeGib, format }) => ({ id, path, sizeGib, format })),
    networks: cards.map(({ network, mac, ip }) => ({ name: network, mac, ipAddress: vm.power === 'On' ? ip : '' })),
    providerRaw: { hardwareVersion: String(version) },
  });
}
