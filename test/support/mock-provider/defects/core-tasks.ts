import { notFound } from '../../../../providers/mock/src/provider-failure.js';
import {
  ListVMsResponse,
  TaskStatusResponse,
} from '../../../../src/provider/contract/generated/provider/v1/provider_pb.js';
import { defectsOf } from '../changes.js';
import { newName } from '../provider-client.js';
import { answering, internal, isDead, never } from '../wrapping.js';

export const taskDefects = defectsOf('core', [
  {
    id: 'empty-task-id-crashes',
    catches: 'task-missing-ref',
    summary: 'the server dies of a TaskStatus with an empty task id',
    apply: ({ handlers, crash }) => ({
      taskStatus: (request) => {
        if (request.task?.id === '') crash();
        return handlers.taskStatus(request);
      },
    }),
    shows: async (provider) => {
      await provider.outcome('taskStatus', { task: { id: '' } }, { timeoutMs: 500 });
      return await isDead(provider);
    },
  },
  {
    id: 'unknown-task-done',
    catches: 'task-unknown',
    finding: 'warn',
    summary: 'TaskStatus says done of a task that never was',
    apply: ({ handlers, tasks }) => ({
      taskStatus: (request) =>
        request.task?.id && !tasks.status(request.task.id)
          ? TaskStatusResponse.fromPartial({ done: true })
          : handlers.taskStatus(request),
    }),
    shows: async (provider) => (await provider.outcome('taskStatus', { task: { id: 'task-that-never-was' } })) === 'OK',
  },
  {
    id: 'task-flips-back',
    catches: 'task-stays-done',
    summary: 'TaskStatus says done once and not done from then on',
    apply: ({ handlers }) => {
      const seen = new Set<string>();
      return {
        taskStatus: answering(handlers.taskStatus, (answer, { task }) => {
          const again = seen.has(task?.id ?? '');
          if (answer.done) seen.add(task?.id ?? '');
          return again ? { ...answer, done: false } : answer;
        }),
      };
    },
    shows: async (provider) => {
      const { task } = await provider.call('create', { name: newName() });
      await provider.call('taskStatus', { task });
      return !(await provider.call('taskStatus', { task })).done;
    },
  },
  {
    id: 'task-breaks-when-done',
    catches: 'task-stays-done',
    summary: 'TaskStatus says done once and tells an error from then on',
    apply: ({ handlers }) => {
      const seen = new Set<string>();
      return {
        taskStatus: answering(handlers.taskStatus, (answer, { task }) => {
          const again = seen.has(task?.id ?? '');
          if (answer.done) seen.add(task?.id ?? '');
          return again ? { ...answer, error: 'task was collected' } : answer;
        }),
      };
    },
    shows: async (provider) => {
      const { task } = await provider.call('create', { name: newName() });
      await provider.call('taskStatus', { task });
      return (await provider.call('taskStatus', { task })).error !== '';
    },
  },
  {
    id: 'task-per-connection',
    catches: 'second-connection',
    summary: 'a task is known only to the connection that started it',
    apply: ({ handlers, peer }) => {
      const owners = new Map<string, string>();
      const owned = <Response extends { task?: { id: string } | undefined }>(answer: Response): Response => {
        if (answer.task) owners.set(answer.task.id, peer());
        return answer;
      };
      return {
        create: answering(handlers.create, owned),
        delete: answering(handlers.delete, owned),
        power: answering(handlers.power, owned),
        reconfigure: answering(handlers.reconfigure, owned),
        taskStatus: (request) => {
          if ((owners.get(request.task?.id ?? '') ?? peer()) !== peer()) throw notFound('no such task');
          return handlers.taskStatus(request);
        },
      };
    },
    shows: async (provider) => {
      const { task } = await provider.call('create', { name: newName() });
      const other = provider.another();
      const outcome = await other.outcome('taskStatus', { task: task ?? { id: '' } });
      other.close();
      return outcome === 'NOT_FOUND';
    },
  },
  {
    id: 'vm-per-connection',
    catches: 'second-connection',
    summary: 'ListVMs shows only the VMs that this connection created',
    apply: ({ handlers, peer }) => {
      const owners = new Map<string, string>();
      return {
        create: answering(handlers.create, (answer) => {
          owners.set(answer.id, peer());
          return answer;
        }),
        listVMs: answering(handlers.listVMs, (answer) =>
          ListVMsResponse.fromPartial({
            vms: answer.vms.filter(({ id }) => (owners.get(id) ?? peer()) === peer()),
          }),
        ),
      };
    },
    shows: async (provider) => {
      const id = await provider.vm();
      const other = provider.another();
      const listed = await other.listed(id);
      other.close();
      return listed === undefined;
    },
  },
  {
    id: 'missing-ref-crashes',
    catches: 'task-missing-ref',
    summary: 'the server dies of TaskStatus without a task',
    apply: ({ handlers, crash }) => ({
      taskStatus: (request) => {
        if (!request.task) crash();
        return handlers.taskStatus(request);
      },
    }),
    shows: async (provider) => {
      await provider.outcome('taskStatus', {}, { timeoutMs: 500 });
      return isDead(provider);
    },
  },
  {
    id: 'missing-ref-accepted',
    catches: 'task-missing-ref',
    summary: 'TaskStatus without a task says done',
    apply: ({ handlers }) => ({
      taskStatus: (request) =>
        request.task ? handlers.taskStatus(request) : TaskStatusResponse.fromPartial({ done: true }),
    }),
    shows: async (provider) => (await provider.outcome('taskStatus', {})) === 'OK',
  },
  {
    id: 'missing-ref-stops-writes',
    catches: 'task-missing-ref',
    summary: 'after TaskStatus without a task Validate answers, but Create never does (a lock that is kept)',
    apply: ({ handlers }) => {
      let locked = false;
      return {
        taskStatus: (request) => {
          if (!request.task) {
            locked = true;
            throw internal('invalid memory address or nil pointer dereference');
          }
          return handlers.taskStatus(request);
        },
        create: (request) => (locked ? never() : handlers.create(request)),
      };
    },
    shows: async (provider) => {
      await provider.outcome('taskStatus', {});
      return (await provider.outcome('create', { name: newName() }, { timeoutMs: 300 })) === 'DEADLINE_EXCEEDED';
    },
  },
]);
