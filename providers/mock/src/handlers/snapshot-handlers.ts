import { SnapshotCreateResponse } from '../../../../src/provider/contract/generated/provider/v1/provider_pb.js';
import type { MockState } from '../mock-state.js';
import type { ProviderHandlers } from '../provider-handlers.js';
import { startTask, taskResponse } from './task-answers.js';

type SnapshotMethod = 'snapshotCreate' | 'snapshotRevert' | 'snapshotDelete';

export function snapshotHandlers(state: MockState): Pick<ProviderHandlers, SnapshotMethod> {
  const { hypervisor } = state;
  return {
    snapshotCreate: ({ vmId, nameHint, description, includeMemory }) => {
      hypervisor.vm(vmId);
      const id = hypervisor.newId('snap');
      const snapshot = { id, name: nameHint, description, includesMemory: includeMemory };
      const work = () => hypervisor.snapshot(vmId, snapshot);
      const task = startTask(state, { operation: 'snapshot-create', subject: vmId, work });
      return SnapshotCreateResponse.fromPartial({ snapshotId: id, task });
    },
    snapshotRevert: ({ vmId, snapshotId }) => {
      hypervisor.snapshotOf(vmId, snapshotId);
      const work = () => hypervisor.revert(vmId, snapshotId);
      return taskResponse(state, { operation: 'snapshot-revert', subject: vmId, work });
    },
    snapshotDelete: ({ vmId, snapshotId }) => {
      hypervisor.snapshotOf(vmId, snapshotId);
      const work = () => hypervisor.deleteSnapshot(vmId, snapshotId);
      return taskResponse(state, { operation: 'snapshot-delete', subject: vmId, work });
    },
  };
}
