import { PowerOp } from '../../../../src/provider/contract/generated/provider/v1/provider_pb.js';
import { defectsOf } from '../changes.js';
import type { ProviderClient } from '../provider-client.js';
import { answering, doneAtOnce, followed, isDead } from '../wrapping.js';

const resize = (provider: ProviderClient, id: string, cpu: number) =>
  provider.outcome('reconfigure', { id, desiredJson: JSON.stringify({ Class: { CPU: cpu, MemoryMiB: 1024 } }) });

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

/** What is right once, or in one state only, or where it is asked for properly. */
export const secondTimeDefects = defectsOf('core', [
  {
    id: 'reconfigure-first-only',
    catches: 'reconfigure-visible',
    summary: 'the first Reconfigure of a VM takes effect, later ones answer OK and change nothing',
    apply: ({ handlers, hypervisor }) => {
      const changed = new Set<string>();
      return {
        reconfigure: (request) => {
          if (changed.has(request.id) && hypervisor.vms.has(request.id)) return doneAtOnce();
          changed.add(request.id);
          return handlers.reconfigure(request);
        },
      };
    },
    shows: async (provider) => {
      const id = await provider.vm();
      await resize(provider, id, 2);
      await resize(provider, id, 3);
      return (await provider.listed(id))?.cpu === 2;
    },
  },
  {
    id: 'reconfigure-never-shrinks',
    catches: 'reconfigure-visible',
    summary: 'Reconfigure to smaller sizes answers OK and changes nothing',
    apply: ({ hypervisor }) => {
      const correct = hypervisor.reconfigure.bind(hypervisor);
      hypervisor.reconfigure = (id, { sizes, disks }) => {
        const { cpu, memoryMib } = hypervisor.vm(id).hardware;
        const larger = { cpu: Math.max(cpu, sizes.cpu ?? 0), memoryMib: Math.max(memoryMib, sizes.memoryMib ?? 0) };
        correct(id, { sizes: larger, disks });
      };
      return {};
    },
    shows: async (provider) => {
      const id = await provider.vm({ cpu: 3 });
      await resize(provider, id, 1);
      return (await provider.listed(id))?.cpu === 3;
    },
  },
  {
    id: 'raw-json-garbage-while-on',
    catches: 'describe-raw-json',
    summary: 'provider_raw_json of a VM that is On is no JSON',
    apply: ({ handlers }) => ({
      describe: answering(handlers.describe, (answer) =>
        answer.powerState === 'On' ? { ...answer, providerRawJson: '{"ip": ' } : answer,
      ),
    }),
    shows: async (provider) => {
      const { providerRawJson } = await provider.call('describe', { id: await provider.vm({ on: true }) });
      return !isJson(providerRawJson);
    },
  },
  {
    id: 'describe-empty-id-crashes',
    catches: 'describe-absent-vm',
    summary: 'the server dies of Describe with an empty id',
    apply: ({ handlers, crash }) => ({
      describe: (request) => {
        if (request.id === '') crash();
        return handlers.describe(request);
      },
    }),
    shows: async (provider) => {
      await provider.outcome('describe', { id: '' }, { timeoutMs: 500 });
      return await isDead(provider);
    },
  },
  {
    id: 'describe-empty-id-exists',
    catches: 'describe-absent-vm',
    finding: 'warn',
    summary: 'Describe with an empty id says that the VM exists',
    apply: ({ handlers, hypervisor }) => ({
      describe: (request) => {
        const [any] = hypervisor.vms.keys();
        return handlers.describe(request.id === '' ? { ...request, id: any ?? '' } : request);
      },
    }),
    shows: async (provider) => {
      await provider.vm();
      return (await provider.call('describe', { id: '' })).exists;
    },
  },
  {
    id: 'reconfigure-malformed-accepted',
    catches: 'reconfigure-malformed-json',
    finding: 'warn',
    summary: 'Reconfigure with a desired configuration that is no JSON answers OK',
    apply: ({ handlers }) => ({
      reconfigure: (request) => (isJson(request.desiredJson) ? handlers.reconfigure(request) : doneAtOnce()),
    }),
    shows: async (provider) =>
      (await provider.outcome('reconfigure', { id: await provider.vm(), desiredJson: '{' })) === 'OK',
  },
  {
    id: 'reconfigure-malformed-resets',
    catches: 'reconfigure-malformed-json',
    finding: 'warn',
    summary:
      'Reconfigure with a desired configuration that is no JSON is refused, and gives the VM 8 CPUs all the same',
    apply: ({ handlers, hypervisor }) => ({
      reconfigure: (request) => {
        const vm = hypervisor.vms.get(request.id);
        if (vm && !isJson(request.desiredJson)) vm.hardware.cpu = 8;
        return handlers.reconfigure(request);
      },
    }),
    shows: async (provider) => {
      const id = await provider.vm();
      await provider.outcome('reconfigure', { id, desiredJson: '{' });
      return (await provider.listed(id))?.cpu === 8;
    },
  },
  {
    id: 'reconfigure-malformed-crashes',
    catches: 'reconfigure-malformed-json',
    summary: 'the server dies of a desired configuration that is no JSON',
    apply: ({ handlers, crash }) => ({
      reconfigure: (request) => {
        if (!isJson(request.desiredJson)) crash();
        return handlers.reconfigure(request);
      },
    }),
    shows: async (provider) => {
      await provider.outcome('reconfigure', { id: await provider.vm(), desiredJson: '{' }, { timeoutMs: 500 });
      return await isDead(provider);
    },
  },
  {
    id: 'power-spreads-to-foreign',
    catches: 'isolation',
    summary: 'powering a VM also powers one that was there before the run',
    apply: ({ handlers, hypervisor }) => {
      const foreign = hypervisor.create({ name: 'somebody-elses', sizes: {}, disks: [], networks: [], tags: [] });
      return {
        power: followed(handlers.power, ({ op }) => {
          foreign.power = op === PowerOp.ON ? 'On' : 'Off';
        }),
      };
    },
    shows: async (provider) => {
      await provider.vm({ on: true });
      return (await provider.list()).some(({ name, powerState }) => name === 'somebody-elses' && powerState === 'On');
    },
  },
  {
    id: 'reconfigure-spreads-to-foreign',
    catches: 'isolation',
    summary: 'Reconfigure of a VM also gives its sizes to one that was there before the run',
    apply: ({ handlers, hypervisor }) => {
      const foreign = hypervisor.create({ name: 'somebody-elses', sizes: {}, disks: [], networks: [], tags: [] });
      return {
        reconfigure: followed(handlers.reconfigure, ({ id }) => {
          foreign.hardware.cpu = hypervisor.vm(id).hardware.cpu;
        }),
      };
    },
    shows: async (provider) => {
      await resize(provider, await provider.vm(), 7);
      return (await provider.list()).some(({ name, cpu }) => name === 'somebody-elses' && cpu === 7);
    },
  },
]);
