import { setTimeout as sleep } from 'node:timers/promises';
import type { VirtualMachine } from '../../../../providers/mock/src/virtual-machine.js';
import { type DefectOf, defectsOf, type MockParts } from '../changes.js';
import { cloneOf, turnOn } from '../steps.js';
import { answering, doneAtOnce, followed } from '../wrapping.js';

const soonMs = 150;

interface Related extends MockParts {
  /** The source of every clone, by the clone's id. */
  sources: ReadonlyMap<string, { id: string; linked: boolean }>;
}

/** With what the clones of the provider were made from. */
const withSources =
  (change: (parts: Related) => ReturnType<DefectOf['apply']>): DefectOf['apply'] =>
  (parts) => {
    const sources = new Map<string, { id: string; linked: boolean }>();
    return {
      clone: followed(parts.handlers.clone, ({ sourceVmId, linked }, { targetVmId }) => {
        sources.set(targetVmId, { id: sourceVmId, linked });
      }),
      ...change({ ...parts, sources }),
    };
  };

const dropDisks = (vm: VirtualMachine | undefined) => {
  if (vm) vm.hardware.disks = [];
};

/** What clones and their sources lose to one another, at once or a moment later. */
export const cloneKeepingDefects = defectsOf('clone', [
  {
    id: 'clone-loses-disks-with-source',
    catches: 'clone-full',
    summary: 'a full clone has no disks once its source is deleted',
    apply: withSources(({ handlers, hypervisor, sources }) => ({
      delete: followed(handlers.delete, ({ id }) => {
        for (const [clone, source] of sources) if (source.id === id) dropDisks(hypervisor.vms.get(clone));
      }),
    })),
    shows: async (provider) => {
      const source = await provider.vm();
      const clone = await cloneOf(provider, source);
      await provider.outcome('delete', { id: source });
      return (await provider.listed(clone))?.disks.length === 0;
    },
  },
  {
    id: 'source-loses-disks-with-clone',
    catches: 'clone-full',
    summary: 'a VM has no disks once a full clone of it is deleted',
    apply: withSources(({ handlers, hypervisor, sources }) => ({
      delete: followed(handlers.delete, ({ id }) => dropDisks(hypervisor.vms.get(sources.get(id)?.id ?? ''))),
    })),
    shows: async (provider) => {
      const source = await provider.vm();
      await provider.outcome('delete', { id: await cloneOf(provider, source) });
      return (await provider.listed(source))?.disks.length === 0;
    },
  },
  {
    id: 'clone-listed-off',
    catches: 'clone-full',
    summary: 'ListVMs shows every clone as Off, also one that is On',
    apply: withSources(({ handlers, sources }) => ({
      listVMs: answering(handlers.listVMs, ({ vms }) => ({
        vms: vms.map((vm) => (sources.has(vm.id) ? { ...vm, powerState: 'Off' } : vm)),
      })),
    })),
    shows: async (provider) => {
      const clone = await cloneOf(provider, await provider.vm());
      await turnOn(provider, clone);
      return (await provider.listed(clone))?.powerState === 'Off' && (await provider.power(clone)) === 'On';
    },
  },
  {
    id: 'clone-smaller-disks',
    catches: 'clone-like-source',
    summary: 'the disks of a clone have 1 GiB, whatever those of its source have',
    apply: ({ handlers, hypervisor }) => ({
      clone: followed(handlers.clone, (_request, { targetVmId }) => {
        for (const disk of hypervisor.vm(targetVmId).hardware.disks) disk.sizeGib = 1;
      }),
    }),
    shows: async (provider) => {
      const source = await provider.vm();
      const clone = await cloneOf(provider, source);
      const before = (await provider.listed(source))?.disks[0]?.sizeGib ?? 0;
      return before > 1 && (await provider.listed(clone))?.disks[0]?.sizeGib === 1;
    },
  },
  {
    id: 'clone-resized-later',
    catches: 'clone-like-source',
    summary: 'a clone has the sizes of its source, and a moment later 7 CPUs',
    apply: ({ handlers, hypervisor }) => ({
      clone: followed(handlers.clone, (_request, { targetVmId }) => {
        setTimeout(() => {
          const vm = hypervisor.vms.get(targetVmId);
          if (vm) vm.hardware.cpu = 7;
        }, soonMs).unref();
      }),
    }),
    shows: async (provider) => {
      const clone = await cloneOf(provider, await provider.vm());
      await sleep(soonMs * 2);
      return (await provider.listed(clone))?.cpu === 7;
    },
  },
  {
    id: 'clone-reconfigure-ignored',
    catches: 'clone-independent',
    summary: 'Reconfigure of a clone answers OK and changes nothing',
    apply: withSources(({ handlers, sources }) => ({
      reconfigure: (request) => (sources.has(request.id) ? doneAtOnce() : handlers.reconfigure(request)),
    })),
    shows: async (provider) => {
      const id = await cloneOf(provider, await provider.vm());
      await provider.outcome('reconfigure', { id, desiredJson: '{"Class":{"CPU":3,"MemoryMiB":512}}' });
      return (await provider.listed(id))?.cpu === 1;
    },
  },
  {
    id: 'clone-vanishes-with-source',
    catches: 'clone-distinct',
    summary: 'full clones vanish a moment after their source was deleted',
    apply: withSources(({ handlers, hypervisor, sources }) => ({
      delete: followed(handlers.delete, ({ id }) => {
        setTimeout(() => {
          for (const [clone, source] of sources) if (source.id === id && !source.linked) hypervisor.vms.delete(clone);
        }, soonMs).unref();
      }),
    })),
    shows: async (provider) => {
      const source = await provider.vm();
      const clone = await cloneOf(provider, source);
      await provider.outcome('delete', { id: source });
      await sleep(soonMs * 2);
      return (await provider.listed(clone)) === undefined;
    },
  },
  {
    id: 'linked-clone-default-sizes',
    catches: 'clone-linked',
    summary: 'a linked clone gets 7 CPUs, whatever its source and its class have',
    apply: ({ handlers, hypervisor }) => ({
      clone: followed(handlers.clone, ({ linked }, { targetVmId }) => {
        if (linked) hypervisor.vm(targetVmId).hardware.cpu = 7;
      }),
    }),
    shows: async (provider) => {
      const clone = await cloneOf(provider, await provider.vm(), { linked: true });
      return (await provider.listed(clone))?.cpu === 7;
    },
  },
  {
    id: 'linked-clone-locks-source',
    catches: 'clone-linked',
    summary: 'a VM that a linked clone was made of answers Power On with OK and stays Off, also when the clone is gone',
    apply: withSources(({ handlers, sources }) => ({
      power: (request) =>
        [...sources.values()].some(({ id, linked }) => linked && id === request.id)
          ? doneAtOnce()
          : handlers.power(request),
    })),
    shows: async (provider) => {
      const source = await provider.vm();
      await provider.outcome('delete', { id: await cloneOf(provider, source, { linked: true }) });
      return (await turnOn(provider, source)) === 'OK' && (await provider.power(source)) === 'Off';
    },
  },
]);
