import { setTimeout as sleep } from 'node:timers/promises';
import { defectsOf } from '../changes.js';
import type { ProviderClient } from '../provider-client.js';
import { take } from '../steps.js';

const soonMs = 150;

/** Takes a snapshot of a VM with 1 CPU, gives the VM 3, and reverts; returns the VM's id. */
async function reverted(provider: ProviderClient): Promise<string> {
  const vmId = await provider.vm({ cpu: 1 });
  const snapshotId = await take(provider, vmId);
  await provider.outcome('reconfigure', { id: vmId, desiredJson: '{"Class":{"CPU":3,"MemoryMiB":512}}' });
  await provider.outcome('snapshotRevert', { vmId, snapshotId });
  return vmId;
}

/** What a revert brings back, and what it takes away. */
export const snapshotStateDefects = defectsOf('snapshot', [
  {
    id: 'revert-to-oldest',
    catches: 'snapshot-two',
    summary: 'SnapshotRevert always goes to the oldest snapshot',
    apply: ({ hypervisor }) => {
      const correct = hypervisor.revert.bind(hypervisor);
      hypervisor.revert = (vmId, snapshotId) => {
        hypervisor.snapshotOf(vmId, snapshotId);
        correct(vmId, hypervisor.vm(vmId).snapshots[0]?.id ?? snapshotId);
      };
      return {};
    },
    shows: async (provider) => {
      const vmId = await provider.vm({ cpu: 1 });
      await take(provider, vmId);
      await provider.outcome('reconfigure', { id: vmId, desiredJson: '{"Class":{"CPU":3,"MemoryMiB":512}}' });
      await provider.outcome('snapshotRevert', { vmId, snapshotId: await take(provider, vmId) });
      return (await provider.listed(vmId))?.cpu === 1;
    },
  },
  {
    id: 'revert-drops-disks',
    catches: 'snapshot-restore-state',
    summary: 'a VM has no disks after SnapshotRevert',
    apply: ({ hypervisor }) => {
      const correct = hypervisor.revert.bind(hypervisor);
      hypervisor.revert = (vmId, snapshotId) => {
        correct(vmId, snapshotId);
        hypervisor.vm(vmId).hardware.disks = [];
      };
      return {};
    },
    shows: async (provider) => (await provider.listed(await reverted(provider)))?.disks.length === 0,
  },
  {
    id: 'revert-drops-networks',
    catches: 'snapshot-restore-state',
    summary: 'a VM has no network cards after SnapshotRevert',
    apply: ({ hypervisor }) => {
      const correct = hypervisor.revert.bind(hypervisor);
      hypervisor.revert = (vmId, snapshotId) => {
        correct(vmId, snapshotId);
        hypervisor.vm(vmId).hardware.cards = [];
      };
      return {};
    },
    shows: async (provider) => {
      const request = { name: 'cards', classJson: '{}', networksJson: '[{"Name":"lan"}]' };
      const { id: vmId } = await provider.call('create', request);
      const before = (await provider.listed(vmId))?.networks.length ?? 0;
      await provider.outcome('snapshotRevert', { vmId, snapshotId: await take(provider, vmId) });
      return before > 0 && (await provider.listed(vmId))?.networks.length === 0;
    },
  },
  {
    id: 'revert-undone-later',
    catches: 'snapshot-restore-state',
    summary: 'what SnapshotRevert brought back is gone again a moment later',
    apply: ({ hypervisor }) => {
      const correct = hypervisor.revert.bind(hypervisor);
      hypervisor.revert = (vmId, snapshotId) => {
        const { cpu, memoryMib } = hypervisor.vm(vmId).hardware;
        correct(vmId, snapshotId);
        setTimeout(() => {
          const vm = hypervisor.vms.get(vmId);
          if (vm) Object.assign(vm.hardware, { cpu, memoryMib });
        }, soonMs).unref();
      };
      return {};
    },
    shows: async (provider) => {
      const vmId = await reverted(provider);
      await sleep(soonMs * 2);
      return (await provider.listed(vmId))?.cpu === 3;
    },
  },
]);
