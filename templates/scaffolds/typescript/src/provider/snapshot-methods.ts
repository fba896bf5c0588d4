import { create } from '@bufbuild/protobuf';
import { SnapshotCreateResponseSchema } from '../contract/generated/provider/v1/provider_pb.js';
import { HypervisorError } from '../hypervisor/hypervisor-error.js';
import type { SnapshotSupport } from '../hypervisor/optional-support.js';
import type { ProviderMethods, ProviderState } from './provider-methods.js';
import { existingVm, followTask, taskResponse, unsupported } from './task-answers.js';

type SnapshotMethod = 'snapshotCreate' | 'snapshotRevert' | 'snapshotDelete';

export function snapshotMethods(state: ProviderState): Pick<ProviderMethods, SnapshotMethod> {
  const support = (): SnapshotSupport => {
    if (!state.hypervisor.snapshots) throw unsupported('snapshots');
    return state.hypervisor.snapshots;
  };
  const known = async (of: { vmId: string; snapshotId: string }, signal: AbortSignal): Promise<SnapshotSupport> => {
    const snapshots = support();
    await existingVm(state, of.vmId, signal);
    if ((await snapshots.list(of.vmId, signal)).includes(of.snapshotId)) return snapshots;
    throw new HypervisorError('not-found', `VM ${of.vmId} has no snapshot ${JSON.stringify(of.snapshotId)}`);
  };
  return {
    snapshotCreate: async ({ vmId, nameHint, description, includeMemory }, signal) => {
      const snapshots = support();
      if (includeMemory && !snapshots.memory) throw unsupported('snapshots with memory');
      await existingVm(state, vmId, signal);
      const { id, done } = await snapshots.create(vmId, { name: nameHint, description, includeMemory }, signal);
      return create(SnapshotCreateResponseSchema, { snapshotId: id, task: followTask(state, vmId, done) });
    },
    snapshotRevert: async (request, signal) => {
      const snapshots = await known(request, signal);
      const { vmId, snapshotId } = request;
      return taskResponse(state, vmId, (ending) => snapshots.revert(vmId, snapshotId, ending));
    },
    snapshotDelete: async (request, signal) => {
      const snapshots = await known(request, signal);
      const { vmId, snapshotId } = request;
      return taskResponse(state, vmId, (ending) => snapshots.delete(vmId, snapshotId, ending));
    },
  };
}
