import { defectsOf } from '../changes.js';
import { cloneOf } from '../steps.js';
import { answering, followed } from '../wrapping.js';

/** What a clone lacks, and what a refused one leaves. */
export const cloneRemainderDefects = defectsOf('clone', [
  {
    id: 'clone-without-disks',
    catches: 'clone-like-source',
    summary: 'a clone has no disks',
    apply: ({ handlers, hypervisor }) => ({
      clone: followed(handlers.clone, (_request, { targetVmId }) => {
        hypervisor.vm(targetVmId).hardware.disks = [];
      }),
    }),
    shows: async (provider) =>
      (await provider.listed(await cloneOf(provider, await provider.vm())))?.disks.length === 0,
  },
  {
    id: 'clone-without-networks',
    catches: 'clone-like-source',
    summary: 'a clone has no network cards',
    apply: ({ handlers, hypervisor }) => ({
      clone: followed(handlers.clone, (_request, { targetVmId }) => {
        hypervisor.vm(targetVmId).hardware.cards = [];
      }),
    }),
    shows: async (provider) =>
      (await provider.listed(await cloneOf(provider, await provider.vm())))?.networks.length === 0,
  },
  {
    id: 'clone-unlisted-name',
    catches: 'clone-like-source',
    summary: 'ListVMs shows clones without a name',
    apply: ({ handlers }) => {
      const clones = new Set<string>();
      return {
        clone: followed(handlers.clone, (_request, { targetVmId }) => {
          clones.add(targetVmId);
        }),
        listVMs: answering(handlers.listVMs, (answer) => ({
          ...answer,
          vms: answer.vms.map((vm) => (clones.has(vm.id) ? { ...vm, name: '' } : vm)),
        })),
      };
    },
    shows: async (provider) => (await provider.listed(await cloneOf(provider, await provider.vm())))?.name === '',
  },
  {
    id: 'clone-absent-leaks',
    catches: 'clone-absent-source',
    summary: 'Clone of an absent VM is refused, and has made an empty VM all the same',
    apply: ({ handlers, hypervisor }) => ({
      clone: (request) => {
        if (!hypervisor.vms.has(request.sourceVmId)) {
          hypervisor.create({ name: request.targetName, sizes: {}, disks: [], networks: [], tags: [] });
        }
        return handlers.clone(request);
      },
    }),
    shows: async (provider) => {
      const targetName = `${await provider.vm()}-target`;
      await provider.outcome('clone', { sourceVmId: 'no-such-vm', targetName });
      return (await provider.list()).some(({ name }) => name === targetName);
    },
  },
]);

/** Changes while a VM is On that take something else along, or do nothing. */
export const onlineDefects = defectsOf('advanced', [
  {
    id: 'online-resize-ignored',
    catches: 'resize-online',
    summary: 'online reconfigure is declared, answers OK and changes nothing while the VM is On',
    apply: ({ hypervisor }) => {
      const correct = hypervisor.reconfigure.bind(hypervisor);
      hypervisor.reconfigure = (id, wish) => {
        const isOn = hypervisor.vm(id).power === 'On' && wish.disks.length === 0;
        correct(id, isOn ? { ...wish, sizes: {} } : wish);
      };
      return {};
    },
    shows: async (provider) => {
      const id = await provider.vm({ on: true });
      await provider.outcome('reconfigure', { id, desiredJson: JSON.stringify({ Class: { CPU: 5 } }) });
      return (await provider.listed(id))?.cpu !== 5;
    },
  },
  {
    id: 'disk-expand-resets-sizes',
    catches: 'disk-expand-online',
    summary: 'Reconfigure that names only disks gives the VM 1 CPU and 512 MiB',
    apply: ({ hypervisor }) => {
      const correct = hypervisor.reconfigure.bind(hypervisor);
      hypervisor.reconfigure = (id, wish) => {
        const isBare = wish.disks.length > 0 && Object.keys(wish.sizes).length === 0;
        correct(id, isBare ? { ...wish, sizes: { cpu: 1, memoryMib: 512 } } : wish);
      };
      return {};
    },
    shows: async (provider) => {
      const id = await provider.vm({ cpu: 3 });
      const desiredJson = JSON.stringify({ Disks: [{ Name: 'root', SizeGiB: 20 }] });
      await provider.outcome('reconfigure', { id, desiredJson });
      return (await provider.listed(id))?.cpu === 1;
    },
  },
  {
    id: 'disk-expand-adds-disk',
    catches: 'disk-expand-visible',
    finding: 'warn',
    summary: 'Reconfigure with a larger disk adds one of that size beside it',
    apply: ({ hypervisor }) => {
      const correct = hypervisor.reconfigure.bind(hypervisor);
      hypervisor.reconfigure = (id, { sizes, disks }) => {
        correct(id, { sizes, disks: disks.map((disk) => ({ ...disk, name: `${disk.name}-larger` })) });
      };
      return {};
    },
    shows: async (provider) => {
      const id = await provider.vm();
      const desiredJson = JSON.stringify({ Disks: [{ Name: 'root', SizeGiB: 20 }] });
      await provider.outcome('reconfigure', { id, desiredJson });
      return (await provider.listed(id))?.disks.length === 2;
    },
  },
]);
