import { create } from '@bufbuild/protobuf';
import { status } from '@grpc/grpc-js';
import { taskResponse } from '../../../../providers/mock/src/handlers/task-answers.js';
import {
  PowerOp,
  SnapshotCreateResponseSchema,
} from '../../../../src/provider/contract/generated/provider/v1/provider_pb.js';
import { defectsOf } from '../changes.js';
import type { ProviderClient } from '../provider-client.js';
import { absentId, answering, doneAtOnce, followed, internal, refusing, whenAbsent } from '../wrapping.js';

const take = async (provider: ProviderClient, vmId: string, includeMemory = false): Promise<string> => {
  const answer = await provider.call('snapshotCreate', { vmId, includeMemory });
  await provider.settle(answer);
  return answer.snapshotId;
};

const turnOn = (provider: ProviderClient, id: string) => provider.outcome('power', { id, op: PowerOp.ON });

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
    id: 'revert-only-once',
    catches: 'snapshot-restore',
    summary: 'a snapshot is used up by its first SnapshotRevert',
    apply: ({ handlers, hypervisor }) => ({
      snapshotRevert: followed(handlers.snapshotRevert, ({ vmId, snapshotId }) =>
        hypervisor.deleteSnapshot(vmId, snapshotId),
      ),
    }),
    shows: async (provider) => {
      const vmId = await provider.vm();
      const request = { vmId, snapshotId: await take(provider, vmId) };
      await provider.outcome('snapshotRevert', request);
      return (await provider.outcome('snapshotRevert', request)) === 'NOT_FOUND';
    },
  },
  {
    id: 'revert-removes-vm',
    catches: 'snapshot-restore',
    summary: 'a VM is gone after SnapshotRevert',
    apply: ({ handlers, hypervisor }) => ({
      snapshotRevert: followed(handlers.snapshotRevert, ({ vmId }) => hypervisor.delete(vmId)),
    }),
    shows: async (provider) => {
      const vmId = await provider.vm();
      await provider.outcome('snapshotRevert', { vmId, snapshotId: await take(provider, vmId) });
      return !(await provider.call('describe', { id: vmId })).exists;
    },
  },
  {
    id: 'revert-touches-others',
    catches: 'snapshot-restore',
    summary: 'SnapshotRevert gives the state of the snapshot to every VM',
    apply: ({ handlers, hypervisor }) => ({
      snapshotRevert: followed(handlers.snapshotRevert, ({ vmId }) => {
        const { power, hardware } = hypervisor.vm(vmId);
        for (const vm of hypervisor.vms.values()) {
          vm.power = power;
          Object.assign(vm.hardware, { cpu: hardware.cpu, memoryMib: hardware.memoryMib });
        }
      }),
    }),
    shows: async (provider) => {
      const other = await provider.vm({ on: true });
      const vmId = await provider.vm();
      await provider.outcome('snapshotRevert', { vmId, snapshotId: await take(provider, vmId) });
      return (await provider.power(other)) === 'Off';
    },
  },
  {
    id: 'revert-does-nothing',
    catches: 'snapshot-restore-state',
    summary: 'SnapshotRevert answers OK and changes nothing',
    apply: ({ hypervisor }) => {
      hypervisor.revert = (vmId, snapshotId) => {
        hypervisor.snapshotOf(vmId, snapshotId);
      };
      return {};
    },
    shows: async (provider) => {
      const vmId = await provider.vm();
      const snapshotId = await take(provider, vmId);
      await turnOn(provider, vmId);
      await provider.outcome('snapshotRevert', { vmId, snapshotId });
      return (await provider.power(vmId)) === 'On';
    },
  },
  {
    id: 'snapshot-of-later-state',
    catches: 'snapshot-restore-state',
    summary: 'a snapshot shares the state of its VM, so that reverting brings nothing back',
    apply: ({ hypervisor }) => {
      const correct = hypervisor.snapshot.bind(hypervisor);
      hypervisor.snapshot = (vmId, snapshot) => {
        correct(vmId, snapshot);
        const vm = hypervisor.vm(vmId);
        const taken = vm.snapshots.at(-1);
        if (!taken) return;
        Object.defineProperty(taken, 'power', { get: () => vm.power });
        Object.defineProperty(taken, 'hardware', { get: () => structuredClone(vm.hardware) });
      };
      return {};
    },
    shows: async (provider) => {
      const vmId = await provider.vm();
      const snapshotId = await take(provider, vmId);
      await turnOn(provider, vmId);
      await provider.outcome('snapshotRevert', { vmId, snapshotId });
      return (await provider.power(vmId)) === 'On';
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
    id: 'revert-to-newest',
    catches: 'snapshot-two',
    summary: 'SnapshotRevert always goes to the newest snapshot',
    apply: ({ hypervisor }) => {
      const correct = hypervisor.revert.bind(hypervisor);
      hypervisor.revert = (vmId) => correct(vmId, hypervisor.vm(vmId).snapshots.at(-1)?.id ?? '');
      return {};
    },
    shows: async (provider) => {
      const vmId = await provider.vm();
      const snapshotId = await take(provider, vmId);
      await turnOn(provider, vmId);
      await take(provider, vmId);
      await provider.outcome('snapshotRevert', { vmId, snapshotId });
      return (await provider.power(vmId)) === 'On';
    },
  },
  {
    id: 'snapshot-delete-removes-all',
    catches: 'snapshot-two',
    summary: 'SnapshotDelete removes every snapshot of the VM',
    apply: ({ handlers, hypervisor }) => ({
      snapshotDelete: followed(handlers.snapshotDelete, ({ vmId }) => {
        hypervisor.vm(vmId).snapshots = [];
      }),
    }),
    shows: async (provider) => {
      const vmId = await provider.vm();
      const [first, second] = [await take(provider, vmId), await take(provider, vmId)];
      await provider.outcome('snapshotDelete', { vmId, snapshotId: second });
      return (await provider.outcome('snapshotRevert', { vmId, snapshotId: first })) === 'NOT_FOUND';
    },
  },
  {
    id: 'revert-foreign-accepted',
    catches: 'snapshot-foreign',
    summary: "SnapshotRevert to another VM's snapshot answers OK and changes nothing",
    apply: ({ handlers, hypervisor }) => ({
      snapshotRevert: (request) => {
        const own = hypervisor.vms.get(request.vmId)?.snapshots.some(({ id }) => id === request.snapshotId);
        const known = [...hypervisor.vms.values()].some(({ snapshots }) =>
          snapshots.some(({ id }) => id === request.snapshotId),
        );
        return known && own === false ? doneAtOnce() : handlers.snapshotRevert(request);
      },
    }),
    shows: async (provider) => {
      const [vmId, other] = [await provider.vm(), await provider.vm()];
      return (await provider.outcome('snapshotRevert', { vmId, snapshotId: await take(provider, other) })) === 'OK';
    },
  },
  {
    id: 'revert-foreign-applies',
    catches: 'snapshot-foreign',
    summary: "SnapshotRevert gives a VM the state of another VM's snapshot",
    apply: ({ hypervisor }) => {
      const correct = hypervisor.snapshotOf.bind(hypervisor);
      hypervisor.snapshotOf = (vmId, snapshotId) => {
        hypervisor.vm(vmId);
        const all = [...hypervisor.vms.values()].flatMap(({ snapshots }) => snapshots);
        return all.find(({ id }) => id === snapshotId) ?? correct(vmId, snapshotId);
      };
      return {};
    },
    shows: async (provider) => {
      const [vmId, other] = [await provider.vm(), await provider.vm({ on: true })];
      await provider.outcome('snapshotRevert', { vmId, snapshotId: await take(provider, other) });
      return (await provider.power(vmId)) === 'On';
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
        absent: () => create(SnapshotCreateResponseSchema, { snapshotId: hypervisor.newId('snap') }),
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
    id: 'revert-absent-ok',
    catches: 'snapshot-restore-absent',
    summary: 'SnapshotRevert to a snapshot that no VM has answers OK',
    apply: ({ handlers, hypervisor }) => ({
      snapshotRevert: (request) => {
        const known = [...hypervisor.vms.values()].some(({ snapshots }) =>
          snapshots.some(({ id }) => id === request.snapshotId),
        );
        return hypervisor.vms.has(request.vmId) && !known ? doneAtOnce() : handlers.snapshotRevert(request);
      },
    }),
    shows: async (provider) =>
      (await provider.outcome('snapshotRevert', { vmId: await provider.vm(), snapshotId: 'snap-none' })) === 'OK',
  },
  {
    id: 'snapshot-delete-lies',
    catches: 'snapshot-delete',
    summary: 'SnapshotDelete answers OK and removes nothing',
    apply: ({ hypervisor }) => {
      hypervisor.deleteSnapshot = (vmId, snapshotId) => {
        hypervisor.snapshotOf(vmId, snapshotId);
      };
      return {};
    },
    shows: async (provider) => {
      const vmId = await provider.vm();
      const request = { vmId, snapshotId: await take(provider, vmId) };
      await provider.outcome('snapshotDelete', request);
      return (await provider.outcome('snapshotRevert', request)) === 'OK';
    },
  },
  {
    id: 'snapshot-delete-removes-vm',
    catches: 'snapshot-delete',
    summary: 'SnapshotDelete removes the VM with the snapshot',
    apply: ({ handlers, hypervisor }) => ({
      snapshotDelete: followed(handlers.snapshotDelete, ({ vmId }) => hypervisor.delete(vmId)),
    }),
    shows: async (provider) => {
      const vmId = await provider.vm();
      await provider.outcome('snapshotDelete', { vmId, snapshotId: await take(provider, vmId) });
      return !(await provider.call('describe', { id: vmId })).exists;
    },
  },
  {
    id: 'snapshot-delete-refused',
    catches: 'snapshot-delete',
    summary: 'snapshots are declared, and SnapshotDelete answers UNIMPLEMENTED',
    apply: () => ({ snapshotDelete: refusing(status.UNIMPLEMENTED) }),
    shows: async (provider) => {
      const vmId = await provider.vm();
      const request = { vmId, snapshotId: await take(provider, vmId) };
      return (await provider.outcome('snapshotDelete', request)) === 'UNIMPLEMENTED';
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
