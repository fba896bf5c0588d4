import { status } from '@grpc/grpc-js';
import { taskResponse } from '../../../../providers/mock/src/handlers/task-answers.js';
import { SnapshotCreateResponse } from '../../../../src/provider/contract/generated/provider/v1/provider_pb.js';
import { defectsOf } from '../changes.js';
import { take } from '../steps.js';
import { absentId, answering, doneAtOnce, followed, internal, refusing, whenAbsent } from '../wrapping.js';

export const snapshotDefects = defectsOf('snapshot', [
  {
    id: 'snapshot-empty-id',
    catches: 'snapshot-create',
    summary: 'SnapshotCreate answers an empty id',
    apply: ({ handlers }) => ({
      snapshotCreate: answering(handlers.snapshotCreate, (answer) => ({ ...answer, snapshotId: '' })),
    }),
    shows: async (provider) => (await take(provider, await provider.vm())) === '',
  },
  {
    id: 'snapshot-declared-unimplemented',
    catches: 'snapshot-create',
    summary: 'snapshots are declared, and SnapshotCreate answers UNIMPLEMENTED',
    apply: () => ({ snapshotCreate: refusing(status.UNIMPLEMENTED) }),
    shows: async (provider) =>
      (await provider.outcome('snapshotCreate', { vmId: await provider.vm() })) === 'UNIMPLEMENTED',
  },
  {
    id: 'snapshot-task-fails',
    catches: 'snapshot-create',
    summary: "SnapshotCreate's task ends with an error",
    apply: ({ handlers, ...state }) => ({
      snapshotCreate: answering(handlers.snapshotCreate, (answer, { vmId }) => {
        const work = () => {
          throw internal('disk does not support snapshots');
        };
        const { task } = taskResponse(state, { operation: 'snapshot-create', subject: vmId, work });
        return task ? { ...answer, task } : answer;
      }),
    }),
    shows: async (provider) =>
      (await provider.outcome('snapshotCreate', { vmId: await provider.vm() })) === 'TASK_ERROR',
  },
  {
    id: 'memory-snapshot-refused',
    catches: 'snapshot-memory',
    summary: 'memory snapshots are declared, and refused',
    apply: ({ handlers }) => ({
      snapshotCreate: (request) =>
        request.includeMemory ? refusing(status.UNIMPLEMENTED)() : handlers.snapshotCreate(request),
    }),
    shows: async (provider) => {
      const vmId = await provider.vm({ on: true });
      return (await provider.outcome('snapshotCreate', { vmId, includeMemory: true })) === 'UNIMPLEMENTED';
    },
  },
  {
    id: 'snapshot-powers-off',
    catches: 'snapshot-keeps-power',
    summary: 'a VM is Off after SnapshotCreate',
    apply: ({ handlers, hypervisor }) => ({
      snapshotCreate: followed(handlers.snapshotCreate, ({ vmId }) => hypervisor.powerOff(vmId)),
    }),
    shows: async (provider) => {
      const vmId = await provider.vm({ on: true });
      await take(provider, vmId);
      return (await provider.power(vmId)) === 'Off';
    },
  },
  {
    id: 'snapshot-ids-equal',
    catches: 'snapshot-two',
    summary: 'every snapshot of a VM gets the same id',
    apply: ({ handlers, hypervisor }) => {
      const correct = hypervisor.snapshot.bind(hypervisor);
      hypervisor.snapshot = (vmId, snapshot) => {
        const vm = hypervisor.vm(vmId);
        vm.snapshots = vm.snapshots.filter(({ id }) => id !== 'current');
        correct(vmId, { ...snapshot, id: 'current' });
      };
      return {
        snapshotCreate: answering(handlers.snapshotCreate, (answer) => ({ ...answer, snapshotId: 'current' })),
      };
    },
    shows: async (provider) => {
      const vmId = await provider.vm();
      const [first, second] = [await take(provider, vmId), await take(provider, vmId)];
      return first === second;
    },
  },
  {
    id: 'snapshot-absent-vm-ok',
    catches: 'snapshot-foreign',
    summary: 'SnapshotCreate of an absent VM answers OK',
    apply: ({ handlers, hypervisor }) => ({
      snapshotCreate: whenAbsent(hypervisor.vms, {
        idOf: ({ vmId }) => vmId,
        present: handlers.snapshotCreate,
        absent: () => SnapshotCreateResponse.fromPartial({ snapshotId: hypervisor.newId('snap') }),
      }),
    }),
    shows: async (provider) => (await provider.outcome('snapshotCreate', { vmId: await absentId(provider) })) === 'OK',
  },
  {
    id: 'vm-with-snapshots-stays',
    catches: 'snapshot-vm-delete',
    finding: 'warn',
    summary: 'Delete of a VM that has snapshots answers OK and removes nothing',
    apply: ({ handlers, hypervisor }) => ({
      delete: (request) =>
        (hypervisor.vms.get(request.id)?.snapshots.length ?? 0) > 0 ? doneAtOnce() : handlers.delete(request),
    }),
    shows: async (provider) => {
      const id = await provider.vm();
      await take(provider, id);
      await provider.outcome('delete', { id });
      return (await provider.call('describe', { id })).exists;
    },
  },
  {
    id: 'diskinfo-forgets-snapshots',
    catches: 'snapshot-in-diskinfo',
    finding: 'warn',
    summary: 'GetDiskInfo shows no snapshots',
    apply: ({ handlers }) => ({
      getDiskInfo: answering(handlers.getDiskInfo, (answer) => ({ ...answer, snapshots: [] })),
    }),
    shows: async (provider) => {
      const vmId = await provider.vm();
      await take(provider, vmId);
      return (await provider.call('getDiskInfo', { vmId })).snapshots.length === 0;
    },
  },
  {
    id: 'undeclared-snapshots-work',
    catches: 'snapshot-undeclared',
    summary: 'snapshots are not declared, and work',
    apply: ({ handlers }) => ({
      getCapabilities: answering(handlers.getCapabilities, (declared) => ({
        ...declared,
        supportsSnapshots: false,
        supportsMemorySnapshots: false,
      })),
    }),
    shows: async (provider) => {
      const { supportsSnapshots } = await provider.call('getCapabilities', {});
      return !supportsSnapshots && (await take(provider, await provider.vm())) !== '';
    },
  },
  {
    id: 'undeclared-snapshots-refused-otherwise',
    catches: 'snapshot-undeclared',
    summary: 'snapshots are not declared, and refused with INTERNAL',
    apply: ({ handlers }) => ({
      getCapabilities: answering(handlers.getCapabilities, (declared) => ({
        ...declared,
        supportsSnapshots: false,
        supportsMemorySnapshots: false,
      })),
      snapshotCreate: refusing(status.INTERNAL),
      snapshotRevert: refusing(status.INTERNAL),
      snapshotDelete: refusing(status.INTERNAL),
    }),
    shows: async (provider) => (await provider.outcome('snapshotCreate', { vmId: await provider.vm() })) === 'INTERNAL',
  },
  {
    id: 'undeclared-memory-works',
    catches: 'snapshot-memory-undeclared',
    finding: 'warn',
    summary: 'memory snapshots are not declared, and taken',
    apply: ({ handlers }) => ({
      getCapabilities: answering(handlers.getCapabilities, (declared) => ({
        ...declared,
        supportsMemorySnapshots: false,
      })),
    }),
    shows: async (provider) => {
      const { supportsMemorySnapshots } = await provider.call('getCapabilities', {});
      return !supportsMemorySnapshots && (await take(provider, await provider.vm({ on: true }), true)) !== '';
    },
  },
]);
