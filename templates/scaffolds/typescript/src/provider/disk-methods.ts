import { create } from '@bufbuild/protobuf';
import { GetDiskInfoResponseSchema } from '../contract/generated/provider/v1/provider_pb.js';
import { HypervisorError } from '../hypervisor/hypervisor-error.js';
import type { ProviderMethods, ProviderState } from './provider-methods.js';
import { existingVm, unsupported } from './task-answers.js';

type DiskMethod = 'getDiskInfo' | 'exportDisk' | 'importDisk';

const bytesPerGib = 1024n ** 3n;

export function diskMethods(state: ProviderState): Pick<ProviderMethods, DiskMethod> {
  return {
    getDiskInfo: async ({ vmId, diskId }, signal) => {
      const { disks } = await existingVm(state, vmId, signal);
      const disk = diskId === '' ? disks[0] : disks.find(({ id, name }) => id === diskId || name === diskId);
      if (!disk) throw new HypervisorError('not-found', `VM ${vmId} has no disk ${JSON.stringify(diskId)}`);
      return create(GetDiskInfoResponseSchema, {
        diskId: disk.id,
        format: disk.format,
        virtualSizeBytes: BigInt(disk.sizeGib) * bytesPerGib,
        path: disk.path,
        isBootable: disk === disks[0],
        snapshots: (await state.hypervisor.snapshots?.list(vmId, signal)) ?? [],
      });
    },
    exportDisk: () => {
      throw unsupported('export of disks');
    },
    importDisk: () => {
      throw unsupported('import of disks');
    },
  };
}
