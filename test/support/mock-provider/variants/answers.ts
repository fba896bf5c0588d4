import { randomInt } from 'node:crypto';
import { status } from '@grpc/grpc-js';
import { notFound, ProviderFailure } from '../../../../providers/mock/src/provider-failure.js';
import {
  PowerOp,
  TaskRef,
  type TaskStatusResponse,
} from '../../../../src/provider/contract/generated/provider/v1/provider_pb.js';
import type { LegalVariant } from '../changes.js';
import { newName } from '../provider-client.js';
import { absentId, answering, doneAtOnce, followed, pause, refusing, whenAbsent } from '../wrapping.js';

const withoutTask = <Answer extends { task?: unknown }>({ task: _, ...answer }: Answer) => answer as Answer;
const withEmptyTask = <Answer extends { task?: unknown }>(answer: Answer): Answer => ({
  ...answer,
  task: TaskRef.fromPartial({}),
});

/** What differs in answers only. */
export const answerVariants: LegalVariant[] = [
  {
    id: 'synchronous',
    summary: 'every operation is over when its call returns; no answer has a task (libvirt)',
    apply: ({ handlers }) => ({
      create: answering(handlers.create, withoutTask),
      delete: answering(handlers.delete, withoutTask),
      power: answering(handlers.power, withoutTask),
      reconfigure: answering(handlers.reconfigure, withoutTask),
      snapshotCreate: answering(handlers.snapshotCreate, withoutTask),
      snapshotRevert: answering(handlers.snapshotRevert, withoutTask),
      snapshotDelete: answering(handlers.snapshotDelete, withoutTask),
      clone: answering(handlers.clone, withoutTask),
      imagePrepare: answering(handlers.imagePrepare, withoutTask),
    }),
    shows: async (provider) => (await provider.call('create', { name: newName() })).task === undefined,
  },
  {
    id: 'empty-task-ids',
    summary: 'what is over at once answers a task with an empty id',
    apply: ({ handlers }) => ({
      create: answering(handlers.create, withEmptyTask),
      delete: answering(handlers.delete, withEmptyTask),
      power: answering(handlers.power, withEmptyTask),
      reconfigure: answering(handlers.reconfigure, withEmptyTask),
      snapshotCreate: answering(handlers.snapshotCreate, withEmptyTask),
    }),
    shows: async (provider) => (await provider.call('create', { name: newName() })).task?.id === '',
  },
  {
    id: 'unknown-for-absent',
    summary: 'Power, Reconfigure and snapshots of an absent VM answer UNKNOWN (libvirt, vSphere)',
    apply: ({ handlers, hypervisor }) => {
      const absent = refusing(status.UNKNOWN, 'domain not found');
      const vms = hypervisor.vms;
      return {
        power: whenAbsent(vms, { idOf: ({ id }) => id, present: handlers.power, absent }),
        reconfigure: whenAbsent(vms, { idOf: ({ id }) => id, present: handlers.reconfigure, absent }),
        clone: whenAbsent(vms, { idOf: ({ sourceVmId }) => sourceVmId, present: handlers.clone, absent }),
        snapshotCreate: whenAbsent(vms, { idOf: ({ vmId }) => vmId, present: handlers.snapshotCreate, absent }),
        snapshotRevert: whenAbsent(vms, { idOf: ({ vmId }) => vmId, present: handlers.snapshotRevert, absent }),
      };
    },
    shows: async (provider) =>
      (await provider.outcome('power', { id: await absentId(provider), op: PowerOp.ON })) === 'UNKNOWN',
  },
  {
    id: 'absent-delete-ok',
    summary: 'Delete of an absent VM answers OK (vSphere, libvirt)',
    apply: ({ handlers, hypervisor }) => ({
      delete: whenAbsent(hypervisor.vms, { idOf: ({ id }) => id, present: handlers.delete, absent: doneAtOnce }),
    }),
    shows: async (provider) => (await provider.outcome('delete', { id: await absentId(provider) })) === 'OK',
  },
  {
    id: 'describe-absent-not-found',
    summary: 'Describe of an absent VM answers NOT_FOUND',
    apply: ({ handlers, hypervisor }) => ({
      describe: whenAbsent(hypervisor.vms, {
        idOf: ({ id }) => id,
        present: handlers.describe,
        absent: refusing(status.NOT_FOUND),
      }),
    }),
    shows: async (provider) => (await provider.outcome('describe', { id: await absentId(provider) })) === 'NOT_FOUND',
  },
  {
    id: 'sizes-unknown',
    summary: 'ListVMs tells 0 CPUs and 0 MiB, which means unknown, and no disks',
    apply: ({ handlers }) => ({
      listVMs: answering(handlers.listVMs, (answer) => ({
        ...answer,
        vms: answer.vms.map((vm) => ({ ...vm, cpu: 0, memoryMib: 0n, disks: [] })),
      })),
    }),
    shows: async (provider) => (await provider.listed(await provider.vm()))?.cpu === 0,
  },
  {
    id: 'changing-macs',
    summary: 'MAC addresses change from answer to answer',
    apply: ({ handlers }) => ({
      listVMs: answering(handlers.listVMs, (answer) => ({
        ...answer,
        vms: answer.vms.map((vm) => ({
          ...vm,
          networks: vm.networks.map((card) => ({ ...card, mac: `02:${randomInt(2 ** 40).toString(16)}` })),
        })),
      })),
    }),
    shows: async (provider) => {
      const id = await provider.vm();
      const macs = [await provider.listed(id), await provider.listed(id)].map((vm) => vm?.networks[0]?.mac);
      return macs[0] !== macs[1];
    },
  },
  {
    id: 'no-raw-json',
    summary: 'Describe leaves provider_raw_json empty',
    apply: ({ handlers }) => ({
      describe: answering(handlers.describe, (answer) => ({ ...answer, providerRawJson: '' })),
    }),
    shows: async (provider) => (await provider.call('describe', { id: await provider.vm() })).providerRawJson === '',
  },
  {
    id: 'tasks-forgotten',
    summary: 'a task that was seen done is NOT_FOUND from then on',
    apply: ({ handlers }) => {
      const seen = new Set<string>();
      return {
        taskStatus: async (request) => {
          if (seen.has(request.task?.id ?? '')) throw notFound('no such task');
          const answer: TaskStatusResponse = await handlers.taskStatus(request);
          if (answer.done) seen.add(request.task?.id ?? '');
          return answer;
        },
      };
    },
    shows: async (provider) => {
      const { task } = await provider.call('create', { name: newName() });
      await provider.settle({ task });
      return (await provider.outcome('taskStatus', task ? { task } : {})) === 'NOT_FOUND';
    },
  },
  {
    id: 'busy-now-and-then',
    summary: 'every tenth call answers UNAVAILABLE before anything is done; asked again it works',
    apply: ({ handlers }) => {
      let calls = 0;
      const sometimes = <Request, Answer>(handler: (request: Request) => Answer) => {
        return (request: Request): Answer => {
          calls += 1;
          if (calls % 10 === 0) throw new ProviderFailure(status.UNAVAILABLE, 'busy, try again');
          return handler(request);
        };
      };
      return {
        describe: sometimes(handlers.describe),
        listVMs: sometimes(handlers.listVMs),
        taskStatus: sometimes(handlers.taskStatus),
      };
    },
    shows: async (provider) => {
      const outcomes: string[] = [];
      for (let tries = 0; tries < 10; tries += 1) outcomes.push(await provider.outcome('listVMs', {}));
      return outcomes.filter((outcome) => outcome === 'UNAVAILABLE').length === 1;
    },
  },
  {
    id: 'settles-late',
    summary: 'Describe and ListVMs show a new power state a moment after its task is done',
    apply: ({ handlers, hypervisor }) => {
      const before = new Map<string, string>();
      return {
        power: async (request) => {
          const vm = hypervisor.vm(request.id);
          if (!before.has(vm.id)) before.set(vm.id, vm.power);
          setTimeout(() => before.delete(vm.id), 300);
          return handlers.power(request);
        },
        describe: answering(handlers.describe, (answer, { id }) => ({
          ...answer,
          powerState: before.get(id) ?? answer.powerState,
        })),
        listVMs: answering(handlers.listVMs, (answer) => ({
          ...answer,
          vms: answer.vms.map((vm) => ({ ...vm, powerState: before.get(vm.id) ?? vm.powerState })),
        })),
      };
    },
    shows: async (provider) => {
      const id = await provider.vm({ on: true });
      const early = await provider.power(id);
      await pause(400);
      return early === 'Off' && (await provider.power(id)) === 'On';
    },
  },
  {
    id: 'describe-lags',
    summary: 'Describe answers NOT_FOUND for a VM that was created in the last 0.1 s',
    apply: ({ handlers }) => {
      const createdAt = new Map<string, number>();
      const made = (id: string) => createdAt.set(id, performance.now());
      return {
        create: followed(handlers.create, (_request, { id }) => made(id)),
        clone: followed(handlers.clone, (_request, { targetVmId }) => made(targetVmId)),
        describe: (request) => {
          const age = performance.now() - (createdAt.get(request.id) ?? Number.NEGATIVE_INFINITY);
          if (age < 100) throw notFound(`no VM has the id ${request.id} yet`);
          return handlers.describe(request);
        },
      };
    },
    shows: async (provider) => (await provider.outcome('describe', { id: await provider.vm() })) === 'NOT_FOUND',
  },
  {
    id: 'parts-told-while-on',
    summary: 'ListVMs tells the sizes, disks and networks of a VM only while it is On',
    apply: ({ handlers }) => ({
      listVMs: answering(handlers.listVMs, ({ vms }) => ({
        vms: vms.map((vm) => (vm.powerState === 'On' ? vm : { ...vm, cpu: 0, memoryMib: 0n, disks: [], networks: [] })),
      })),
    }),
    shows: async (provider) => {
      const [off, on] = [await provider.vm(), await provider.vm({ on: true })];
      const disks = async (id: string) => (await provider.listed(id))?.disks.length ?? 0;
      return (await disks(off)) === 0 && (await disks(on)) > 0;
    },
  },
];
