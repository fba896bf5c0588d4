import { PowerOp } from '../../../../src/provider/contract/generated/provider/v1/provider_pb.js';
import { defectsOf } from '../changes.js';
import { cloneOf } from '../steps.js';
import { followed, internal } from '../wrapping.js';

export const cloneRelationDefects = defectsOf('clone', [
  {
    id: 'clone-deleted-with-source',
    catches: 'clone-full',
    summary: 'Delete of a VM removes its clones too',
    apply: ({ handlers, hypervisor }) => {
      const sources = new Map<string, string>();
      const correct = hypervisor.delete.bind(hypervisor);
      hypervisor.delete = (id) => {
        correct(id);
        for (const [clone, source] of sources) if (source === id && hypervisor.vms.has(clone)) correct(clone);
      };
      return {
        clone: followed(handlers.clone, ({ sourceVmId }, { targetVmId }) => sources.set(targetVmId, sourceVmId)),
      };
    },
    shows: async (provider) => {
      const source = await provider.vm();
      const clone = await cloneOf(provider, source);
      await provider.outcome('delete', { id: source });
      return !(await provider.call('describe', { id: clone })).exists;
    },
  },
  {
    id: 'clone-deletes-source',
    catches: 'clone-full',
    summary: 'Delete of a full clone removes its source too',
    apply: ({ handlers, hypervisor }) => {
      const sources = new Map<string, string>();
      const correct = hypervisor.delete.bind(hypervisor);
      hypervisor.delete = (id) => {
        correct(id);
        const source = sources.get(id);
        if (source !== undefined && hypervisor.vms.has(source)) correct(source);
      };
      return {
        clone: followed(handlers.clone, ({ sourceVmId, linked }, { targetVmId }) => {
          if (!linked) sources.set(targetVmId, sourceVmId);
        }),
      };
    },
    shows: async (provider) => {
      const source = await provider.vm();
      await provider.outcome('delete', { id: await cloneOf(provider, source) });
      return !(await provider.call('describe', { id: source })).exists;
    },
  },
  {
    id: 'clone-needs-source',
    catches: 'clone-full',
    summary: 'a full clone does not start once its source is deleted',
    apply: ({ handlers, hypervisor }) => {
      const sources = new Map<string, string>();
      return {
        clone: followed(handlers.clone, ({ sourceVmId }, { targetVmId }) => sources.set(targetVmId, sourceVmId)),
        power: (request) => {
          const source = sources.get(request.id);
          if (request.op === PowerOp.ON && source !== undefined && !hypervisor.vms.has(source)) {
            throw internal('backing file is missing');
          }
          return handlers.power(request);
        },
      };
    },
    shows: async (provider) => {
      const source = await provider.vm();
      const id = await cloneOf(provider, source);
      await provider.outcome('delete', { id: source });
      return (await provider.outcome('power', { id, op: PowerOp.ON })) === 'INTERNAL';
    },
  },
  {
    id: 'clone-moves-source',
    catches: 'clone-like-source',
    summary: 'the source is gone after Clone',
    apply: ({ handlers, hypervisor }) => ({
      clone: followed(handlers.clone, ({ sourceVmId }) => hypervisor.delete(sourceVmId)),
    }),
    shows: async (provider) => {
      const source = await provider.vm();
      await cloneOf(provider, source);
      return !(await provider.call('describe', { id: source })).exists;
    },
  },
  {
    id: 'clone-shares-hardware',
    catches: 'clone-independent',
    summary: 'a clone and its source have their sizes in common',
    apply: ({ handlers, hypervisor }) => ({
      clone: followed(handlers.clone, ({ sourceVmId }, { targetVmId }) => {
        hypervisor.vm(targetVmId).hardware = hypervisor.vm(sourceVmId).hardware;
      }),
    }),
    shows: async (provider) => {
      const source = await provider.vm();
      const id = await cloneOf(provider, source);
      await provider.outcome('reconfigure', { id, desiredJson: JSON.stringify({ Class: { CPU: 3 } }) });
      return (await provider.listed(source))?.cpu === 3;
    },
  },
  {
    id: 'clone-shares-power',
    catches: 'clone-independent',
    summary: 'a clone and its source have their power state in common',
    apply: ({ handlers, hypervisor }) => ({
      clone: followed(handlers.clone, ({ sourceVmId }, { targetVmId }) => {
        const source = hypervisor.vm(sourceVmId);
        Object.defineProperty(hypervisor.vm(targetVmId), 'power', {
          get: () => source.power,
          set: (power) => {
            source.power = power;
          },
        });
      }),
    }),
    shows: async (provider) => {
      const source = await provider.vm();
      await provider.outcome('power', { id: await cloneOf(provider, source), op: PowerOp.ON });
      return (await provider.power(source)) === 'On';
    },
  },
  {
    id: 'linked-clone-deletes-source',
    catches: 'clone-linked',
    summary: 'Delete of a linked clone removes its source too',
    apply: ({ handlers, hypervisor }) => {
      const sources = new Map<string, string>();
      const correct = hypervisor.delete.bind(hypervisor);
      hypervisor.delete = (id) => {
        correct(id);
        const source = sources.get(id);
        if (source !== undefined && hypervisor.vms.has(source)) correct(source);
      };
      return {
        clone: followed(handlers.clone, ({ sourceVmId, linked }, { targetVmId }) => {
          if (linked) sources.set(targetVmId, sourceVmId);
        }),
      };
    },
    shows: async (provider) => {
      const source = await provider.vm();
      await provider.outcome('delete', { id: await cloneOf(provider, source, { linked: true }) });
      return !(await provider.call('describe', { id: source })).exists;
    },
  },
]);
