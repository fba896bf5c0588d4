import type { VirtualMachine } from '../../../../providers/mock/src/virtual-machine.js';
import { PowerOp } from '../../../../src/provider/contract/generated/provider/v1/provider_pb.js';
import { type DefectOf, defectsOf, type MockParts } from '../changes.js';
import { cloneOf } from '../steps.js';
import { followed } from '../wrapping.js';

/** Something done to every linked clone once it is made. */
const toLinked =
  (change: (clone: VirtualMachine, source: VirtualMachine) => void): DefectOf['apply'] =>
  ({ handlers, hypervisor }: MockParts) => ({
    clone: followed(handlers.clone, ({ sourceVmId, linked }, { targetVmId }) => {
      if (linked) change(hypervisor.vm(targetVmId), hypervisor.vm(sourceVmId));
    }),
  });

/** What linked clones share with their source, or lack; and what a clone does to a source that runs. */
export const linkedCloneDefects = defectsOf('clone', [
  {
    id: 'clone-stops-source',
    catches: 'clone-like-source',
    summary: 'a VM that is On is Off after it was cloned',
    apply: ({ handlers, hypervisor }) => ({
      clone: followed(handlers.clone, ({ sourceVmId }) => hypervisor.powerOff(sourceVmId)),
    }),
    shows: async (provider) => {
      const source = await provider.vm({ on: true });
      await cloneOf(provider, source);
      return (await provider.power(source)) === 'Off';
    },
  },
  {
    id: 'linked-clone-shares-power',
    catches: 'clone-linked',
    summary: 'a linked clone and its source have their power state in common',
    apply: toLinked((clone, source) => {
      Object.defineProperty(clone, 'power', {
        get: () => source.power,
        set: (power) => {
          source.power = power;
        },
      });
    }),
    shows: async (provider) => {
      const source = await provider.vm();
      const id = await cloneOf(provider, source, { linked: true });
      await provider.outcome('power', { id, op: PowerOp.ON });
      return (await provider.power(source)) === 'On';
    },
  },
  {
    id: 'linked-clone-shares-hardware',
    catches: 'clone-linked',
    summary: 'a linked clone and its source have their sizes in common',
    apply: toLinked((clone, source) => {
      clone.hardware = source.hardware;
    }),
    shows: async (provider) => {
      const source = await provider.vm();
      const id = await cloneOf(provider, source, { linked: true });
      await provider.outcome('reconfigure', { id, desiredJson: '{"Class":{"CPU":3,"MemoryMiB":512}}' });
      return (await provider.listed(source))?.cpu === 3;
    },
  },
  {
    id: 'linked-clone-wrong-name',
    catches: 'clone-linked',
    summary: 'a linked clone gets a name that was not asked for',
    apply: toLinked((clone, source) => {
      clone.name = `${source.name}-linked`;
    }),
    shows: async (provider) => {
      const id = await cloneOf(provider, await provider.vm(), { linked: true, targetName: 'asked-for' });
      return (await provider.listed(id))?.name !== 'asked-for';
    },
  },
  {
    id: 'linked-clone-without-disks',
    catches: 'clone-linked',
    summary: 'a linked clone has no disks',
    apply: toLinked((clone) => {
      clone.hardware.disks = [];
    }),
    shows: async (provider) => {
      const id = await cloneOf(provider, await provider.vm(), { linked: true });
      return (await provider.listed(id))?.disks.length === 0;
    },
  },
]);
