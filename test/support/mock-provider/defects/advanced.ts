import { setTimeout as sleep } from 'node:timers/promises';
import { status } from '@grpc/grpc-js';
import type { Hypervisor } from '../../../../providers/mock/src/hypervisor.js';
import {
  ExportDiskResponse,
  ImportDiskResponse,
  PowerOp,
} from '../../../../src/provider/contract/generated/provider/v1/provider_pb.js';
import { defectsOf } from '../changes.js';
import { newName, type ProviderClient } from '../provider-client.js';
import { answering, followed, refusing } from '../wrapping.js';

const resizeTo = (provider: ProviderClient, id: string, cpu: number) =>
  provider.outcome('reconfigure', { id, desiredJson: JSON.stringify({ Class: { CPU: cpu, MemoryMiB: 1024 } }) });

const expand = (provider: ProviderClient, id: string) =>
  provider.outcome('reconfigure', { id, desiredJson: JSON.stringify({ Disks: [{ Name: 'root', SizeGiB: 20 }] }) });

const exported = ExportDiskResponse.fromPartial({ exportId: 'export-1', checksum: 'sha256:0' });
const imported = ImportDiskResponse.fromPartial({ diskId: 'disk-1', path: '/var/lib/mock/disks/disk-1.qcow2' });

/** Sizes that a VM that is On was given are gone when it is switched Off. */
function losesOnlineSizes(hypervisor: Hypervisor): void {
  const cold = new Map<string, { cpu: number; memoryMib: number }>();
  const [reconfigure, powerOff] = [hypervisor.reconfigure.bind(hypervisor), hypervisor.powerOff.bind(hypervisor)];
  hypervisor.reconfigure = (id, wish) => {
    const { power, hardware } = hypervisor.vm(id);
    const before = { cpu: hardware.cpu, memoryMib: hardware.memoryMib };
    reconfigure(id, wish);
    if (power === 'On') cold.set(id, cold.get(id) ?? before);
  };
  hypervisor.powerOff = (id) => {
    powerOff(id);
    Object.assign(hypervisor.vm(id).hardware, cold.get(id));
    cold.delete(id);
  };
}

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
    id: 'online-resize-lost-at-cycle',
    catches: 'resize-online',
    summary: 'sizes that a VM that is On was given are gone when it is switched Off',
    apply: ({ hypervisor }) => {
      losesOnlineSizes(hypervisor);
      return {};
    },
    shows: async (provider) => {
      const id = await provider.vm({ on: true });
      await resizeTo(provider, id, 3);
      const hot = (await provider.listed(id))?.cpu;
      await provider.outcome('power', { id, op: PowerOp.OFF });
      return hot === 3 && (await provider.listed(id))?.cpu === 1;
    },
  },
  {
    id: 'online-resize-lost-beside-wrong-memory',
    catches: 'resize-online',
    summary: 'as online-resize-lost-at-cycle, and ListVMs tells four times the memory of a VM with hot add',
    apply: ({ handlers, hypervisor }) => {
      losesOnlineSizes(hypervisor);
      const hotAdd = new Set<string>();
      return {
        create: followed(handlers.create, ({ classJson }, { id }) => {
          if (classJson.includes('HotAddEnabled')) hotAdd.add(id);
        }),
        listVMs: answering(handlers.listVMs, ({ vms }) => ({
          vms: vms.map((vm) => (hotAdd.has(vm.id) ? { ...vm, memoryMib: 4n * vm.memoryMib } : vm)),
        })),
      };
    },
    shows: async (provider) => {
      const classJson = JSON.stringify({ MemoryMiB: 512, PerformanceProfile: { MemoryHotAddEnabled: true } });
      const answer = await provider.call('create', { name: newName(), classJson });
      await provider.settle(answer);
      return (await provider.listed(answer.id))?.memoryMib === 2048n;
    },
  },
  {
    id: 'online-resize-drops-disks',
    catches: 'resize-online',
    summary: 'a VM that is On has no disks after Reconfigure',
    apply: ({ handlers, hypervisor }) => ({
      reconfigure: followed(handlers.reconfigure, ({ id }) => {
        const vm = hypervisor.vms.get(id);
        if (vm?.power === 'On') vm.hardware.disks = [];
      }),
    }),
    shows: async (provider) => {
      const id = await provider.vm({ on: true });
      await resizeTo(provider, id, 3);
      return (await provider.listed(id))?.disks.length === 0;
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
    id: 'disk-expand-undone-later',
    catches: 'disk-expand-visible',
    finding: 'warn',
    summary: 'a disk that was expanded has its old size a moment later',
    apply: ({ hypervisor }) => {
      const correct = hypervisor.reconfigure.bind(hypervisor);
      hypervisor.reconfigure = (id, wish) => {
        const { disks } = structuredClone(hypervisor.vm(id).hardware);
        correct(id, wish);
        if (wish.disks.length === 0) return;
        setTimeout(() => {
          const vm = hypervisor.vms.get(id);
          if (vm) vm.hardware.disks = disks;
        }, 150).unref();
      };
      return {};
    },
    shows: async (provider) => {
      const id = await provider.vm({ on: true });
      const size = async () => (await provider.listed(id))?.disks[0]?.sizeGib;
      const before = await size();
      await expand(provider, id);
      const expanded = await size();
      await sleep(300);
      return expanded !== before && (await size()) === before;
    },
  },
  {
    id: 'bad-export-backend-stops-vm',
    catches: 'export-bad-backend',
    summary: 'disk export is declared, refuses an unknown backend, and gives the VM 7 CPUs all the same',
    apply: ({ handlers, hypervisor }) => ({
      getCapabilities: answering(handlers.getCapabilities, (declared) => ({
        ...declared,
        supportsDiskExport: true,
        supportedExportFormats: ['qcow2'],
        supportedExportBackends: ['s3'],
      })),
      exportDisk: ({ vmId }) => {
        const vm = hypervisor.vms.get(vmId);
        if (vm) vm.hardware.cpu = 7;
        return refusing(status.INVALID_ARGUMENT, 'no such backend')();
      },
    }),
    shows: async (provider) => {
      const vmId = await provider.vm();
      await provider.outcome('exportDisk', { vmId, backendType: 'no-such-backend' });
      return (await provider.listed(vmId))?.cpu === 7;
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
