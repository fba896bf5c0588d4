import { status } from '@grpc/grpc-js';
import { defectsOf } from '../changes.js';
import { newName, type ProviderClient } from '../provider-client.js';
import { absentId, answering, doneAtOnce, followed, refusing, whenAbsent } from '../wrapping.js';

const desired = (cpu: number, memoryMib: number) => JSON.stringify({ Class: { CPU: cpu, MemoryMiB: memoryMib } });

const resize = (provider: ProviderClient, id: string, cpu = 2) =>
  provider.outcome('reconfigure', { id, desiredJson: desired(cpu, 1024) });

export const updateDefects = defectsOf('core', [
  {
    id: 'reconfigure-unimplemented',
    catches: 'reconfigure-accepted',
    summary: 'Reconfigure answers UNIMPLEMENTED',
    apply: () => ({ reconfigure: refusing(status.UNIMPLEMENTED) }),
    shows: async (provider) => (await resize(provider, await provider.vm())) === 'UNIMPLEMENTED',
  },
  {
    id: 'reconfigure-removes',
    catches: 'reconfigure-accepted',
    summary: 'a VM is gone after Reconfigure',
    apply: ({ handlers, hypervisor }) => ({
      reconfigure: followed(handlers.reconfigure, ({ id }) => hypervisor.delete(id)),
    }),
    shows: async (provider) => {
      const id = await provider.vm();
      await resize(provider, id);
      return !(await provider.call('describe', { id })).exists;
    },
  },
  {
    id: 'reconfigure-noop-refused',
    catches: 'reconfigure-noop',
    summary: 'Reconfigure to what is there already is refused',
    apply: ({ handlers }) => {
      const last = new Map<string, string>();
      return {
        reconfigure: (request) => {
          if (last.get(request.id) === request.desiredJson) refusing(status.FAILED_PRECONDITION)();
          last.set(request.id, request.desiredJson);
          return handlers.reconfigure(request);
        },
      };
    },
    shows: async (provider) => {
      const id = await provider.vm();
      await resize(provider, id);
      return (await resize(provider, id)) === 'FAILED_PRECONDITION';
    },
  },
  {
    id: 'reconfigure-ignored',
    catches: 'reconfigure-visible',
    summary: 'Reconfigure answers OK and changes nothing',
    apply: ({ handlers, hypervisor }) => ({
      reconfigure: whenAbsent(hypervisor.vms, {
        idOf: ({ id }) => id,
        present: doneAtOnce,
        absent: handlers.reconfigure,
      }),
    }),
    shows: async (provider) => {
      const id = await provider.vm();
      await resize(provider, id);
      return (await provider.listed(id))?.cpu === 1;
    },
  },
  {
    id: 'reconfigure-only-cpu',
    catches: 'reconfigure-visible',
    summary: 'Reconfigure changes the CPUs but not the memory',
    apply: ({ hypervisor }) => {
      const correct = hypervisor.reconfigure.bind(hypervisor);
      hypervisor.reconfigure = (id, { sizes: { cpu }, disks }) =>
        correct(id, { sizes: cpu === undefined ? {} : { cpu }, disks });
      return {};
    },
    shows: async (provider) => {
      const id = await provider.vm({ memoryMib: 512 });
      await resize(provider, id);
      return (await provider.listed(id))?.memoryMib === 512n;
    },
  },
  {
    id: 'reconfigure-adds-up',
    catches: 'reconfigure-visible',
    summary: 'Reconfigure adds the CPUs asked for to those that are there',
    apply: ({ hypervisor }) => {
      const correct = hypervisor.reconfigure.bind(hypervisor);
      hypervisor.reconfigure = (id, { sizes, disks }) => {
        const cpu = hypervisor.vm(id).hardware.cpu + (sizes.cpu ?? 0);
        correct(id, { sizes: { ...sizes, cpu }, disks });
      };
      return {};
    },
    shows: async (provider) => {
      const id = await provider.vm({ cpu: 1 });
      await resize(provider, id, 2);
      return (await provider.listed(id))?.cpu === 3;
    },
  },
  {
    id: 'reconfigure-loses-cpu',
    catches: 'reconfigure-visible',
    summary: 'ListVMs no longer tells the CPUs after a Reconfigure',
    apply: ({ handlers }) => {
      const changed = new Set<string>();
      return {
        reconfigure: followed(handlers.reconfigure, ({ id }) => changed.add(id)),
        listVMs: answering(handlers.listVMs, (answer) => ({
          ...answer,
          vms: answer.vms.map((vm) => (changed.has(vm.id) ? { ...vm, cpu: 0 } : vm)),
        })),
      };
    },
    shows: async (provider) => {
      const id = await provider.vm();
      await resize(provider, id);
      return (await provider.listed(id))?.cpu === 0;
    },
  },
  {
    id: 'reconfigure-adds-disk',
    catches: 'reconfigure-keeps-rest',
    summary: 'every Reconfigure adds a disk',
    apply: ({ handlers, hypervisor }) => ({
      reconfigure: followed(handlers.reconfigure, ({ id }) => {
        const { disks } = hypervisor.vm(id).hardware;
        hypervisor.reconfigure(id, { sizes: {}, disks: [{ name: `extra-${disks.length}` }] });
      }),
    }),
    shows: async (provider) => {
      const id = await provider.vm();
      await resize(provider, id);
      return (await provider.listed(id))?.disks.length === 2;
    },
  },
  {
    id: 'reconfigure-drops-disks',
    catches: 'reconfigure-keeps-rest',
    summary: 'Reconfigure that names no disks removes them all',
    apply: ({ handlers, hypervisor }) => ({
      reconfigure: followed(handlers.reconfigure, ({ id, desiredJson }) => {
        if (!desiredJson.includes('"Disks"')) hypervisor.vm(id).hardware.disks = [];
      }),
    }),
    shows: async (provider) => {
      const id = await provider.vm();
      await resize(provider, id);
      return (await provider.listed(id))?.disks.length === 0;
    },
  },
  {
    id: 'reconfigure-renames',
    catches: 'reconfigure-keeps-rest',
    summary: 'Reconfigure changes the name',
    apply: ({ handlers, hypervisor }) => ({
      reconfigure: followed(handlers.reconfigure, ({ id }) => {
        const vm = hypervisor.vm(id);
        if (!vm.name.endsWith('-v2')) vm.name += '-v2';
      }),
    }),
    shows: async (provider) => {
      const name = newName();
      const id = await provider.vm({ name });
      await resize(provider, id);
      return (await provider.listed(id))?.name === `${name}-v2`;
    },
  },
  {
    id: 'reconfigure-powers-on',
    catches: 'reconfigure-keeps-rest',
    summary: 'Reconfigure powers the VM On',
    apply: ({ handlers, hypervisor }) => ({
      reconfigure: followed(handlers.reconfigure, ({ id }) => hypervisor.powerOn(id)),
    }),
    shows: async (provider) => {
      const id = await provider.vm();
      await resize(provider, id);
      return (await provider.power(id)) === 'On';
    },
  },
  {
    id: 'reconfigure-absent-ok',
    catches: 'reconfigure-absent-vm',
    summary: 'Reconfigure of an absent VM answers OK',
    apply: ({ handlers, hypervisor }) => ({
      reconfigure: whenAbsent(hypervisor.vms, {
        idOf: ({ id }) => id,
        present: handlers.reconfigure,
        absent: doneAtOnce,
      }),
    }),
    shows: async (provider) => (await resize(provider, await absentId(provider))) === 'OK',
  },
]);
