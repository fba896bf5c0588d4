import { status } from '@grpc/grpc-js';
import { ValidateResponse } from '../../../../src/provider/contract/generated/provider/v1/provider_pb.js';
import { defectsOf } from '../changes.js';
import { answering, refusing } from '../wrapping.js';

export const providerDefects = defectsOf('core', [
  {
    id: 'validate-not-ok',
    catches: 'validate-ok',
    summary: 'Validate answers ok=false',
    apply: () => ({ validate: () => ValidateResponse.fromPartial({ ok: false, message: 'no hypervisor' }) }),
    shows: async (provider) => !(await provider.call('validate', {})).ok,
  },
  {
    id: 'health-not-serving',
    catches: 'health-serving',
    finding: 'warn',
    summary: 'grpc.health.v1 says NOT_SERVING while everything is served',
    apply: ({ drain }) => {
      drain();
      return {};
    },
    shows: async (provider) => (await provider.health('provider')) === 'NOT_SERVING',
  },
  {
    id: 'capabilities-change',
    catches: 'capabilities-readable',
    summary: 'GetCapabilities declares memory snapshots in every other answer only',
    apply: ({ handlers }) => {
      let calls = 0;
      return {
        getCapabilities: answering(handlers.getCapabilities, (declared) => {
          calls += 1;
          return { ...declared, supportsMemorySnapshots: calls % 2 === 1 };
        }),
      };
    },
    shows: async (provider) => {
      const first = await provider.call('getCapabilities', {});
      return (await provider.call('getCapabilities', {})).supportsMemorySnapshots !== first.supportsMemorySnapshots;
    },
  },
  {
    id: 'capabilities-refused',
    catches: 'capabilities-readable',
    summary: 'GetCapabilities answers INTERNAL',
    apply: () => ({ getCapabilities: refusing(status.INTERNAL) }),
    shows: async (provider) => (await provider.outcome('getCapabilities', {})) === 'INTERNAL',
  },
  {
    id: 'formats-without-export',
    catches: 'capabilities-consistent',
    finding: 'warn',
    summary: 'GetCapabilities lists export formats but declares no export',
    apply: ({ handlers }) => ({
      getCapabilities: answering(handlers.getCapabilities, (declared) => ({
        ...declared,
        supportedExportFormats: ['qcow2'],
      })),
    }),
    shows: async (provider) => {
      const declared = await provider.call('getCapabilities', {});
      return declared.supportedExportFormats.length > 0 && !declared.supportsDiskExport;
    },
  },
]);
