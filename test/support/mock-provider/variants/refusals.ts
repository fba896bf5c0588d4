import { status } from '@grpc/grpc-js';
import { ProviderFailure, wrongState } from '../../../../providers/mock/src/provider-failure.js';
import type { LegalVariant } from '../changes.js';
import { newName } from '../provider-client.js';
import { take } from '../steps.js';

const quota = 30;

/** What some hypervisors refuse that others do. */
export const refusalVariants: LegalVariant[] = [
  {
    id: 'reverts-to-newest-only',
    summary: 'SnapshotRevert to a snapshot that has newer ones is refused (ZFS)',
    apply: ({ handlers, hypervisor }) => ({
      snapshotRevert: (request) => {
        const newest = hypervisor.vms.get(request.vmId)?.snapshots.at(-1);
        const hasNewer = hypervisor.vms.get(request.vmId)?.snapshots.some(({ id }) => id === request.snapshotId);
        if (hasNewer && newest?.id !== request.snapshotId) throw wrongState('there are more recent snapshots');
        return handlers.snapshotRevert(request);
      },
    }),
    shows: async (provider) => {
      const vmId = await provider.vm();
      const snapshotId = await take(provider, vmId);
      await take(provider, vmId);
      return (await provider.outcome('snapshotRevert', { vmId, snapshotId })) === 'FAILED_PRECONDITION';
    },
  },
  {
    id: 'reverts-only-while-off',
    summary: 'SnapshotRevert of a VM that is On is refused',
    apply: ({ handlers, hypervisor }) => ({
      snapshotRevert: (request) => {
        if (hypervisor.vms.get(request.vmId)?.power === 'On') throw wrongState('the VM is On');
        return handlers.snapshotRevert(request);
      },
    }),
    shows: async (provider) => {
      const vmId = await provider.vm({ on: true });
      const snapshotId = await take(provider, vmId);
      return (await provider.outcome('snapshotRevert', { vmId, snapshotId })) === 'FAILED_PRECONDITION';
    },
  },
  {
    id: 'deletes-only-while-off',
    summary: 'a created VM is On, and Delete of a VM that is On is refused',
    apply: ({ handlers, hypervisor }) => ({
      create: async (request) => {
        const answer = await handlers.create(request);
        hypervisor.powerOn(answer.id);
        return answer;
      },
      delete: (request) => {
        if (hypervisor.vms.get(request.id)?.power === 'On') throw wrongState('the VM is On');
        return handlers.delete(request);
      },
    }),
    shows: async (provider) =>
      (await provider.outcome('delete', { id: await provider.vm() })) === 'FAILED_PRECONDITION',
  },
  {
    id: 'links-to-snapshots-only',
    summary: 'a linked clone of a VM without snapshots is refused',
    apply: ({ handlers, hypervisor }) => ({
      clone: (request) => {
        const isBare = hypervisor.vms.get(request.sourceVmId)?.snapshots.length === 0;
        if (request.linked && isBare) throw wrongState('a linked clone needs a snapshot of its source');
        return handlers.clone(request);
      },
    }),
    shows: async (provider) => {
      const request = { sourceVmId: await provider.vm(), targetName: newName(), linked: true };
      return (await provider.outcome('clone', request)) === 'FAILED_PRECONDITION';
    },
  },
  {
    id: 'quota-of-vms',
    summary: `a hypervisor that has ${quota} VMs answers RESOURCE_EXHAUSTED to Create and Clone`,
    apply: ({ handlers, hypervisor }) => {
      const takesRoom = () => {
        if (hypervisor.vms.size >= quota) throw new ProviderFailure(status.RESOURCE_EXHAUSTED, 'the quota is used up');
      };
      return {
        create: (request) => {
          takesRoom();
          return handlers.create(request);
        },
        clone: (request) => {
          takesRoom();
          return handlers.clone(request);
        },
      };
    },
    shows: async (provider) => {
      for (let count = 0; count < quota; count += 1) await provider.vm();
      return (await provider.outcome('create', { name: newName(), classJson: '{}' })) === 'RESOURCE_EXHAUSTED';
    },
  },
];
