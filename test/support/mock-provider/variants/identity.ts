import { status } from '@grpc/grpc-js';
import { ProviderFailure } from '../../../../providers/mock/src/provider-failure.js';
import { CreateResponse, PowerOp } from '../../../../src/provider/contract/generated/provider/v1/provider_pb.js';
import type { ChangedHandlers, LegalVariant, MockParts } from '../changes.js';
import { newName, type ProviderClient } from '../provider-client.js';
import { absentId, answering, pause, refusing, whenAbsent } from '../wrapping.js';

/** Integer ids, the lowest free one first; a Create takes its number late, so that two at once collide. */
function proxmoxLike({ handlers, hypervisor }: MockParts, collidesForMs: number): ChangedHandlers {
  const lowestFree = () => {
    for (let number = 100; ; number += 1) if (!hypervisor.vms.has(String(number))) return String(number);
  };
  const newId = hypervisor.newId.bind(hypervisor);
  hypervisor.newId = (kind) => (kind === 'vm' ? lowestFree() : newId(kind));
  const claimed = new Set<string>();
  const colliding = async <Request, Answer>(
    handler: (request: Request) => Answer | Promise<Answer>,
    request: Request,
  ): Promise<Answer> => {
    const number = lowestFree();
    if (claimed.has(number)) throw new ProviderFailure(status.ALREADY_EXISTS, `VM ${number} already exists`);
    claimed.add(number);
    await pause(collidesForMs);
    claimed.delete(number);
    return handler(request);
  };
  const absent = refusing(status.INTERNAL, 'Configuration file does not exist');
  const vms = hypervisor.vms;
  return {
    create: (request) => colliding(handlers.create, request),
    clone: whenAbsent(vms, {
      idOf: ({ sourceVmId }) => sourceVmId,
      present: (request) => colliding(handlers.clone, request),
      absent,
    }),
    describe: whenAbsent(vms, { idOf: ({ id }) => id, present: handlers.describe, absent }),
    power: whenAbsent(vms, { idOf: ({ id }) => id, present: handlers.power, absent }),
    reconfigure: whenAbsent(vms, { idOf: ({ id }) => id, present: handlers.reconfigure, absent }),
    snapshotCreate: whenAbsent(vms, { idOf: ({ vmId }) => vmId, present: handlers.snapshotCreate, absent }),
  };
}

async function idsOf(provider: ProviderClient, name: string): Promise<string[]> {
  return (await provider.list()).filter((vm) => vm.name === name).map(({ id }) => id);
}

