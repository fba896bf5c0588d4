import { setTimeout as sleep } from 'node:timers/promises';
import type { VirtualMachine } from '../../../../providers/mock/src/virtual-machine.js';
import { type DefectOf, defectsOf, type MockParts } from '../changes.js';
import type { ProviderClient } from '../provider-client.js';
import { take, turnOn } from '../steps.js';
import { doneAtOnce, followed } from '../wrapping.js';

const soonMs = 150;

/** Something done to a VM once a snapshot of it is taken. */
const onTaking =
  (change: (vm: VirtualMachine, includesMemory: boolean) => void): DefectOf['apply'] =>
  ({ hypervisor }: MockParts) => {
    const correct = hypervisor.snapshot.bind(hypervisor);
    hypervisor.snapshot = (vmId, wish) => {
      correct(vmId, wish);
      change(hypervisor.vm(vmId), wish.includesMemory);
    };
    return {};
  };

/** Something done to a VM once a snapshot of it is deleted; `at` is the place that it had. */
const onDeleting =
  (change: (vm: VirtualMachine, at: number) => void): DefectOf['apply'] =>
  ({ hypervisor }: MockParts) => {
    const correct = hypervisor.deleteSnapshot.bind(hypervisor);
    hypervisor.deleteSnapshot = (vmId, snapshotId) => {
      const at = hypervisor.vm(vmId).snapshots.findIndex(({ id }) => id === snapshotId);
      correct(vmId, snapshotId);
      change(hypervisor.vm(vmId), at);
    };
    return {};
  };

const resize = (provider: ProviderClient, id: string, cpu: number) =>
  provider.outcome('reconfigure', { id, desiredJson: JSON.stringify({ Class: { CPU: cpu, MemoryMiB: 512 } }) });

const disksOf = async (provider: ProviderClient, id: string) => (await provider.listed(id))?.disks.length;

