import { setTimeout as sleep } from 'node:timers/promises';
import { defectsOf } from '../changes.js';
import { newName } from '../provider-client.js';
import { answering, followed, pause } from '../wrapping.js';

/** Later than a test that looks once, sooner than the settle time of the tests. */
const soonMs = 150;

/** What shows only when somebody looks again, or looks at more than what was asked about. */
export const overTimeDefects = defectsOf('core', [
  {
    id: 'delete-comes-back',
    catches: 'delete-removes',
    summary: 'a deleted VM is gone for a moment and then there again',
    apply: ({ hypervisor }) => {
      const returned = new Set<string>();
      const correct = hypervisor.delete.bind(hypervisor);
      hypervisor.delete = (id) => {
        const vm = hypervisor.vm(id);
        correct(id);
        if (returned.has(id)) return;
        returned.add(id);
        setTimeout(() => hypervisor.vms.set(id, vm), soonMs).unref();
      };
      return {};
    },
    shows: async (provider) => {
      const id = await provider.vm();
      await provider.outcome('delete', { id });
      await sleep(soonMs * 2);
      return (await provider.listed(id)) !== undefined;
    },
  },
  {
    id: 'created-vanishes',
    catches: 'describe-created',
    summary: 'a VM that nobody powers On is gone a moment after it was created',
    apply: ({ handlers, hypervisor }) => ({
      create: followed(handlers.create, (_request, { id }) => {
        setTimeout(() => {
          if (hypervisor.vms.get(id)?.power === 'Off') hypervisor.vms.delete(id);
        }, soonMs * 1.5).unref();
      }),
    }),
    shows: async (provider) => {
      const id = await provider.vm();
      await sleep(soonMs * 2);
      return (await provider.listed(id)) === undefined;
    },
  },
  {
    id: 'capabilities-flip-later',
    catches: 'capabilities-readable',
    summary: 'GetCapabilities declares other things from the sixth answer on',
    apply: ({ handlers }) => {
      let answers = 0;
      return {
        getCapabilities: answering(handlers.getCapabilities, (answer) => {
          answers += 1;
          return answers > 4 ? { ...answer, supportsLinkedClones: !answer.supportsLinkedClones } : answer;
        }),
      };
    },
    shows: async (provider) => {
      const first = await provider.call('getCapabilities', {});
      for (let count = 0; count < 6; count += 1) await provider.call('getCapabilities', {});
      return (await provider.call('getCapabilities', {})).supportsLinkedClones !== first.supportsLinkedClones;
    },
  },
  {
    id: 'task-error-later',
    catches: 'task-stays-done',
    summary: 'a task that was done without an error tells one a moment later',
    apply: ({ handlers }) => {
      const doneAt = new Map<string, number>();
      return {
        taskStatus: answering(handlers.taskStatus, (answer, { task }) => {
          const id = task?.id ?? '';
          if (answer.done && !doneAt.has(id)) doneAt.set(id, performance.now());
          const isLate = performance.now() - (doneAt.get(id) ?? Number.POSITIVE_INFINITY) > soonMs;
          return isLate ? { ...answer, error: 'the datastore was full' } : answer;
        }),
      };
    },
    shows: async (provider) => {
      const { task } = await provider.call('create', { name: newName() });
      await provider.settle({ task });
      await sleep(soonMs * 2);
      return (await provider.call('taskStatus', { task: { id: task?.id ?? '' } })).error !== '';
    },
  },
  {
    id: 'task-id-again',
    catches: 'create-distinct',
    summary: 'all tasks of Creates have one id',
    apply: ({ handlers }) => {
      let first: string | undefined;
      return {
        create: answering(handlers.create, (answer) => {
          first ??= answer.task?.id;
          return first === undefined || !answer.task ? answer : { ...answer, task: { ...answer.task, id: first } };
        }),
      };
    },
    shows: async (provider) => {
      const [one, other] = [
        await provider.call('create', { name: newName() }),
        await provider.call('create', { name: newName() }),
      ];
      return one.task?.id === other.task?.id;
    },
  },
  {
    id: 'list-first-fifty',
    catches: 'list-contains-created',
    summary: 'ListVMs stops after the first 50 VMs, on a hypervisor that has 60 others',
    apply: ({ handlers, hypervisor }) => {
      for (let count = 0; count < 60; count += 1) {
        hypervisor.create({ name: `foreign-${count}`, sizes: {}, disks: [], networks: [], tags: [] });
      }
      return { listVMs: answering(handlers.listVMs, (answer) => ({ ...answer, vms: answer.vms.slice(0, 50) })) };
    },
    shows: async (provider) => (await provider.listed(await provider.vm())) === undefined,
  },
  {
    id: 'reconfigure-goes-to-last',
    catches: 'concurrent-changes',
    summary: 'Reconfigures at the same time all change the VM that was named last',
    apply: ({ handlers }) => {
      let last = '';
      return {
        reconfigure: async (request) => {
          last = request.id;
          await pause(30);
          return await handlers.reconfigure({ ...request, id: last });
        },
      };
    },
    shows: async (provider) => {
      const ids = [await provider.vm(), await provider.vm()];
      const desiredJson = JSON.stringify({ Class: { CPU: 3, MemoryMiB: 768 } });
      await Promise.all(ids.map((id) => provider.outcome('reconfigure', { id, desiredJson })));
      return (await provider.listed(ids[0] as string))?.cpu !== 3;
    },
  },
  {
    id: 'power-cycle-loses-sizes',
    catches: 'reconfigure-visible',
    summary: 'what Reconfigure changed is as before once the VM was powered On',
    apply: ({ handlers, hypervisor }) => {
      const before = new Map<string, { cpu: number; memoryMib: number }>();
      const powerOn = hypervisor.powerOn.bind(hypervisor);
      hypervisor.powerOn = (id) => {
        Object.assign(hypervisor.vm(id).hardware, before.get(id));
        powerOn(id);
      };
      return {
        reconfigure: (request) => {
          const { cpu, memoryMib } = hypervisor.vm(request.id).hardware;
          if (hypervisor.vm(request.id).power !== 'On') before.set(request.id, { cpu, memoryMib });
          return handlers.reconfigure(request);
        },
      };
    },
    shows: async (provider) => {
      const id = await provider.vm();
      await provider.outcome('reconfigure', { id, desiredJson: JSON.stringify({ Class: { CPU: 3 } }) });
      await provider.outcome('power', { id, op: 1 });
      return (await provider.listed(id))?.cpu !== 3;
    },
  },
  {
    id: 'reconfigure-drops-networks',
    catches: 'reconfigure-keeps-rest',
    summary: 'Reconfigure that names no networks removes them all',
    apply: ({ handlers, hypervisor }) => ({
      reconfigure: followed(handlers.reconfigure, ({ id }) => {
        hypervisor.vm(id).hardware.cards = [];
      }),
    }),
    shows: async (provider) => {
      const id = await provider.vm();
      await provider.outcome('reconfigure', { id, desiredJson: JSON.stringify({ Class: { CPU: 3 } }) });
      return (await provider.listed(id))?.networks.length === 0;
    },
  },
  {
    id: 'reconfigure-grows-disks',
    catches: 'reconfigure-keeps-rest',
    summary: 'every Reconfigure makes the disks 1 GiB larger',
    apply: ({ handlers, hypervisor }) => ({
      reconfigure: followed(handlers.reconfigure, ({ id }) => {
        for (const disk of hypervisor.vm(id).hardware.disks) disk.sizeGib += 1;
      }),
    }),
    shows: async (provider) => {
      const id = await provider.vm();
      const before = (await provider.listed(id))?.disks[0]?.sizeGib;
      await provider.outcome('reconfigure', { id, desiredJson: JSON.stringify({ Class: { CPU: 3 } }) });
      return (await provider.listed(id))?.disks[0]?.sizeGib !== before;
    },
  },
  {
    id: 'malformed-json-leaks',
    catches: 'create-malformed-json',
    finding: 'warn',
    summary: 'Create with a class that is no JSON is refused, and has made the VM all the same',
    apply: ({ handlers, hypervisor }) => ({
      create: (request) => {
        if (request.classJson.startsWith('{not')) {
          hypervisor.create({ name: request.name, sizes: {}, disks: [], networks: [], tags: [] });
        }
        return handlers.create(request);
      },
    }),
    shows: async (provider) => {
      const name = newName();
      await provider.outcome('create', { name, classJson: '{not json' });
      return (await provider.list()).some((vm) => vm.name === name);
    },
  },
  {
    id: 'same-name-replaces',
    catches: 'create-same-name',
    finding: 'warn',
    summary: 'a second Create of a name removes the VM that has it',
    apply: ({ handlers, hypervisor }) => ({
      create: (request) => {
        for (const [id, { name }] of hypervisor.vms) if (name === request.name) hypervisor.vms.delete(id);
        return handlers.create(request);
      },
    }),
    shows: async (provider) => {
      const name = newName();
      const first = await provider.vm({ name });
      await provider.outcome('create', { name });
      return (await provider.listed(first)) === undefined;
    },
  },
]);