/** What differs in ids and names. */
export const identityVariants: LegalVariant[] = [
  {
    id: 'ids-again',
    summary:
      'ids are integers that are handed out again, lowest first; absent VMs are INTERNAL; Creates at once collide (Proxmox VE)',
    apply: (parts) => proxmoxLike(parts, 5),
    shows: async (provider) => {
      const gone = await absentId(provider);
      const again = await provider.vm();
      const both = await Promise.all([1, 2].map(() => provider.outcome('create', { name: newName() })));
      const absent = await provider.outcome('power', { id: '999999', op: PowerOp.ON });
      return gone === again && both.includes('ALREADY_EXISTS') && absent === 'INTERNAL';
    },
  },
  {
    id: 'slow-creates-collide',
    summary: 'as ids-again, and a Create keeps the others out for 60 ms',
    apply: (parts) => proxmoxLike(parts, 60),
    shows: async (provider) => {
      const first = provider.outcome('create', { name: newName() });
      await pause(30);
      const second = await provider.outcome('create', { name: newName() });
      return second === 'ALREADY_EXISTS' && (await first) === 'OK';
    },
  },
  {
    id: 'odd-ids',
    summary: 'ids are inventory paths with slashes, spaces and letters beyond ASCII',
    apply: ({ hypervisor }) => {
      const newId = hypervisor.newId.bind(hypervisor);
      hypervisor.newId = (kind) => `/DC Zürich/${kind}/${newId(kind)}?ö=1 `;
      return {};
    },
    shows: async (provider) => (await provider.vm()).startsWith('/DC Zürich/'),
  },
  {
    id: 'same-name-same-id',
    summary: 'a second Create of a name that is there answers the id of the first',
    apply: ({ handlers, hypervisor }) => ({
      create: (request) => {
        const known = [...hypervisor.vms.values()].find(({ name }) => name === request.name);
        return known ? CreateResponse.fromPartial({ id: known.id }) : handlers.create(request);
      },
    }),
    shows: async (provider) => {
      const name = newName();
      const id = await provider.vm({ name });
      return (await provider.outcome('create', { name })) === 'OK' && (await idsOf(provider, name)).join() === id;
    },
  },
  {
    id: 'same-name-new-vm',
    summary: 'names need not be unique: a second Create of a name makes another VM',
    apply: ({ handlers, hypervisor }) => ({
      create: async (request) => {
        const answer = await handlers.create({ ...request, name: hypervisor.newId('vm') });
        hypervisor.vm(answer.id).name = request.name;
        return answer;
      },
    }),
    shows: async (provider) => {
      const name = newName();
      await provider.vm({ name });
      await provider.outcome('create', { name });
      return (await idsOf(provider, name)).length === 2;
    },
  },
  {
    id: 'shared-hypervisor',
    summary: "other people's VMs come and go, with names that begin as those of the run do",
    apply: ({ handlers, hypervisor }) => {
      let others = 0;
      const make = () => {
        others += 1;
        const newest = [...hypervisor.vms.values()].at(-1)?.name ?? 'other';
        hypervisor.create({ name: `${newest}-${others}x`, sizes: {}, disks: [], networks: [], tags: ['other'] });
        const old = [...hypervisor.vms.values()].filter(({ tags }) => tags.includes('other'));
        if (old.length > 3 && old[0]) hypervisor.delete(old[0].id);
      };
      return {
        create: answering(handlers.create, (answer) => {
          make();
          return answer;
        }),
      };
    },
    shows: async (provider) => {
      const name = newName();
      await provider.vm({ name });
      return (await provider.list()).some((vm) => vm.name !== name && vm.name.startsWith(name));
    },
  },
  {
    id: 'neighbours-change',
    summary: "other people's VMs that were there before are switched, resized and removed all the time",
    apply: ({ handlers, hypervisor }) => {
      const others = Array.from({ length: 40 }, (_none, number) =>
        hypervisor.create({ name: `neighbour-${number}`, sizes: {}, disks: [], networks: [], tags: [] }),
      );
      let looks = 0;
      return {
        listVMs: async (request) => {
          looks += 1;
          const [first, second] = others;
          if (first) first.power = first.power === 'On' ? 'Off' : 'On';
          if (second) second.hardware.cpu += 1;
          if (first && looks % 10 === 0) hypervisor.vms.delete(others.shift()?.id ?? '');
          return await handlers.listVMs(request);
        },
      };
    },
    shows: async (provider) => {
      const power = async () => (await provider.list()).find(({ name }) => name === 'neighbour-0')?.powerState;
      const before = await power();
      return before !== (await power());
    },
  },
  {
    id: 'image-as-template',
    summary: 'a prepared image shows in ListVMs as a template under the name asked for',
    apply: ({ handlers, hypervisor }) => ({
      imagePrepare: answering(handlers.imagePrepare, (answer, { targetName }) => {
        const taken = [...hypervisor.vms.values()].some(({ name }) => name === targetName);
        if (!taken) hypervisor.create({ name: targetName, sizes: {}, disks: [], networks: [], tags: ['template'] });
        return answer;
      }),
    }),
    shows: async (provider) => {
      const targetName = newName();
      await provider.outcome('imagePrepare', { imageJson: '{"URL":"https://images.example.com/a"}', targetName });
      return (await provider.list()).some(({ name }) => name === targetName);
    },
  },
];
