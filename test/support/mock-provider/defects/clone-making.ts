import { status } from '@grpc/grpc-js';
import { CloneResponse, PowerOp } from '../../../../src/provider/contract/generated/provider/v1/provider_pb.js';
import { defectsOf } from '../changes.js';
import { newName } from '../provider-client.js';
import { cloneOf } from '../steps.js';
import { absentId, answering, followed, internal, pause, refusing, whenAbsent } from '../wrapping.js';

export const cloneDefects = defectsOf('clone', [
  {
    id: 'clone-empty-id',
    catches: 'clone-full',
    summary: 'Clone answers an empty id',
    apply: ({ handlers }) => ({ clone: answering(handlers.clone, (answer) => ({ ...answer, targetVmId: '' })) }),
    shows: async (provider) => (await cloneOf(provider, await provider.vm())) === '',
  },
  {
    id: 'clone-answers-source',
    catches: 'clone-full',
    summary: "Clone answers the source's id",
    apply: ({ handlers }) => ({
      clone: answering(handlers.clone, (answer, { sourceVmId }) => ({ ...answer, targetVmId: sourceVmId })),
    }),
    shows: async (provider) => {
      const source = await provider.vm();
      return (await cloneOf(provider, source)) === source;
    },
  },
  {
    id: 'clone-makes-nothing',
    catches: 'clone-full',
    summary: 'Clone answers an id and makes no VM',
    apply: ({ hypervisor }) => ({
      clone: () => CloneResponse.fromPartial({ targetVmId: hypervisor.newId('vm') }),
    }),
    shows: async (provider) =>
      !(await provider.call('describe', { id: await cloneOf(provider, await provider.vm()) })).exists,
  },
  {
    id: 'clone-wrong-name',
    catches: 'clone-like-source',
    summary: 'a clone gets a name that was not asked for',
    apply: ({ handlers }) => ({
      clone: (request) => handlers.clone({ ...request, targetName: `clone-of-${request.sourceVmId}-${newName()}` }),
    }),
    shows: async (provider) => {
      const targetName = newName();
      const id = await cloneOf(provider, await provider.vm(), { targetName });
      return (await provider.listed(id))?.name !== targetName;
    },
  },
  {
    id: 'clone-default-sizes',
    catches: 'clone-like-source',
    summary: 'a clone gets 1 CPU and 1024 MiB whatever its source and class say',
    apply: ({ handlers, hypervisor }) => ({
      clone: followed(handlers.clone, (_, { targetVmId }) => {
        Object.assign(hypervisor.vm(targetVmId).hardware, { cpu: 1, memoryMib: 1024 });
      }),
    }),
    shows: async (provider) =>
      (await provider.listed(await cloneOf(provider, await provider.vm({ cpu: 2 }))))?.cpu === 1,
  },
  {
    id: 'clone-toggles-source',
    catches: 'clone-like-source',
    summary: "Clone changes its source's power state",
    apply: ({ handlers, hypervisor }) => ({
      clone: followed(handlers.clone, ({ sourceVmId }) => {
        const source = hypervisor.vm(sourceVmId);
        source.power = source.power === 'On' ? 'Off' : 'On';
      }),
    }),
    shows: async (provider) => {
      const source = await provider.vm();
      await cloneOf(provider, source);
      return (await provider.power(source)) === 'On';
    },
  },
  {
    id: 'concurrent-clones-share-id',
    catches: 'clone-distinct',
    summary: 'two Clones at the same time answer the same id',
    apply: ({ handlers }) => {
      let current: Promise<CloneResponse> | undefined;
      return {
        clone: (request) => {
          current ??= pause(30).then(() => {
            current = undefined;
            return handlers.clone(request);
          });
          return current;
        },
      };
    },
    shows: async (provider) => {
      const source = await provider.vm();
      const [first, second] = await Promise.all([cloneOf(provider, source), cloneOf(provider, source)]);
      return first === second;
    },
  },
  {
    id: 'concurrent-clones-lose-one',
    catches: 'clone-distinct',
    summary: 'of two Clones of a source at the same time only the last one stays, though both answer OK',
    apply: ({ handlers, hypervisor }) => {
      const running = new Map<string, string[]>();
      return {
        clone: async (request) => {
          const earlier = running.get(request.sourceVmId) ?? [];
          running.set(request.sourceVmId, earlier);
          const answer = await handlers.clone(request);
          earlier.push(answer.targetVmId);
          await pause(30);
          running.delete(request.sourceVmId);
          if (earlier.at(-1) !== answer.targetVmId) hypervisor.vms.delete(answer.targetVmId);
          return answer;
        },
      };
    },
    shows: async (provider) => {
      const source = await provider.vm();
      const ids = await Promise.all([cloneOf(provider, source), cloneOf(provider, source)]);
      return (await provider.list()).filter(({ id }) => ids.includes(id)).length === 1;
    },
  },
  {
    id: 'undeclared-linked-works',
    catches: 'clone-linked-undeclared',
    finding: 'warn',
    summary: 'linked clones are not declared, and made',
    apply: ({ handlers }) => ({
      getCapabilities: answering(handlers.getCapabilities, (declared) => ({
        ...declared,
        supportsLinkedClones: false,
      })),
    }),
    shows: async (provider) => {
      const { supportsLinkedClones } = await provider.call('getCapabilities', {});
      return !supportsLinkedClones && (await cloneOf(provider, await provider.vm(), { linked: true })) !== '';
    },
  },
  {
    id: 'linked-clone-refused',
    catches: 'clone-linked',
    summary: 'linked clones are declared, and refused',
    apply: ({ handlers }) => ({
      clone: (request) => (request.linked ? refusing(status.UNIMPLEMENTED)() : handlers.clone(request)),
    }),
    shows: async (provider) => {
      const request = { sourceVmId: await provider.vm(), targetName: newName(), linked: true };
      return (await provider.outcome('clone', request)) === 'UNIMPLEMENTED';
    },
  },
  {
    id: 'linked-clone-never-starts',
    catches: 'clone-linked',
    summary: 'a linked clone cannot be powered On',
    apply: ({ handlers }) => {
      const linked = new Set<string>();
      return {
        clone: followed(handlers.clone, (request, { targetVmId }) => {
          if (request.linked) linked.add(targetVmId);
        }),
        power: (request) => {
          if (linked.has(request.id) && request.op === PowerOp.ON) throw internal('cannot open backing file');
          return handlers.power(request);
        },
      };
    },
    shows: async (provider) => {
      const id = await cloneOf(provider, await provider.vm(), { linked: true });
      return (await provider.outcome('power', { id, op: PowerOp.ON })) === 'INTERNAL';
    },
  },
  {
    id: 'clone-absent-ok',
    catches: 'clone-absent-source',
    summary: 'Clone of an absent VM answers OK with an id',
    apply: ({ handlers, hypervisor }) => ({
      clone: whenAbsent(hypervisor.vms, {
        idOf: ({ sourceVmId }) => sourceVmId,
        present: handlers.clone,
        absent: () => CloneResponse.fromPartial({ targetVmId: hypervisor.newId('vm') }),
      }),
    }),
    shows: async (provider) =>
      (await provider.outcome('clone', { sourceVmId: await absentId(provider), targetName: newName() })) === 'OK',
  },
]);
