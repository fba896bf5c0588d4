import { status } from '@grpc/grpc-js';
import {
  ExportDiskResponse,
  ImportDiskResponse,
} from '../../../../src/provider/contract/generated/provider/v1/provider_pb.js';
import { defectsOf } from '../changes.js';
import type { ProviderClient } from '../provider-client.js';
import { answering, followed, refusing } from '../wrapping.js';

const resizeTo = (provider: ProviderClient, id: string, cpu: number) =>
  provider.outcome('reconfigure', { id, desiredJson: JSON.stringify({ Class: { CPU: cpu, MemoryMiB: 1024 } }) });

const expand = (provider: ProviderClient, id: string) =>
  provider.outcome('reconfigure', { id, desiredJson: JSON.stringify({ Disks: [{ Name: 'root', SizeGiB: 20 }] }) });

const exported = ExportDiskResponse.fromPartial({ exportId: 'export-1', checksum: 'sha256:0' });
const imported = ImportDiskResponse.fromPartial({ diskId: 'disk-1', path: '/var/lib/mock/disks/disk-1.qcow2' });

export const advancedDefects = defectsOf('advanced', [
  {
    id: 'online-resize-powers-off',
    catches: 'resize-online',
    summary: 'online reconfigure is declared, and a VM that is On is Off after Reconfigure',
    apply: ({ handlers, hypervisor }) => ({
      reconfigure: followed(handlers.reconfigure, ({ id }) => hypervisor.powerOff(id)),
    }),
    shows: async (provider) => {
      const id = await provider.vm({ on: true });
      await resizeTo(provider, id, 2);
      return (await provider.power(id)) === 'Off';
    },
  },
  {
    id: 'online-resize-refused',
    catches: 'resize-online',
    summary: 'online reconfigure is declared, and refused',
    apply: ({ handlers, hypervisor }) => ({
      reconfigure: (request) =>
        hypervisor.vms.get(request.id)?.power === 'On' && request.desiredJson.includes('"Class"')
          ? refusing(status.FAILED_PRECONDITION)()
          : handlers.reconfigure(request),
    }),
    shows: async (provider) => (await resizeTo(provider, await provider.vm({ on: true }), 2)) === 'FAILED_PRECONDITION',
  },
  {
    id: 'disk-expand-refused',
    catches: 'disk-expand-online',
    summary: 'online disk expansion is declared, and refused',
    apply: ({ handlers }) => ({
      reconfigure: (request) =>
        request.desiredJson.includes('"Disks"') ? refusing(status.UNIMPLEMENTED)() : handlers.reconfigure(request),
    }),
    shows: async (provider) => (await expand(provider, await provider.vm({ on: true }))) === 'UNIMPLEMENTED',
  },
  {
    id: 'disk-expand-ignored',
    catches: 'disk-expand-visible',
    finding: 'warn',
    summary: 'Reconfigure of disks answers OK and changes nothing',
    apply: ({ hypervisor }) => {
      const correct = hypervisor.reconfigure.bind(hypervisor);
      hypervisor.reconfigure = (id, { sizes }) => correct(id, { sizes, disks: [] });
      return {};
    },
    shows: async (provider) => {
      const id = await provider.vm({ on: true });
      await expand(provider, id);
      return (await provider.listed(id))?.disks[0]?.sizeGib === 10;
    },
  },
  {
    id: 'undeclared-export-works',
    catches: 'export-undeclared',
    summary: 'disk export is not declared, and answers OK',
    apply: () => ({ exportDisk: () => exported }),
    shows: async (provider) => (await provider.outcome('exportDisk', { vmId: await provider.vm() })) === 'OK',
  },
  {
    id: 'undeclared-export-internal',
    catches: 'export-undeclared',
    summary: 'disk export is not declared, and refused with INTERNAL',
    apply: () => ({ exportDisk: refusing(status.INTERNAL) }),
    shows: async (provider) => (await provider.outcome('exportDisk', { vmId: await provider.vm() })) === 'INTERNAL',
  },
  {
    id: 'undeclared-import-works',
    catches: 'import-undeclared',
    summary: 'disk import is not declared, and answers OK',
    apply: () => ({ importDisk: () => imported }),
    shows: async (provider) => (await provider.outcome('importDisk', { sourceUrl: 'file:///nowhere' })) === 'OK',
  },
  {
    id: 'undeclared-import-invalid',
    catches: 'import-undeclared',
    summary: 'disk import is not declared, and refused with INVALID_ARGUMENT',
    apply: () => ({ importDisk: refusing(status.INVALID_ARGUMENT) }),
    shows: async (provider) =>
      (await provider.outcome('importDisk', { sourceUrl: 'file:///nowhere' })) === 'INVALID_ARGUMENT',
  },
  {
    id: 'bad-export-backend-accepted',
    catches: 'export-bad-backend',
    summary: 'disk export is declared, and takes any backend',
    apply: ({ handlers }) => ({
      getCapabilities: answering(handlers.getCapabilities, (declared) => ({
        ...declared,
        supportsDiskExport: true,
        supportedExportFormats: ['qcow2'],
        supportedExportBackends: ['s3'],
      })),
      exportDisk: () => exported,
    }),
    shows: async (provider) => {
      const { supportsDiskExport } = await provider.call('getCapabilities', {});
      const request = { vmId: await provider.vm(), backendType: 'no-such-backend' };
      return supportsDiskExport && (await provider.outcome('exportDisk', request)) === 'OK';
    },
  },
  {
    id: 'bad-import-backend-accepted',
    catches: 'import-bad-backend',
    summary: 'disk import is declared, and takes any backend',
    apply: ({ handlers }) => ({
      getCapabilities: answering(handlers.getCapabilities, (declared) => ({
        ...declared,
        supportsDiskImport: true,
        supportedImportFormats: ['qcow2'],
        supportedImportBackends: ['s3'],
      })),
      importDisk: () => imported,
    }),
    shows: async (provider) => {
      const { supportsDiskImport } = await provider.call('getCapabilities', {});
      const request = { sourceUrl: 's3://bucket/disk', backendType: 'no-such-backend' };
      return supportsDiskImport && (await provider.outcome('importDisk', request)) === 'OK';
    },
  },
]);
