import type { VirtualMachine } from '../../../../providers/mock/src/virtual-machine.js';
import { PowerOp } from '../../../../src/provider/contract/generated/provider/v1/provider_pb.js';
import { type ChangedHandlers, defectsOf, type MockParts } from '../changes.js';
import type { ProviderClient } from '../provider-client.js';
import { followed, internal, pause } from '../wrapping.js';

/** The VM that was made just before this one. */
function neighbour(vms: ReadonlyMap<string, VirtualMachine>, id: string): VirtualMachine | undefined {
  const all = [...vms.values()];
  return all[all.findIndex((vm) => vm.id === id) - 1];
}

/** Reads everything, waits, changes its own VM, writes everything back. */
function lostUpdates({ handlers, hypervisor }: MockParts): ChangedHandlers {
  const reading = async <Request, Response>(
    handler: (request: Request) => Response | Promise<Response>,
    request: Request & { id: string },
  ): Promise<Response> => {
    const before = structuredClone(hypervisor.vms);
    await pause(30);
    const answer = await handler(request);
    for (const [id, vm] of before) if (id !== request.id && hypervisor.vms.has(id)) hypervisor.vms.set(id, vm);
    return answer;
  };
  return {
    power: (request) => reading(handlers.power, request),
    reconfigure: (request) => reading(handlers.reconfigure, request),
  };
}

async function powerBoth(provider: ProviderClient): Promise<{ states: string[]; outcomes: string[] }> {
  const ids = [await provider.vm(), await provider.vm()];
  const outcomes = await Promise.all(ids.map((id) => provider.outcome('power', { id, op: PowerOp.ON })));
  return { outcomes, states: await Promise.all(ids.map((id) => provider.power(id))) };
}

/** Power Off of one VM switches all of them Off. */
function powersAllOff({ handlers, hypervisor }: MockParts): ChangedHandlers {
  return {
    power: followed(handlers.power, ({ op }) => {
      if (op === PowerOp.OFF) for (const id of hypervisor.vms.keys()) hypervisor.powerOff(id);
    }),
  };
}

async function allAreOff(provider: ProviderClient): Promise<boolean> {
  const [id, other] = [await provider.vm({ on: true }), await provider.vm({ on: true })];
  await provider.outcome('power', { id, op: PowerOp.OFF });
  return (await provider.power(other)) === 'Off';
}

