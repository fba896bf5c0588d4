import { setTimeout as sleep } from 'node:timers/promises';
import type { Hypervisor } from '../../../../providers/mock/src/hypervisor.js';
import type { VirtualMachine } from '../../../../providers/mock/src/virtual-machine.js';
import { PowerOp } from '../../../../src/provider/contract/generated/provider/v1/provider_pb.js';
import { type DefectOf, defectsOf } from '../changes.js';
import { newName, type ProviderClient } from '../provider-client.js';
import { answering, doneAtOnce, followed } from '../wrapping.js';

const soonMs = 150;

const soon = (act: () => void) => setTimeout(act, soonMs).unref();

/** What a Power does beside its work. */
const onPower =
  (wanted: PowerOp, change: (vm: VirtualMachine) => void): DefectOf['apply'] =>
  ({ handlers, hypervisor }) => ({
    power: followed(handlers.power, ({ id, op }) => {
      const vm = hypervisor.vms.get(id);
      if (op === wanted && vm) change(vm);
    }),
  });

const dropDisks = (vm: VirtualMachine) => {
  vm.hardware.disks = [];
};

const disksAfter = async (provider: ProviderClient, id: string, op: PowerOp) => {
  await provider.outcome('power', { id, op });
  return (await provider.listed(id))?.disks.length;
};

/** VMs of somebody else that are there from the start. */
function somebodyElses(hypervisor: Hypervisor, count = 200): VirtualMachine[] {
  return Array.from({ length: count }, (_none, number) =>
    hypervisor.create({ name: `somebody-elses-${number}`, sizes: {}, disks: [], networks: [], tags: [] }),
  );
}

const foreignIds = async (provider: ProviderClient) =>
  (await provider.list()).filter(({ name }) => name.startsWith('somebody-elses')).map(({ id }) => id);

