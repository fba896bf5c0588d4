import { status } from '@grpc/grpc-js';
import { taskResponse } from '../../../../providers/mock/src/handlers/task-answers.js';
import { invalid } from '../../../../providers/mock/src/provider-failure.js';
import { defectsOf } from '../changes.js';
import { newName } from '../provider-client.js';
import { absentId, answering, doneAtOnce, internal, never, refusing, whenAbsent } from '../wrapping.js';

export const deleteDefects = defectsOf('core', [
  {
    id: 'delete-lies',
    catches: 'delete-removes',
    summary: 'Delete answers OK and removes nothing',
    apply: ({ handlers, hypervisor }) => ({
      delete: whenAbsent(hypervisor.vms, { idOf: ({ id }) => id, present: doneAtOnce, absent: handlers.delete }),
    }),
    shows: async (provider) => {
      const id = await provider.vm();
      await provider.outcome('delete', { id });
      return (await provider.call('describe', { id })).exists;
    },
  },
  {
    id: 'delete-keeps-listing',
    catches: 'delete-removes',
    summary: 'a deleted VM stays in ListVMs, though Describe says that it is gone',
    apply: ({ handlers, hypervisor }) => {
      const removed = new Map<string, Awaited<ReturnType<typeof handlers.listVMs>>['vms'][number]>();
      return {
        delete: async (request) => {
          const { vms } = await handlers.listVMs({ $typeName: 'provider.v1.ListVMsRequest' });
          const answer = await handlers.delete(request);
          const vm = vms.find(({ id }) => id === request.id);
          if (vm && !hypervisor.vms.has(request.id)) removed.set(request.id, vm);
          return answer;
        },
        listVMs: answering(handlers.listVMs, (answer) => ({ ...answer, vms: [...answer.vms, ...removed.values()] })),
      };
    },
    shows: async (provider) => (await provider.listed(await absentId(provider))) !== undefined,
  },
  {
    id: 'delete-unlists-only',
    catches: 'delete-removes',
    summary: 'a deleted VM is gone from ListVMs, but Describe still says that it exists',
    apply: ({ handlers, hypervisor }) => {
      const hidden = new Set<string>();
      return {
        delete: (request) => {
          if (hidden.has(request.id)) return handlers.delete(request);
          hypervisor.vm(request.id);
          hypervisor.vm(request.id).name += ' (deleted)';
          hidden.add(request.id);
          return doneAtOnce();
        },
        listVMs: answering(handlers.listVMs, (answer) => ({
          ...answer,
          vms: answer.vms.filter(({ id }) => !hidden.has(id)),
        })),
      };
    },
    shows: async (provider) => (await provider.call('describe', { id: await absentId(provider) })).exists,
  },
  {
    id: 'delete-only-renames',
    catches: 'delete-removes',
    summary: 'Delete answers OK and only gives the VM another name',
    apply: ({ handlers, hypervisor }) => ({
      delete: (request) => {
        const vm = hypervisor.vms.get(request.id);
        if (!vm || vm.name.startsWith('deleted-')) return handlers.delete(request);
        vm.name = `deleted-${vm.name}`;
        return doneAtOnce();
      },
    }),
    shows: async (provider) => ((await provider.listed(await absentId(provider)))?.name ?? '').startsWith('deleted-'),
  },
  {
    id: 'delete-only-renames-for-good',
    catches: 'no-leftovers',
    summary: 'Delete gives the VM another name, and Describe says that it is gone',
    apply: ({ handlers, hypervisor }) => ({
      delete: ({ id }) => {
        const vm = hypervisor.vm(id);
        if (!vm.name.startsWith('deleted-')) vm.name = `deleted-${vm.name}`;
        return doneAtOnce();
      },
      describe: answering(handlers.describe, (answer, { id }) =>
        hypervisor.vms.get(id)?.name.startsWith('deleted-') ? { ...answer, exists: false } : answer,
      ),
    }),
    shows: async (provider) => {
      const id = await absentId(provider);
      const { exists } = await provider.call('describe', { id });
      return !exists && (await provider.listed(id)) !== undefined;
    },
  },
  {
    id: 'delete-task-fails',
    catches: 'delete-removes',
    summary: 'Delete answers a task that fails, and the VM stays',
    apply: ({ hypervisor, tasks, latency }) => ({
      delete: ({ id }) => {
        hypervisor.vm(id);
        const work = () => {
          throw internal('volume is in use');
        };
        return taskResponse({ hypervisor, tasks, latency }, { operation: 'delete', subject: id, work });
      },
    }),
    shows: async (provider) => (await provider.outcome('delete', { id: await provider.vm() })) === 'TASK_ERROR',
  },
  {
    id: 'delete-never-answers',
    catches: 'delete-removes',
    summary: 'Delete never answers',
    limits: { callTimeoutMs: 500 },
    apply: () => ({ delete: never }),
    shows: async (provider) =>
      (await provider.outcome('delete', { id: await provider.vm() }, { timeoutMs: 300 })) === 'DEADLINE_EXCEEDED',
  },
  {
    id: 'delete-absent-internal',
    catches: 'delete-absent-vm',
    summary: 'Delete of an absent VM answers INTERNAL, on which the manager retries for ever',
    apply: ({ handlers, hypervisor }) => ({
      delete: whenAbsent(hypervisor.vms, {
        idOf: ({ id }) => id,
        present: handlers.delete,
        absent: refusing(status.INTERNAL),
      }),
    }),
    shows: async (provider) => (await provider.outcome('delete', { id: await absentId(provider) })) === 'INTERNAL',
  },
  {
    id: 'delete-absent-invalid',
    catches: 'delete-absent-vm',
    summary: 'Delete of an absent VM answers INVALID_ARGUMENT',
    apply: ({ handlers, hypervisor }) => ({
      delete: whenAbsent(hypervisor.vms, {
        idOf: ({ id }) => id,
        present: handlers.delete,
        absent: ({ id }) => {
          throw invalid(`${id} is no VM`);
        },
      }),
    }),
    shows: async (provider) =>
      (await provider.outcome('delete', { id: await absentId(provider) })) === 'INVALID_ARGUMENT',
  },
  {
    id: 'delete-absent-task-fails',
    catches: 'delete-absent-vm',
    summary: 'Delete of an absent VM answers a task that fails',
    apply: ({ handlers, hypervisor, tasks, latency }) => ({
      delete: whenAbsent(hypervisor.vms, {
        idOf: ({ id }) => id,
        present: handlers.delete,
        absent: ({ id }) => {
          const work = () => {
            throw internal('domain not found');
          };
          return taskResponse({ hypervisor, tasks, latency }, { operation: 'delete', subject: id, work });
        },
      }),
    }),
    shows: async (provider) => (await provider.outcome('delete', { id: await absentId(provider) })) === 'TASK_ERROR',
  },
  {
    id: 'delete-absent-deletes-another',
    catches: 'delete-absent-vm',
    summary: 'Delete of an absent VM removes the newest one instead',
    apply: ({ handlers, hypervisor }) => ({
      delete: whenAbsent(hypervisor.vms, {
        idOf: ({ id }) => id,
        present: handlers.delete,
        absent: () => {
          const newest = [...hypervisor.vms.keys()].at(-1);
          if (newest !== undefined) hypervisor.delete(newest);
          return doneAtOnce();
        },
      }),
    }),
    shows: async (provider) => {
      const absent = await absentId(provider);
      const id = await provider.vm();
      await provider.outcome('delete', { id: absent });
      return !(await provider.call('describe', { id })).exists;
    },
  },
  {
    id: 'delete-by-name-prefix',
    catches: 'delete-only-that',
    summary: 'Delete also removes the VMs whose names begin with that name',
    apply: ({ hypervisor }) => {
      const correct = hypervisor.delete.bind(hypervisor);
      hypervisor.delete = (id) => {
        const { name } = hypervisor.vm(id);
        for (const vm of [...hypervisor.vms.values()]) if (vm.name.startsWith(name)) correct(vm.id);
      };
      return {};
    },
    shows: async (provider) => {
      const name = newName();
      const [id, longer] = [await provider.vm({ name }), await provider.vm({ name: `${name}-b` })];
      await provider.outcome('delete', { id });
      return (await provider.listed(longer)) === undefined;
    },
  },
  {
    id: 'vm-with-past-snapshot-stays',
    catches: 'no-leftovers',
    summary: 'a VM that ever had a snapshot can never be deleted',
    apply: ({ handlers, hypervisor }) => {
      const marked = new Set<string>();
      const correct = hypervisor.snapshot.bind(hypervisor);
      hypervisor.snapshot = (vmId, snapshot) => {
        correct(vmId, snapshot);
        marked.add(vmId);
      };
      return {
        delete: (request) => {
          if (marked.has(request.id)) throw internal('snapshot metadata left behind');
          return handlers.delete(request);
        },
      };
    },
    shows: async (provider) => {
      const vmId = await provider.vm();
      const { snapshotId } = await provider.call('snapshotCreate', { vmId });
      await provider.outcome('snapshotDelete', { vmId, snapshotId });
      return (await provider.outcome('delete', { id: vmId })) === 'INTERNAL';
    },
  },
]);