export const concurrencyDefects = defectsOf('core', [
  {
    id: 'power-off-switches-all',
    catches: 'isolation',
    summary: 'Power Off switches every VM Off',
    apply: powersAllOff,
    shows: allAreOff,
  },
  {
    id: 'power-off-switches-all-in-turn',
    catches: 'isolation',
    summary: 'Power Off switches every VM Off, and the tests run one after the other',
    limits: { parallel: 1 },
    apply: powersAllOff,
    shows: allAreOff,
  },
  {
    id: 'concurrent-reads-refused-sometimes',
    catches: 'concurrent-reads',
    summary: 'now and then a Describe is refused with INTERNAL while several others run',
    apply: ({ handlers }) => {
      let running = 0;
      let crowded = 0;
      return {
        describe: async (request) => {
          running += 1;
          try {
            if (running > 3) crowded += 1;
            if (running > 3 && crowded % 4 === 3) throw internal('no session is free');
            await pause(5);
            return await handlers.describe(request);
          } finally {
            running -= 1;
          }
        },
      };
    },
    shows: async (provider) => {
      const id = await provider.vm();
      const outcomes = await Promise.all(Array.from({ length: 8 }, () => provider.outcome('describe', { id })));
      return outcomes.includes('INTERNAL') && outcomes.filter((outcome) => outcome === 'OK').length >= 4;
    },
  },
  {
    id: 'concurrent-reads-mixed',
    catches: 'concurrent-reads',
    summary: 'Describes at the same time all answer of the VM that was asked for last',
    limits: { parallel: 1 },
    apply: ({ handlers }) => {
      let latest = '';
      return {
        describe: async (request) => {
          latest = request.id;
          await pause(30);
          return handlers.describe({ ...request, id: latest });
        },
      };
    },
    shows: async (provider) => {
      const ids = [await provider.vm({ on: true }), await provider.vm()];
      const states = await Promise.all(ids.map((id) => provider.power(id)));
      return states[0] === states[1];
    },
  },
  {
    id: 'concurrent-reads-refused',
    catches: 'concurrent-reads',
    summary: 'a Describe is refused while another one runs',
    limits: { parallel: 1 },
    apply: ({ handlers }) => {
      let running = 0;
      return {
        describe: async (request) => {
          running += 1;
          try {
            if (running > 1) throw internal('session is busy');
            await pause(30);
            return await handlers.describe(request);
          } finally {
            running -= 1;
          }
        },
      };
    },
    shows: async (provider) => {
      const id = await provider.vm();
      const outcomes = await Promise.all([1, 2].map(() => provider.outcome('describe', { id })));
      return outcomes.includes('INTERNAL');
    },
  },
  {
    id: 'lost-updates',
    catches: 'concurrent-changes',
    summary: 'of changes at the same time to different VMs only the last one stays',
    limits: { parallel: 1 },
    apply: lostUpdates,
    shows: async (provider) => (await powerBoth(provider)).states.includes('Off'),
  },
  {
    id: 'concurrent-changes-refused',
    catches: 'concurrent-changes',
    summary: 'Power answers INTERNAL while the Power of another VM runs',
    limits: { parallel: 1 },
    apply: ({ handlers }) => {
      let running = 0;
      return {
        power: async (request) => {
          running += 1;
          try {
            if (running > 1) throw internal('database is locked');
            await pause(30);
            return await handlers.power(request);
          } finally {
            running -= 1;
          }
        },
      };
    },
    shows: async (provider) => (await powerBoth(provider)).outcomes.includes('INTERNAL'),
  },
  {
    id: 'power-spreads',
    catches: 'isolation',
    summary: 'powering a VM also powers the one that was made before it',
    apply: ({ handlers, hypervisor }) => ({
      power: followed(handlers.power, ({ id }) => {
        const other = neighbour(hypervisor.vms, id);
        if (other) other.power = hypervisor.vm(id).power;
      }),
    }),
    shows: async (provider) => {
      const first = await provider.vm();
      await provider.vm({ on: true });
      return (await provider.power(first)) === 'On';
    },
  },
  {
    id: 'reconfigure-spreads',
    catches: 'isolation',
    summary: 'Reconfigure of a VM also changes the sizes of the one that was made before it',
    apply: ({ handlers, hypervisor }) => ({
      reconfigure: followed(handlers.reconfigure, ({ id }) => {
        const other = neighbour(hypervisor.vms, id);
        if (other) Object.assign(other.hardware, { cpu: hypervisor.vm(id).hardware.cpu });
      }),
    }),
    shows: async (provider) => {
      const first = await provider.vm();
      const id = await provider.vm();
      await provider.outcome('reconfigure', { id, desiredJson: JSON.stringify({ Class: { CPU: 4 } }) });
      return (await provider.listed(first))?.cpu === 4;
    },
  },
  {
    id: 'power-renames-other',
    catches: 'isolation',
    summary: 'powering a VM gives its name to the one that was made before it',
    apply: ({ handlers, hypervisor }) => ({
      power: followed(handlers.power, ({ id }) => {
        const other = neighbour(hypervisor.vms, id);
        if (other) other.name = `${hypervisor.vm(id).name}-previous`;
      }),
    }),
    shows: async (provider) => {
      const first = await provider.vm();
      await provider.vm({ on: true });
      return (await provider.listed(first))?.name.endsWith('-previous') === true;
    },
  },
]);