/** What a VM must keep while something else is done to it, and what must not come back or go a moment later. */
export const keepingDefects = defectsOf('core', [
  {
    id: 'validate-fails-later',
    catches: 'validate-ok',
    summary: 'Validate says ok=false once a VM was created',
    apply: ({ handlers, hypervisor }) => ({
      validate: answering(handlers.validate, (answer) => ({ ...answer, ok: hypervisor.vms.size === 0 })),
    }),
    shows: async (provider) => {
      const before = await provider.call('validate', {});
      await provider.vm();
      return before.ok && !(await provider.call('validate', {})).ok;
    },
  },
  {
    id: 'create-sizes-undone-later',
    catches: 'create-sizes',
    summary: 'a new VM has its sizes, and a moment later 1 CPU',
    apply: ({ handlers, hypervisor }) => ({
      create: followed(handlers.create, (_request, { id }) => {
        soon(() => {
          const vm = hypervisor.vms.get(id);
          if (vm) vm.hardware.cpu = 1;
        });
      }),
    }),
    shows: async (provider) => {
      const id = await provider.vm({ cpu: 3 });
      const before = (await provider.listed(id))?.cpu;
      await sleep(soonMs * 2);
      return before === 3 && (await provider.listed(id))?.cpu === 1;
    },
  },
  {
    id: 'reconfigure-undone-later',
    catches: 'reconfigure-visible',
    summary: 'what Reconfigure changed is as before a moment later',
    apply: ({ hypervisor }) => {
      const correct = hypervisor.reconfigure.bind(hypervisor);
      hypervisor.reconfigure = (id, wish) => {
        const { cpu, memoryMib } = hypervisor.vm(id).hardware;
        correct(id, wish);
        soon(() => Object.assign(hypervisor.vms.get(id)?.hardware ?? {}, { cpu, memoryMib }));
      };
      return {};
    },
    shows: async (provider) => {
      const id = await provider.vm();
      await provider.outcome('reconfigure', { id, desiredJson: '{"Class":{"CPU":3,"MemoryMiB":512}}' });
      await sleep(soonMs * 2);
      return (await provider.listed(id))?.cpu === 1;
    },
  },
  {
    id: 'power-on-drops-disks',
    catches: 'power-on',
    summary: 'a VM has no disks once it is switched On',
    apply: onPower(PowerOp.ON, dropDisks),
    shows: async (provider) => (await disksAfter(provider, await provider.vm(), PowerOp.ON)) === 0,
  },
  {
    id: 'power-off-drops-disks',
    catches: 'power-off',
    summary: 'a VM has no disks once it is switched Off',
    apply: onPower(PowerOp.OFF, dropDisks),
    shows: async (provider) => (await disksAfter(provider, await provider.vm({ on: true }), PowerOp.OFF)) === 0,
  },
  {
    id: 'power-off-resets-sizes',
    catches: 'power-off',
    summary: 'a VM has 1 CPU once it is switched Off',
    apply: onPower(PowerOp.OFF, (vm) => {
      vm.hardware.cpu = 1;
    }),
    shows: async (provider) => {
      const id = await provider.vm({ cpu: 3, on: true });
      await provider.outcome('power', { id, op: PowerOp.OFF });
      return (await provider.listed(id))?.cpu === 1;
    },
  },
  {
    id: 'reboot-resets-sizes',
    catches: 'power-reboot',
    finding: 'warn',
    summary: 'a VM has 1 CPU after a reboot',
    apply: onPower(PowerOp.REBOOT, (vm) => {
      vm.hardware.cpu = 1;
    }),
    shows: async (provider) => {
      const id = await provider.vm({ cpu: 3, on: true });
      await provider.outcome('power', { id, op: PowerOp.REBOOT });
      return (await provider.listed(id))?.cpu === 1;
    },
  },
  {
    id: 'graceful-comes-up-later',
    catches: 'power-graceful',
    finding: 'warn',
    summary: 'a VM that was shut down gracefully is On again a moment later',
    apply: onPower(PowerOp.SHUTDOWN_GRACEFUL, (vm) => {
      soon(() => {
        vm.power = 'On';
      });
    }),
    shows: async (provider) => {
      const id = await provider.vm({ on: true });
      await provider.outcome('power', { id, op: PowerOp.SHUTDOWN_GRACEFUL });
      const first = await provider.power(id);
      await sleep(soonMs * 2);
      return first !== 'On' && (await provider.power(id)) === 'On';
    },
  },
  {
    id: 'delete-on-ignored',
    catches: 'delete-only-that',
    summary: 'Delete of a VM that is On answers OK and leaves it',
    apply: ({ handlers, hypervisor }) => ({
      delete: (request) => (hypervisor.vms.get(request.id)?.power === 'On' ? doneAtOnce() : handlers.delete(request)),
    }),
    shows: async (provider) => {
      const id = await provider.vm({ on: true });
      return (await provider.outcome('delete', { id })) === 'OK' && (await provider.listed(id)) !== undefined;
    },
  },
  {
    id: 'delete-stops-names-alike',
    catches: 'delete-only-that',
    summary: 'Delete switches off the VMs whose names begin like that of the deleted one',
    apply: ({ handlers, hypervisor }) => ({
      delete: (request) => {
        const name = hypervisor.vms.get(request.id)?.name;
        for (const vm of hypervisor.vms.values()) if (name && vm.name.startsWith(name)) vm.power = 'Off';
        return handlers.delete(request);
      },
    }),
    shows: async (provider) => {
      const name = newName();
      const [short, long] = [await provider.vm({ name }), await provider.vm({ name: `${name}-b`, on: true })];
      await provider.outcome('delete', { id: short });
      return (await provider.power(long)) === 'Off';
    },
  },
  {
    id: 'delete-nameless-row',
    catches: 'delete-removes',
    summary: 'ListVMs goes on showing the id of a deleted VM, without its name, and Describe says that it exists',
    apply: ({ handlers, hypervisor }) => {
      const deleted = new Set<string>();
      return {
        delete: (request) => {
          if (hypervisor.vms.has(request.id)) deleted.add(request.id);
          return handlers.delete(request);
        },
        describe: (request) =>
          deleted.has(request.id)
            ? { exists: true, powerState: 'Off', ips: [], consoleUrl: '', providerRawJson: '' }
            : handlers.describe(request),
        listVMs: answering(handlers.listVMs, ({ vms }) => ({
          vms: [
            ...vms,
            ...[...deleted].map((id) => ({
              id,
              name: '',
              powerState: 'Off',
              ips: [],
              cpu: 0,
              memoryMib: 0n,
              disks: [],
              networks: [],
              providerRaw: {},
            })),
          ],
        })),
      };
    },
    shows: async (provider) => {
      const id = await provider.vm();
      await provider.outcome('delete', { id });
      return (await provider.listed(id))?.name === '';
    },
  },
  {
    id: 'name-again-vanishes',
    catches: 'create-name-again',
    summary: 'the second VM of a name whose first one was deleted vanishes a moment later',
    apply: ({ handlers, hypervisor }) => {
      const used = new Set<string>();
      return {
        create: followed(handlers.create, ({ name }, { id }) => {
          if (used.has(name)) soon(() => hypervisor.vms.delete(id));
          used.add(name);
        }),
      };
    },
    shows: async (provider) => {
      const name = newName();
      await provider.outcome('delete', { id: await provider.vm({ name }) });
      const id = await provider.vm({ name });
      await sleep(soonMs * 2);
      return (await provider.listed(id)) === undefined;
    },
  },
  {
    id: 'list-twice-after-reconfigure',
    catches: 'list-contains-created',
    summary: 'ListVMs shows a VM twice once it was reconfigured',
    apply: ({ handlers }) => {
      const changed = new Set<string>();
      return {
        reconfigure: followed(handlers.reconfigure, ({ id }) => {
          changed.add(id);
        }),
        listVMs: answering(handlers.listVMs, ({ vms }) => ({
          vms: vms.flatMap((vm) => (changed.has(vm.id) ? [vm, vm] : [vm])),
        })),
      };
    },
    shows: async (provider) => {
      const id = await provider.vm();
      await provider.outcome('reconfigure', { id, desiredJson: '{"Class":{"CPU":3,"MemoryMiB":512}}' });
      return (await provider.list()).filter((row) => row.id === id).length === 2;
    },
  },
  {
    id: 'raw-json-garbage-when-large',
    catches: 'describe-raw-json',
    summary: 'provider_raw_json of a VM with more than 1 CPU is no JSON',
    apply: ({ handlers, hypervisor }) => ({
      describe: answering(handlers.describe, (answer, { id }) =>
        (hypervisor.vms.get(id)?.hardware.cpu ?? 0) > 1 ? { ...answer, providerRawJson: '{"cpu": [' } : answer,
      ),
    }),
    shows: async (provider) =>
      (await provider.call('describe', { id: await provider.vm({ cpu: 3 }) })).providerRawJson.endsWith('['),
  },
  {
    id: 'delete-kills-foreign',
    catches: 'foreign-untouched',
    summary: 'Delete also removes a VM of somebody else',
    apply: ({ handlers, hypervisor }) => {
      somebodyElses(hypervisor);
      return {
        delete: followed(handlers.delete, () => {
          const other = [...hypervisor.vms.values()].find(({ name }) => name.startsWith('somebody-elses'));
          if (other) hypervisor.vms.delete(other.id);
        }),
      };
    },
    shows: async (provider) => {
      const before = (await foreignIds(provider)).length;
      await provider.outcome('delete', { id: await provider.vm() });
      return (await foreignIds(provider)).length === before - 1;
    },
  },
  {
    id: 'create-resizes-foreign',
    catches: 'foreign-untouched',
    summary: 'Create also gives a VM of somebody else one CPU more',
    apply: ({ handlers, hypervisor }) => {
      const [other] = somebodyElses(hypervisor, 1);
      return {
        create: followed(handlers.create, () => {
          if (other) other.hardware.cpu += 1;
        }),
      };
    },
    shows: async (provider) => {
      const [other = ''] = await foreignIds(provider);
      const before = (await provider.listed(other))?.cpu ?? 0;
      await provider.vm();
      return (await provider.listed(other))?.cpu === before + 1;
    },
  },
]);
