import { GetDiskInfoResponse } from '../../../../src/provider/contract/generated/provider/v1/provider_pb.js';
import type { MockState } from '../mock-state.js';
import { notFound, unimplemented } from '../provider-failure.js';
import type { ProviderHandlers } from '../provider-handlers.js';

type DiskMethod = 'getDiskInfo' | 'exportDisk' | 'importDisk';

const bytesPerGib = 1024n ** 3n;

export function diskHandlers({ hypervisor }: MockState): Pick<ProviderHandlers, DiskMethod> {
  return {
    getDiskInfo: ({ vmId, diskId, snapshotId }) => {
      const vm = hypervisor.vm(vmId);
      const { disks } = snapshotId ? hypervisor.snapshotOf(vmId, snapshotId).hardware : vm.hardware;
      const disk = diskId ? disks.find(({ id, name }) => id === diskId || name === diskId) : disks[0];
      if (!disk) throw notFound(`VM ${vmId} has no disk ${JSON.stringify(diskId)}`);
      return GetDiskInfoResponse.fromPartial({
        diskId: disk.id,
        format: disk.format,
        virtualSizeBytes: BigInt(disk.sizeGib) * bytesPerGib,
        path: disk.path,
        isBootable: disk === disks[0],
        snapshots: vm.snapshots.map(({ id }) => id),
        backingFile: disk.backingFile ?? '',
        metadata: { name: disk.name, type: disk.type },
      });
    },
    exportDisk: () => {
      throw unimplemented('the mock provider keeps no disk contents, so it exports none');
    },
    importDisk: () => {
      throw unimplemented('the mock provider keeps no disk contents, so it imports none');
    },
  };
}
