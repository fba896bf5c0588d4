import { setTimeout as sleep } from 'node:timers/promises';
import { status } from '@grpc/grpc-js';
import { ProviderFailure } from '../../../../providers/mock/src/provider-failure.js';
import type { ListVMsResponse } from '../../../../src/provider/contract/generated/provider/v1/provider_pb.js';
import type { ChangedHandlers, LegalVariant, MockParts } from '../changes.js';
import { newName } from '../provider-client.js';
import { take, turnOn } from '../steps.js';
import { answering, doneAtOnce, pause } from '../wrapping.js';

const workMs = 15;
const lagMs = 200;

/** While one change is being made every other one is refused, and nothing of it is done. */
function oneChangeAtATime({ handlers }: MockParts, refusal: () => Error): ChangedHandlers {
  let busy = false;
  const alone = <Request, Answer>(handler: (request: Request) => Answer | Promise<Answer>) => {
    return async (request: Request): Promise<Answer> => {
      if (busy) throw refusal();
      busy = true;
      try {
        await pause(workMs);
        return await handler(request);
      } finally {
        busy = false;
      }
    };
  };
  return {
    create: alone(handlers.create),
    delete: alone(handlers.delete),
    power: alone(handlers.power),
    reconfigure: alone(handlers.reconfigure),
    snapshotCreate: alone(handlers.snapshotCreate),
    snapshotRevert: alone(handlers.snapshotRevert),
    snapshotDelete: alone(handlers.snapshotDelete),
    clone: alone(handlers.clone),
    imagePrepare: alone(handlers.imagePrepare),
  };
}

/** Hypervisors that do one thing at a time, show it later, or do less than another would. */
export const oneAtATimeVariants: LegalVariant[] = [
  {
    id: 'one-change-at-a-time',
    summary: 'every change is refused with RESOURCE_EXHAUSTED while another one is made',
    apply: (parts) =>
      oneChangeAtATime(parts, () => new ProviderFailure(status.RESOURCE_EXHAUSTED, 'one operation at a time')),
    shows: async (provider) => {
      const names = [newName(), newName()];
      const outcomes = await Promise.all(names.map((name) => provider.outcome('create', { name })));
      return outcomes.includes('RESOURCE_EXHAUSTED');
    },
  },
  {
    id: 'another-task-in-progress',
    summary: 'every change is refused with UNAVAILABLE while another one is made',
    apply: (parts) =>
      oneChangeAtATime(parts, () => new ProviderFailure(status.UNAVAILABLE, 'another task is in progress')),
    shows: async (provider) => {
      const names = [newName(), newName()];
      const outcomes = await Promise.all(names.map((name) => provider.outcome('create', { name })));
      return outcomes.includes('UNAVAILABLE');
    },
  },
  {
    id: 'lists-lag',
    summary: 'ListVMs answers from a cache that is up to 0.2 s old',
    apply: ({ handlers }) => {
      let cached: { answer: ListVMsResponse; at: number } | undefined;
      return {
        listVMs: async (request) => {
          if (!cached || performance.now() - cached.at > lagMs) {
            cached = { answer: structuredClone(await handlers.listVMs(request)), at: performance.now() };
          }
          return cached.answer;
        },
      };
    },
    shows: async (provider) => {
      await provider.list();
      const id = await provider.vm();
      const isLate = (await provider.listed(id)) === undefined;
      await sleep(lagMs * 1.5);
      return isLate && (await provider.listed(id)) !== undefined;
    },
  },
  {
    id: 'snapshot-delete-while-off',
    summary: 'SnapshotDelete is refused while the VM is On',
    apply: ({ handlers, hypervisor }) => ({
      snapshotDelete: (request) => {
        if (hypervisor.vm(request.vmId).power === 'On') {
          throw new ProviderFailure(status.FAILED_PRECONDITION, 'the VM is On');
        }
        return handlers.snapshotDelete(request);
      },
    }),
    shows: async (provider) => {
      const vmId = await provider.vm({ on: true });
      const request = { vmId, snapshotId: await take(provider, vmId) };
      return (await provider.outcome('snapshotDelete', request)) === 'FAILED_PRECONDITION';
    },
  },
  {
    id: 'only-newest-snapshot-deletes',
    summary: 'SnapshotDelete of a snapshot that has newer ones is refused',
    apply: ({ handlers, hypervisor }) => ({
      snapshotDelete: (request) => {
        const { snapshots } = hypervisor.vm(request.vmId);
        if (snapshots.some(({ id }) => id === request.snapshotId) && snapshots.at(-1)?.id !== request.snapshotId) {
          throw new ProviderFailure(status.FAILED_PRECONDITION, 'newer snapshots depend on it');
        }
        return handlers.snapshotDelete(request);
      },
    }),
    shows: async (provider) => {
      const vmId = await provider.vm();
      const snapshotId = await take(provider, vmId);
      await take(provider, vmId);
      return (await provider.outcome('snapshotDelete', { vmId, snapshotId })) === 'FAILED_PRECONDITION';
    },
  },
  {
    id: 'absent-snapshot-delete-ok',
    summary: 'SnapshotDelete of a snapshot that the VM does not have answers OK and does nothing',
    apply: ({ handlers, hypervisor }) => ({
      snapshotDelete: (request) => {
        const has = hypervisor.vm(request.vmId).snapshots.some(({ id }) => id === request.snapshotId);
        return has ? handlers.snapshotDelete(request) : doneAtOnce();
      },
    }),
    shows: async (provider) => {
      const vmId = await provider.vm();
      return (await provider.outcome('snapshotDelete', { vmId, snapshotId: 'no-such-snapshot' })) === 'OK';
    },
  },
  {
    id: 'networks-while-on',
    summary: 'ListVMs tells the networks only of VMs that are On',
    apply: ({ handlers }) => ({
      listVMs: answering(handlers.listVMs, (answer) => ({
        ...answer,
        vms: answer.vms.map((vm) => (vm.powerState === 'On' ? vm : { ...vm, networks: [] })),
      })),
    }),
    shows: async (provider) => {
      const id = await provider.vm();
      const whileOff = (await provider.listed(id))?.networks.length;
      await turnOn(provider, id);
      return whileOff === 0 && (await provider.listed(id))?.networks.length === 1;
    },
  },
  {
    id: 'hot-add-at-power-cycle',
    summary: 'online reconfigure is accepted, and shows when the VM is powered On the next time',
    apply: ({ hypervisor }) => {
      const waiting = new Map<string, Parameters<typeof hypervisor.reconfigure>[1]['sizes']>();
      const reconfigure = hypervisor.reconfigure.bind(hypervisor);
      const powerOn = hypervisor.powerOn.bind(hypervisor);
      hypervisor.reconfigure = (id, wish) => {
        const isOn = hypervisor.vm(id).power === 'On';
        if (isOn) waiting.set(id, wish.sizes);
        reconfigure(id, isOn ? { ...wish, sizes: {} } : wish);
      };
      hypervisor.powerOn = (id) => {
        const sizes = waiting.get(id);
        if (sizes && hypervisor.vm(id).power !== 'On') {
          reconfigure(id, { sizes, disks: [] });
          waiting.delete(id);
        }
        powerOn(id);
      };
      return {};
    },
    shows: async (provider) => {
      const id = await provider.vm({ on: true });
      await provider.outcome('reconfigure', { id, desiredJson: JSON.stringify({ Class: { CPU: 5 } }) });
      const before = (await provider.listed(id))?.cpu;
      await provider.outcome('power', { id, op: 2 });
      await turnOn(provider, id);
      return before === 1 && (await provider.listed(id))?.cpu === 5;
    },
  },
];
