import { status } from '@grpc/grpc-js';
import type { LegalVariant } from '../changes.js';
import { newName } from '../provider-client.js';
import { answering, refusing } from '../wrapping.js';

const unimplemented = refusing(status.UNIMPLEMENTED, 'not supported by this hypervisor');

/** What a provider may leave out, honestly declared. */
export const capabilityVariants: LegalVariant[] = [
  {
    id: 'capabilities-in-any-order',
    summary: 'the lists of GetCapabilities are in another order each time (a map of Go)',
    apply: ({ handlers }) => {
      let calls = 0;
      const turned = (list: string[]) => (calls % 2 === 0 ? list : [...list].reverse());
      return {
        getCapabilities: answering(handlers.getCapabilities, (declared) => {
          calls += 1;
          return {
            ...declared,
            supportedDiskTypes: turned([...declared.supportedDiskTypes, 'thin', 'thick']),
            supportedNetworkTypes: turned([...declared.supportedNetworkTypes, 'bridge', 'nat']),
          };
        }),
      };
    },
    shows: async (provider) => {
      const first = await provider.call('getCapabilities', {});
      const second = await provider.call('getCapabilities', {});
      return first.supportedDiskTypes.join() === second.supportedDiskTypes.toReversed().join();
    },
  },
  {
    id: 'no-snapshots',
    summary: 'snapshots are neither declared nor implemented',
    apply: ({ handlers }) => ({
      getCapabilities: answering(handlers.getCapabilities, (declared) => ({
        ...declared,
        supportsSnapshots: false,
        supportsMemorySnapshots: false,
      })),
      snapshotCreate: unimplemented,
      snapshotRevert: unimplemented,
      snapshotDelete: unimplemented,
    }),
    shows: async (provider) =>
      (await provider.outcome('snapshotCreate', { vmId: await provider.vm() })) === 'UNIMPLEMENTED',
  },
  {
    id: 'no-memory-snapshots',
    summary: 'memory snapshots are neither declared nor taken',
    apply: ({ handlers }) => ({
      getCapabilities: answering(handlers.getCapabilities, (declared) => ({
        ...declared,
        supportsMemorySnapshots: false,
      })),
      snapshotCreate: (request) => (request.includeMemory ? unimplemented() : handlers.snapshotCreate(request)),
    }),
    shows: async (provider) => {
      const request = { vmId: await provider.vm({ on: true }), includeMemory: true };
      return (await provider.outcome('snapshotCreate', request)) === 'UNIMPLEMENTED';
    },
  },
  {
    id: 'no-clone',
    summary: 'Clone answers UNIMPLEMENTED',
    apply: ({ handlers }) => ({
      getCapabilities: answering(handlers.getCapabilities, (declared) => ({
        ...declared,
        supportsLinkedClones: false,
      })),
      clone: unimplemented,
    }),
    shows: async (provider) =>
      (await provider.outcome('clone', { sourceVmId: await provider.vm(), targetName: newName() })) === 'UNIMPLEMENTED',
  },
  {
    id: 'no-linked-clones',
    summary: 'linked clones are neither declared nor made',
    apply: ({ handlers }) => ({
      getCapabilities: answering(handlers.getCapabilities, (declared) => ({
        ...declared,
        supportsLinkedClones: false,
      })),
      clone: (request) => (request.linked ? unimplemented() : handlers.clone(request)),
    }),
    shows: async (provider) => {
      const request = { sourceVmId: await provider.vm(), targetName: newName(), linked: true };
      return (await provider.outcome('clone', request)) === 'UNIMPLEMENTED';
    },
  },
  {
    id: 'core-only',
    summary: 'nothing beyond core is declared or implemented',
    apply: ({ handlers, hypervisor }) => ({
      getCapabilities: answering(handlers.getCapabilities, () => ({
        supportsReconfigureOnline: false,
        supportsDiskExpansionOnline: false,
        supportsSnapshots: false,
        supportsMemorySnapshots: false,
        supportsLinkedClones: false,
        supportsImageImport: false,
        supportedDiskTypes: [],
        supportedNetworkTypes: [],
        supportsDiskExport: false,
        supportsDiskImport: false,
        supportedExportFormats: [],
        supportedImportFormats: [],
        supportsExportCompression: false,
        supportedExportBackends: [],
        supportedImportBackends: [],
        supportedTransferModes: [],
      })),
      reconfigure: (request) =>
        hypervisor.vms.get(request.id)?.power === 'On'
          ? refusing(status.FAILED_PRECONDITION, 'only while Off')()
          : handlers.reconfigure(request),
      snapshotCreate: unimplemented,
      snapshotRevert: unimplemented,
      snapshotDelete: unimplemented,
      clone: unimplemented,
      imagePrepare: unimplemented,
      getDiskInfo: unimplemented,
      hardwareUpgrade: unimplemented,
    }),
    shows: async (provider) => (await provider.outcome('imagePrepare', {})) === 'UNIMPLEMENTED',
  },
  {
    id: 'one-clone-at-a-time',
    summary: 'a Clone is refused with ABORTED while its source is being cloned',
    apply: ({ handlers }) => {
      const busy = new Set<string>();
      return {
        clone: async (request) => {
          if (busy.has(request.sourceVmId)) return refusing(status.ABORTED, 'source is locked')();
          busy.add(request.sourceVmId);
          await new Promise((resolve) => setTimeout(resolve, 20));
          busy.delete(request.sourceVmId);
          return handlers.clone(request);
        },
      };
    },
    shows: async (provider) => {
      const sourceVmId = await provider.vm();
      const clone = () => provider.outcome('clone', { sourceVmId, targetName: newName() });
      return (await Promise.all([clone(), clone()])).includes('ABORTED');
    },
  },
];
