import { status } from '@grpc/grpc-js';
import { defectsOf } from '../changes.js';
import { take, turnOn } from '../steps.js';
import { doneAtOnce, followed, refusing } from '../wrapping.js';

export const revertDefects = defectsOf('snapshot', [
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
    limits: { parallel: 1 },
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
]);