/** What snapshots do to their VM beside their work, and what of them is lost. */
export const snapshotKeepingDefects = defectsOf('snapshot', [
  {
    id: 'memory-snapshot-powers-off',
    catches: 'snapshot-memory',
    summary: 'a VM is Off after a snapshot with memory was taken of it',
    apply: onTaking((vm, includesMemory) => {
      if (includesMemory) vm.power = 'Off';
    }),
    shows: async (provider) => {
      const id = await provider.vm({ on: true });
      await take(provider, id, true);
      return (await provider.power(id)) === 'Off';
    },
  },
  {
    id: 'memory-snapshot-not-kept',
    catches: 'snapshot-memory',
    summary: 'SnapshotCreate with memory answers an id and keeps nothing',
    apply: onTaking((vm, includesMemory) => {
      if (includesMemory) vm.snapshots.pop();
    }),
    shows: async (provider) => {
      const vmId = await provider.vm({ on: true });
      const snapshotId = await take(provider, vmId, true);
      return (await provider.outcome('snapshotRevert', { vmId, snapshotId })) !== 'OK';
    },
  },
  {
    id: 'snapshot-while-on-not-kept',
    catches: 'snapshot-keeps-power',
    summary: 'SnapshotCreate of a VM that is On answers an id and keeps nothing',
    apply: onTaking((vm) => {
      if (vm.power === 'On') vm.snapshots.pop();
    }),
    shows: async (provider) => {
      const vmId = await provider.vm({ on: true });
      const snapshotId = await take(provider, vmId);
      return (await provider.outcome('snapshotRevert', { vmId, snapshotId })) !== 'OK';
    },
  },
  {
    id: 'revert-to-running-noop',
    catches: 'snapshot-keeps-power',
    summary: 'SnapshotRevert to a snapshot that was taken while On answers OK and changes nothing',
    apply: ({ handlers, hypervisor }) => ({
      snapshotRevert: (request) => {
        const vm = hypervisor.vms.get(request.vmId);
        const snapshot = vm?.snapshots.find(({ id }) => id === request.snapshotId);
        return snapshot?.power === 'On' ? doneAtOnce() : handlers.snapshotRevert(request);
      },
    }),
    shows: async (provider) => {
      const vmId = await provider.vm({ on: true });
      const snapshotId = await take(provider, vmId);
      await resize(provider, vmId, 3);
      await provider.outcome('snapshotRevert', { vmId, snapshotId });
      return (await provider.listed(vmId))?.cpu === 3;
    },
  },
  {
    id: 'snapshot-drops-disks',
    catches: 'snapshot-restore-state',
    summary: 'a VM has no disks once a snapshot of it is taken, and none after a revert',
    apply: ({ hypervisor }) => {
      const correct = hypervisor.snapshot.bind(hypervisor);
      hypervisor.snapshot = (vmId, wish) => {
        hypervisor.vm(vmId).hardware.disks = [];
        correct(vmId, wish);
      };
      return {};
    },
    shows: async (provider) => {
      const id = await provider.vm();
      await take(provider, id);
      return (await disksOf(provider, id)) === 0;
    },
  },
  {
    id: 'snapshot-powers-on',
    catches: 'snapshot-restore-state',
    summary: 'a VM that was Off is On after a snapshot was taken of it',
    apply: onTaking((vm) => {
      vm.power = 'On';
    }),
    shows: async (provider) => {
      const id = await provider.vm();
      await take(provider, id);
      return (await provider.power(id)) === 'On';
    },
  },
  {
    id: 'snapshot-ids-by-count',
    catches: 'snapshot-two',
    summary: 'the id of a snapshot is the number of those that the VM has, so that one is given twice',
    apply: ({ handlers, hypervisor }) => ({
      snapshotCreate: followed(handlers.snapshotCreate, ({ vmId }, answer) => {
        const { snapshots } = hypervisor.vm(vmId);
        const newest = snapshots.at(-1);
        if (!newest) return;
        newest.id = `snap-${snapshots.length}`;
        answer.snapshotId = newest.id;
      }),
    }),
    shows: async (provider) => {
      const vmId = await provider.vm();
      const first = await take(provider, vmId);
      const second = await take(provider, vmId);
      await provider.outcome('snapshotDelete', { vmId, snapshotId: first });
      return (await take(provider, vmId)) === second;
    },
  },
  {
    id: 'snapshot-delete-older-loses-newer',
    catches: 'snapshot-two',
    summary: 'SnapshotDelete of the older of two snapshots gives the newer one the state of now',
    apply: onDeleting((vm, at) => {
      const next = vm.snapshots[at];
      if (next) next.hardware.cpu = 7;
    }),
    shows: async (provider) => {
      const vmId = await provider.vm();
      const first = await take(provider, vmId);
      const second = await take(provider, vmId);
      await provider.outcome('snapshotDelete', { vmId, snapshotId: first });
      await provider.outcome('snapshotRevert', { vmId, snapshotId: second });
      return (await provider.listed(vmId))?.cpu === 7;
    },
  },
  {
    id: 'snapshot-delete-off-ignored',
    catches: 'snapshot-two',
    summary: 'SnapshotDelete of a VM that is Off answers OK and keeps the snapshot',
    apply: ({ handlers, hypervisor }) => ({
      snapshotDelete: (request) =>
        hypervisor.vms.get(request.vmId)?.power === 'Off' ? doneAtOnce() : handlers.snapshotDelete(request),
    }),
    shows: async (provider) => {
      const vmId = await provider.vm();
      const snapshotId = await take(provider, vmId);
      await provider.outcome('snapshotDelete', { vmId, snapshotId });
      return (await provider.outcome('snapshotRevert', { vmId, snapshotId })) === 'OK';
    },
  },
  {
    id: 'snapshot-delete-blocks-new',
    catches: 'snapshot-two',
    summary: 'no snapshot can be taken of a VM once one of it was deleted',
    apply: (parts) => {
      const blocked = new WeakSet<VirtualMachine>();
      const { hypervisor } = parts;
      const correct = hypervisor.snapshot.bind(hypervisor);
      hypervisor.snapshot = (vmId, wish) => {
        if (blocked.has(hypervisor.vm(vmId))) throw new Error('the snapshot tree is locked');
        correct(vmId, wish);
      };
      return onDeleting((vm) => blocked.add(vm))(parts);
    },
    shows: async (provider) => {
      const vmId = await provider.vm();
      await provider.outcome('snapshotDelete', { vmId, snapshotId: await take(provider, vmId) });
      const answer = await provider.call('snapshotCreate', { vmId }).catch(() => undefined);
      return answer === undefined || (await provider.settle(answer)) !== 'OK';
    },
  },
  {
    id: 'snapshot-delete-drops-disks',
    catches: 'snapshot-delete',
    summary: 'a VM has no disks once a snapshot of it is deleted',
    apply: onDeleting((vm) => {
      vm.hardware.disks = [];
    }),
    shows: async (provider) => {
      const vmId = await provider.vm();
      await provider.outcome('snapshotDelete', { vmId, snapshotId: await take(provider, vmId) });
      return (await disksOf(provider, vmId)) === 0;
    },
  },
  {
    id: 'snapshot-delete-resizes-later',
    catches: 'snapshot-delete',
    summary: 'a VM has 7 CPUs a moment after a snapshot of it was deleted',
    apply: onDeleting((vm) => {
      setTimeout(() => {
        vm.hardware.cpu = 7;
      }, soonMs).unref();
    }),
    shows: async (provider) => {
      const vmId = await provider.vm();
      await provider.outcome('snapshotDelete', { vmId, snapshotId: await take(provider, vmId) });
      await sleep(soonMs * 2);
      return (await provider.listed(vmId))?.cpu === 7;
    },
  },
  {
    id: 'reconfigure-ignored-with-snapshot',
    catches: 'snapshot-two',
    summary: 'Reconfigure of a VM that has snapshots answers OK and changes nothing',
    apply: ({ handlers, hypervisor }) => ({
      reconfigure: (request) =>
        (hypervisor.vms.get(request.id)?.snapshots.length ?? 0) > 0 ? doneAtOnce() : handlers.reconfigure(request),
    }),
    shows: async (provider) => {
      const id = await provider.vm();
      await take(provider, id);
      return (await resize(provider, id, 3)) === 'OK' && (await provider.listed(id))?.cpu === 1;
    },
  },
  {
    id: 'power-ignored-with-snapshot',
    catches: 'snapshot-restore',
    summary: 'Power of a VM that has snapshots answers OK and changes nothing',
    apply: ({ handlers, hypervisor }) => ({
      power: (request) =>
        (hypervisor.vms.get(request.id)?.snapshots.length ?? 0) > 0 ? doneAtOnce() : handlers.power(request),
    }),
    shows: async (provider) => {
      const id = await provider.vm();
      await take(provider, id);
      return (await turnOn(provider, id)) === 'OK' && (await provider.power(id)) === 'Off';
    },
  },
  {
    id: 'reverted-never-starts',
    catches: 'snapshot-restore',
    summary: 'a VM that was reverted answers Power On with OK and stays Off',
    apply: ({ handlers, hypervisor }) => {
      const reverted = new Set<string>();
      return {
        snapshotRevert: followed(handlers.snapshotRevert, ({ vmId }) => {
          reverted.add(vmId);
        }),
        power: (request) =>
          reverted.has(request.id) && hypervisor.vms.has(request.id) ? doneAtOnce() : handlers.power(request),
      };
    },
    shows: async (provider) => {
      const vmId = await provider.vm();
      await provider.outcome('snapshotRevert', { vmId, snapshotId: await take(provider, vmId) });
      return (await turnOn(provider, vmId)) === 'OK' && (await provider.power(vmId)) === 'Off';
    },
  },
  {
    id: 'revert-absent-stops',
    catches: 'snapshot-restore-absent',
    summary: 'SnapshotRevert to an absent snapshot is refused, and gives the VM 7 CPUs all the same',
    apply: ({ handlers, hypervisor }) => ({
      snapshotRevert: (request) => {
        const vm = hypervisor.vms.get(request.vmId);
        const isThere = vm?.snapshots.some(({ id }) => id === request.snapshotId);
        if (vm && !isThere) vm.hardware.cpu = 7;
        return handlers.snapshotRevert(request);
      },
    }),
    shows: async (provider) => {
      const vmId = await provider.vm();
      await provider.outcome('snapshotRevert', { vmId, snapshotId: 'no-such-snapshot' });
      return (await provider.listed(vmId))?.cpu === 7;
    },
  },
]);
