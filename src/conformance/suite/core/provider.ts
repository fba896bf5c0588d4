import { isDeepStrictEqual } from 'node:util';
import { HealthCheckResponse_ServingStatus as Serving } from '../../../provider/contract/generated/grpc/health/v1/health_pb.js';
import { Failed } from '../../run/outcomes.js';
import type { TestDefinition } from '../../run/test-definition.js';
import { askedAgain } from '../../run/trying-again.js';

/** What the provider says of itself, before anything is created. */
export const providerTests: readonly TestDefinition[] = [
  {
    id: 'validate-ok',
    profile: 'core',
    capabilities: [],
    level: 'required',
    phase: 'first',
    calls: 'Validate',
    asserts: 'ok is true, also later; otherwise nothing else can run',
    run: async (test) => {
      await test.stays(async () => {
        const { ok, message } = await test.client.call('validate', {});
        return ok ? undefined : `Validate says ok=false: ${message}`;
      });
    },
  },
  {
    id: 'health-serving',
    profile: 'core',
    capabilities: [],
    level: 'advisory',
    phase: 'first',
    calls: 'grpc.health.v1 Check',
    asserts: 'the server and the service `provider` are SERVING',
    run: async (test) => {
      for (const service of ['', 'provider']) {
        const state = await askedAgain(test, () => test.client.health(service));
        if (state !== Serving.SERVING) throw new Failed(`the health of "${service}" is ${Serving[state] ?? state}`);
      }
    },
  },
  {
    id: 'capabilities-readable',
    profile: 'core',
    capabilities: [],
    level: 'required',
    phase: 'first',
    calls: 'GetCapabilities, twice',
    asserts: 'answers, and says the same twice, and again later',
    run: async (test) => {
      const first = inOrder(await test.client.call('getCapabilities', {}));
      const differs = async () => !isDeepStrictEqual(first, inOrder(await test.client.call('getCapabilities', {})));
      if (await differs()) throw new Failed('two answers to GetCapabilities differ');
      test.mustHoldLater(async () => ((await differs()) ? 'a later answer to GetCapabilities differs' : undefined));
    },
  },
  {
    id: 'capabilities-consistent',
    profile: 'core',
    capabilities: [],
    level: 'advisory',
    phase: 'first',
    calls: 'GetCapabilities',
    asserts: 'memory snapshots imply snapshots; formats imply export or import',
    run: async (test) => {
      const flags = await test.client.call('getCapabilities', {});
      const contradictions = [
        flags.supportsMemorySnapshots && !flags.supportsSnapshots && 'memory snapshots without snapshots',
        flags.supportedExportFormats.length > 0 && !flags.supportsDiskExport && 'export formats without export',
        flags.supportedImportFormats.length > 0 && !flags.supportsDiskImport && 'import formats without import',
        flags.supportsExportCompression && !flags.supportsDiskExport && 'export compression without export',
      ].filter(Boolean);
      if (contradictions.length > 0) throw new Failed(`GetCapabilities declares ${contradictions.join(', ')}`);
    },
  },
];

/** The same answer whatever the order of its lists, which many a server takes from a map. */
function inOrder(answer: object): object {
  return Object.fromEntries(
    Object.entries(answer).map(([name, value]) => [name, Array.isArray(value) ? [...value].sort() : value]),
  );
}
