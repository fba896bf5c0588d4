import { status } from '@grpc/grpc-js';
import { alreadyExists } from '../../../../providers/mock/src/provider-failure.js';
import {
  CreateResponse,
  TaskRef,
  TaskStatusResponse,
} from '../../../../src/provider/contract/generated/provider/v1/provider_pb.js';
import { defectsOf } from '../changes.js';
import { newName } from '../provider-client.js';
import { answering, internal, isDead, pause, refusal, refusing } from '../wrapping.js';

const escapes = '\u001b]0;owned\u0007\u001b[2J\u001b[1;1H\u001b[32mall tests passed\u001b[0m\u009b2K';

export const createDefects = defectsOf('core', [
  {
    id: 'create-empty-id',
    catches: 'create-returns-id',
    summary: 'Create answers an empty id',
    apply: ({ handlers }) => ({ create: answering(handlers.create, (answer) => ({ ...answer, id: '' })) }),
    shows: async (provider) => (await provider.vm()) === '',
  },
  {
    id: 'create-wrong-id',
    catches: 'list-contains-created',
    summary: 'Create answers the name where the id belongs',
    apply: ({ handlers }) => ({
      create: answering(handlers.create, (answer, { name }) => ({ ...answer, id: name })),
    }),
    shows: async (provider) => {
      const name = newName();
      return (await provider.vm({ name })) === name;
    },
  },
  {
    id: 'create-makes-nothing',
    catches: 'describe-created',
    summary: 'Create answers an id and makes no VM',
    apply: ({ hypervisor }) => ({
      create: () => CreateResponse.fromPartial({ id: hypervisor.newId('vm') }),
    }),
    shows: async (provider) => !(await provider.call('describe', { id: await provider.vm() })).exists,
  },
  {
    id: 'create-task-fails',
    catches: 'create-returns-id',
    summary: "Create's task ends with an error",
    apply: ({ handlers, tasks }) => ({
      create: answering(handlers.create, (answer) => {
        const work = () => {
          throw internal('no space left on datastore');
        };
        return {
          ...answer,
          task: TaskRef.fromPartial({ id: tasks.start({ subject: answer.id, durationMs: 0, work }) }),
        };
      }),
    }),
    shows: async (provider) => (await provider.outcome('create', { name: newName() })) === 'TASK_ERROR',
  },
  {
    id: 'create-task-unknown',
    catches: 'create-returns-id',
    summary: 'Create answers a task that TaskStatus does not know',
    apply: ({ handlers }) => ({
      create: answering(handlers.create, (answer) => ({
        ...answer,
        task: TaskRef.fromPartial({ id: `job-${answer.id}` }),
      })),
    }),
    shows: async (provider) => (await provider.outcome('create', { name: newName() })) === 'NOT_FOUND',
  },
  {
    id: 'create-task-never-ends',
    catches: 'create-returns-id',
    summary: "Create's task is never done",
    limits: { taskTimeoutMs: 1_500 },
    apply: ({ handlers }) => ({
      create: answering(handlers.create, (answer) => ({
        ...answer,
        task: TaskRef.fromPartial({ id: `create-of-${answer.id}` }),
      })),
      taskStatus: (request) =>
        request.task?.id.startsWith('create-of-')
          ? TaskStatusResponse.fromPartial({ done: false })
          : handlers.taskStatus(request),
    }),
    shows: async (provider) => {
      const { task } = await provider.call('create', { name: newName() });
      for (let tries = 0; tries < 5; tries += 1) {
        if ((await provider.call('taskStatus', { task })).done) return false;
        await pause(10);
      }
      return true;
    },
  },
  {
    id: 'create-refused-with-escapes',
    catches: 'create-returns-id',
    summary: 'Create answers INTERNAL with terminal escapes in its message',
    apply: () => ({ create: refusing(status.INTERNAL, `cannot create: ${escapes}`) }),
    shows: async (provider) => {
      const message = await refusal(provider.call('create', { name: newName() }));
      return message.includes('\u001b[2J');
    },
  },
  {
    id: 'create-shares-ids',
    catches: 'create-distinct',
    summary: 'Creates at the same time get the same id',
    apply: ({ handlers }) => {
      let current: Promise<CreateResponse> | undefined;
      return {
        create: (request) => {
          current ??= pause(30).then(() => {
            current = undefined;
            return handlers.create(request);
          });
          return current;
        },
      };
    },
    shows: async (provider) => {
      const [first, second] = await Promise.all([provider.vm(), provider.vm()]);
      return first === second;
    },
  },
  {
    id: 'create-loses-update',
    catches: 'create-distinct',
    summary: 'of Creates at the same time only the last one stays',
    apply: ({ handlers, hypervisor }) => ({
      create: async (request) => {
        const before = new Map(hypervisor.vms);
        await pause(30);
        const answer = await handlers.create(request);
        const made = hypervisor.vm(answer.id);
        const others = [...hypervisor.vms.keys()].filter((id) => !before.has(id));
        for (const id of others) hypervisor.vms.delete(id);
        hypervisor.vms.set(made.id, made);
        return answer;
      },
    }),
    shows: async (provider) => {
      const ids = await Promise.all([provider.vm(), provider.vm()]);
      const listed = (await provider.list()).filter(({ id }) => ids.includes(id));
      return listed.length === 1;
    },
  },
  {
    id: 'create-mixes-names',
    catches: 'create-distinct',
    summary: 'Creates at the same time all get the name of the last one',
    apply: ({ handlers, hypervisor }) => {
      let latest = '';
      return {
        create: async (request) => {
          latest = request.name;
          await pause(30);
          const answer = await handlers.create({ ...request, name: hypervisor.newId('vm') });
          hypervisor.vm(answer.id).name = latest;
          return answer;
        },
      };
    },
    shows: async (provider) => {
      const [first, second] = await Promise.all([provider.vm(), provider.vm()]);
      return (await provider.listed(first))?.name === (await provider.listed(second))?.name;
    },
  },
  {
    id: 'create-swaps-sizes',
    catches: 'create-sizes',
    summary: 'Create takes the memory for the CPUs and the CPUs for the memory',
    apply: ({ handlers, hypervisor }) => ({
      create: answering(handlers.create, (answer) => {
        const { hardware } = hypervisor.vm(answer.id);
        [hardware.cpu, hardware.memoryMib] = [hardware.memoryMib, hardware.cpu];
        return answer;
      }),
    }),
    shows: async (provider) => (await provider.listed(await provider.vm({ cpu: 2, memoryMib: 600 })))?.cpu === 600,
  },
  {
    id: 'create-ignores-class',
    catches: 'create-sizes',
    summary: 'Create gives every VM 1 CPU and 1024 MiB',
    apply: ({ handlers }) => ({ create: (request) => handlers.create({ ...request, classJson: '' }) }),
    shows: async (provider) => (await provider.listed(await provider.vm({ cpu: 2 })))?.cpu === 1,
  },
  {
    id: 'list-memory-in-bytes',
    catches: 'create-sizes',
    summary: 'ListVMs tells the memory in bytes',
    apply: ({ handlers }) => ({
      listVMs: answering(handlers.listVMs, (answer) => ({
        ...answer,
        vms: answer.vms.map((vm) => ({ ...vm, memoryMib: vm.memoryMib * 1024n * 1024n })),
      })),
    }),
    shows: async (provider) => {
      const listed = await provider.listed(await provider.vm({ memoryMib: 512 }));
      return listed?.memoryMib === 512n * 1024n * 1024n;
    },
  },
  {
    id: 'name-never-free-again',
    catches: 'create-name-again',
    summary: 'the name of a deleted VM stays taken',
    apply: ({ handlers }) => {
      const used = new Set<string>();
      return {
        create: async (request) => {
          if (used.has(request.name)) throw alreadyExists(`${request.name} exists already`);
          const answer = await handlers.create(request);
          used.add(request.name);
          return answer;
        },
      };
    },
    shows: async (provider) => {
      const name = newName();
      await provider.outcome('delete', { id: await provider.vm({ name }) });
      return (await provider.outcome('create', { name })) === 'ALREADY_EXISTS';
    },
  },
  {
    id: 'same-name-resets-first',
    catches: 'create-same-name',
    finding: 'warn',
    summary: 'a second Create of a name that is there is refused, and gives the VM 7 CPUs',
    apply: ({ handlers, hypervisor }) => ({
      create: (request) => {
        for (const vm of hypervisor.vms.values()) if (vm.name === request.name) vm.hardware.cpu = 7;
        return handlers.create(request);
      },
    }),
    shows: async (provider) => {
      const name = newName();
      const id = await provider.vm({ name });
      await provider.outcome('create', { name });
      return (await provider.listed(id))?.cpu === 7;
    },
  },
  {
    id: 'same-name-internal',
    catches: 'create-same-name',
    finding: 'warn',
    summary: 'a second Create of a name that is there answers INTERNAL',
    apply: ({ handlers, hypervisor }) => ({
      create: (request) => {
        const taken = [...hypervisor.vms.values()].some(({ name }) => name === request.name);
        if (taken) throw internal('constraint violated');
        return handlers.create(request);
      },
    }),
    shows: async (provider) => {
      const name = newName();
      await provider.vm({ name });
      return (await provider.outcome('create', { name })) === 'INTERNAL';
    },
  },
  {
    id: 'malformed-json-accepted',
    catches: 'create-malformed-json',
    finding: 'warn',
    summary: 'Create takes a class that is no JSON and uses defaults',
    apply: ({ handlers }) => ({
      create: async (request) => {
        try {
          JSON.parse(request.classJson || '{}');
          return handlers.create(request);
        } catch {
          return handlers.create({ ...request, classJson: '' });
        }
      },
    }),
    shows: async (provider) => (await provider.outcome('create', { name: newName(), classJson: '{"CPU":' })) === 'OK',
  },
  {
    id: 'malformed-json-crashes',
    catches: 'create-malformed-json',
    summary: 'the server dies of a class that is no JSON',
    apply: ({ handlers, crash }) => ({
      create: async (request) => {
        try {
          JSON.parse(request.classJson || '{}');
        } catch {
          crash();
        }
        return handlers.create(request);
      },
    }),
    shows: async (provider) => {
      await provider.outcome('create', { name: newName(), classJson: '{"CPU":' }, { timeoutMs: 500 });
      return isDead(provider);
    },
  },
]);
