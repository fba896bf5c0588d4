import { unimplemented } from '../../../../providers/mock/src/provider-failure.js';
import type { VMInfo } from '../../../../src/provider/contract/generated/provider/v1/provider_pb.js';
import { defectsOf } from '../changes.js';
import { answering, lowerCase } from '../wrapping.js';

const idsOf = (vms: VMInfo[]) => vms.map(({ id }) => id);

export const listDefects = defectsOf('core', [
  {
    id: 'list-loses-running',
    catches: 'list-contains-created',
    summary: 'ListVMs leaves out the VMs that are On',
    apply: ({ handlers }) => ({
      listVMs: answering(handlers.listVMs, (answer) => ({
        ...answer,
        vms: answer.vms.filter(({ powerState }) => powerState !== 'On'),
      })),
    }),
    shows: async (provider) => (await provider.listed(await provider.vm({ on: true }))) === undefined,
  },
  {
    id: 'list-loses-stopped',
    catches: 'list-contains-created',
    summary: 'ListVMs leaves out the VMs that are not On',
    apply: ({ handlers }) => ({
      listVMs: answering(handlers.listVMs, (answer) => ({
        ...answer,
        vms: answer.vms.filter(({ powerState }) => powerState === 'On'),
      })),
    }),
    shows: async (provider) => (await provider.listed(await provider.vm())) === undefined,
  },
  {
    id: 'list-duplicates',
    catches: 'list-contains-created',
    summary: 'ListVMs shows every VM twice',
    apply: ({ handlers }) => ({
      listVMs: answering(handlers.listVMs, (answer) => ({ ...answer, vms: [...answer.vms, ...answer.vms] })),
    }),
    shows: async (provider) => {
      const id = await provider.vm();
      return idsOf(await provider.list()).filter((listed) => listed === id).length === 2;
    },
  },
  {
    id: 'list-other-id',
    catches: 'list-contains-created',
    summary: 'ListVMs shows other ids than Create gave',
    apply: ({ handlers }) => ({
      listVMs: answering(handlers.listVMs, (answer) => ({
        ...answer,
        vms: answer.vms.map((vm) => ({ ...vm, id: vm.id.replace('vm-', 'uuid-') })),
      })),
    }),
    shows: async (provider) => (await provider.listed((await provider.vm()).replace('vm-', 'uuid-'))) !== undefined,
  },
  {
    id: 'list-cuts-names',
    catches: 'list-contains-created',
    summary: 'ListVMs cuts the last character of names',
    apply: ({ handlers }) => ({
      listVMs: answering(handlers.listVMs, (answer) => ({
        ...answer,
        vms: answer.vms.map((vm) => ({ ...vm, name: vm.name.slice(0, -1) })),
      })),
    }),
    shows: async (provider) => (await provider.listed(await provider.vm({ name: 'abc' })))?.name === 'ab',
  },
  {
    id: 'list-first-page',
    catches: 'list-contains-created',
    summary: 'ListVMs stops after the first VM',
    apply: ({ handlers }) => ({
      listVMs: answering(handlers.listVMs, (answer) => ({ ...answer, vms: answer.vms.slice(0, 1) })),
    }),
    shows: async (provider) => {
      await provider.vm();
      return (await provider.listed(await provider.vm())) === undefined;
    },
  },
  {
    id: 'list-refused',
    catches: 'list-contains-created',
    summary: 'ListVMs answers UNIMPLEMENTED',
    apply: () => ({
      listVMs: () => {
        throw unimplemented('not yet');
      },
    }),
    shows: async (provider) => (await provider.outcome('listVMs', {})) === 'UNIMPLEMENTED',
  },
  {
    id: 'list-power-stale',
    catches: 'list-agrees',
    summary: 'ListVMs says Off of every VM',
    apply: ({ handlers }) => ({
      listVMs: answering(handlers.listVMs, (answer) => ({
        ...answer,
        vms: answer.vms.map((vm) => ({ ...vm, powerState: 'Off' })),
      })),
    }),
    shows: async (provider) => (await provider.listed(await provider.vm({ on: true })))?.powerState === 'Off',
  },
  {
    id: 'list-power-other-spelling',
    catches: 'list-agrees',
    summary: 'ListVMs spells power states on and off, Describe On and Off',
    apply: ({ handlers }) => ({
      listVMs: answering(handlers.listVMs, (answer) => ({ ...answer, vms: answer.vms.map(lowerCase) })),
    }),
    shows: async (provider) => {
      const id = await provider.vm();
      return (await provider.listed(id))?.powerState === 'off' && (await provider.power(id)) === 'Off';
    },
  },
]);
