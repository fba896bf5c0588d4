import { defectsOf } from '../changes.js';
import { take, turnOn } from '../steps.js';
import { followed } from '../wrapping.js';

/** SnapshotDelete and what else may become of a snapshot. */
export const snapshotDeleteDefects = defectsOf('snapshot', [
  {
    id: 'snapshot-delete-newest',
    catches: 'snapshot-two',
    summary: 'SnapshotDelete always removes the newest snapshot',
    apply: ({ hypervisor }) => {
      const correct = hypervisor.deleteSnapshot.bind(hypervisor);
      hypervisor.deleteSnapshot = (vmId, snapshotId) => {
        hypervisor.snapshotOf(vmId, snapshotId);
        correct(vmId, hypervisor.vm(vmId).snapshots.at(-1)?.id ?? '');
      };
      return {};
    },
    shows: async (provider) => {
      const vmId = await provider.vm();
      const [first, second] = [await take(provider, vmId), await take(provider, vmId)];
      await provider.outcome('snapshotDelete', { vmId, snapshotId: first });
      return (await provider.outcome('snapshotRevert', { vmId, snapshotId: second })) !== 'OK';
    },
  },
  {
    id: 'snapshot-delete-children',
    catches: 'snapshot-two',
    summary: 'SnapshotDelete also removes the snapshots that were taken later',
    apply: ({ hypervisor }) => {
      hypervisor.deleteSnapshot = (vmId, snapshotId) => {
        const vm = hypervisor.vm(vmId);
        const at = vm.snapshots.indexOf(hypervisor.snapshotOf(vmId, snapshotId));
        vm.snapshots = vm.snapshots.slice(0, at);
      };
      return {};
    },
    shows: async (provider) => {
      const vmId = await provider.vm();
      const [first, second] = [await take(provider, vmId), await take(provider, vmId)];
      await provider.outcome('snapshotDelete', { vmId, snapshotId: first });
      return (await provider.outcome('snapshotRevert', { vmId, snapshotId: second })) !== 'OK';
    },
  },
  {
    id: 'snapshot-delete-any-vm',
    catches: 'snapshot-foreign',
    summary: 'SnapshotDelete does not look whose snapshot it is',
    apply: ({ handlers, hypervisor }) => ({
      snapshotDelete: (request) => {
        const owner = [...hypervisor.vms.values()].find(({ snapshots }) =>
          snapshots.some(({ id }) => id === request.snapshotId),
        );
        return handlers.snapshotDelete({ ...request, vmId: owner?.id ?? request.vmId });
      },
    }),
    shows: async (provider) => {
      const [vmId, other] = [await provider.vm(), await provider.vm()];
      const snapshotId = await take(provider, other);
      await provider.outcome('snapshotDelete', { vmId, snapshotId });
      return (await provider.outcome('snapshotRevert', { vmId: other, snapshotId })) !== 'OK';
    },
  },
  {
    id: 'snapshot-delete-reverts',
    catches: 'snapshot-delete',
    summary: 'SnapshotDelete first brings the state of the snapshot back',
    apply: ({ hypervisor }) => {
      const correct = hypervisor.deleteSnapshot.bind(hypervisor);
      hypervisor.deleteSnapshot = (vmId, snapshotId) => {
        hypervisor.revert(vmId, snapshotId);
        correct(vmId, snapshotId);
      };
      return {};
    },
    shows: async (provider) => {
      const vmId = await provider.vm();
      const snapshotId = await take(provider, vmId);
      await turnOn(provider, vmId);
      await provider.outcome('snapshotDelete', { vmId, snapshotId });
      return (await provider.power(vmId)) !== 'On';
    },
  },
  {
    id: 'snapshot-delete-powers-off',
    catches: 'snapshot-delete',
    summary: 'a VM is Off after SnapshotDelete',
    apply: ({ handlers, hypervisor }) => ({
      snapshotDelete: followed(handlers.snapshotDelete, ({ vmId }) => hypervisor.powerOff(vmId)),
    }),
    shows: async (provider) => {
      const vmId = await provider.vm({ on: true });
      await provider.outcome('snapshotDelete', { vmId, snapshotId: await take(provider, vmId) });
      return (await provider.power(vmId)) !== 'On';
    },
  },
  {
    id: 'power-cycle-drops-snapshots',
    catches: 'snapshot-restore',
    summary: 'the snapshots of a VM are gone when it is powered Off',
    apply: ({ hypervisor }) => {
      const correct = hypervisor.powerOff.bind(hypervisor);
      hypervisor.powerOff = (id) => {
        correct(id);
        hypervisor.vm(id).snapshots = [];
      };
      return {};
    },
    shows: async (provider) => {
      const vmId = await provider.vm({ on: true });
      const snapshotId = await take(provider, vmId);
      await provider.outcome('power', { id: vmId, op: 2 });
      return (await provider.outcome('snapshotRevert', { vmId, snapshotId })) !== 'OK';
    },
  },
  {
    id: 'revert-power-only',
    catches: 'snapshot-restore-state',
    summary: 'SnapshotRevert brings back the power state and not the sizes',
    apply: ({ hypervisor }) => {
      hypervisor.revert = (vmId, snapshotId) => {
        hypervisor.vm(vmId).power = hypervisor.snapshotOf(vmId, snapshotId).power;
      };
      return {};
    },
    shows: async (provider) => {
      const vmId = await provider.vm();
      const snapshotId = await take(provider, vmId);
      await provider.outcome('reconfigure', { id: vmId, desiredJson: JSON.stringify({ Class: { CPU: 5 } }) });
      await provider.outcome('snapshotRevert', { vmId, snapshotId });
      return (await provider.listed(vmId))?.cpu === 5;
    },
  },
]);
