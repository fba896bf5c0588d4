/**
 * The bundled mock provider in this process, for tests: correct, with one defect, or as a legal variant.
 *
 *     const mock = await startMock({ defect: defectNamed('create-empty-id') });
 *     ... run VCTS against mock.endpoint, expect defect.catches to end as defect.finding ...
 *     await mock.stop();
 *
 * Everything is real: the product's handlers and server on free loopback ports. A change replaces handlers, or methods
 * of the in-memory hypervisor, from outside; the product itself knows nothing of defects.
 *
 * - changes.ts: what a change is; defects.ts and defects/: the catalogue, one behaviour each; variants.ts: what correct
 *   providers do differently; provider-client.ts: a plain client.
 * - A new case is one entry of a table. Its `shows` proves over the wire that the behaviour is there;
 *   test/providers/mock/changes.test.ts runs it against the correct mock (false) and the changed one (true).
 * - `limits` of a defect are options under which a run finds it soon (a call that never ends needs a short call timeout)
 *   and in the test that names it (calls that disturb each other need a run without parallelism).
 * - Defects of images and disks need the fixtures imageSource and expandDisk; those of providers/mock/provider.yaml fit.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  type MethodDefinition,
  ServerCredentials,
  type ServerUnaryCall,
  type ServiceDefinition,
  type sendUnaryData,
  type UntypedServiceImplementation,
} from '@grpc/grpc-js';
import { dispatch } from '../../../providers/mock/src/call-dispatch.js';
import { type GrpcServer, serveGrpc } from '../../../providers/mock/src/grpc-server.js';
import { serveHealth } from '../../../providers/mock/src/health-server.js';
import { Hypervisor } from '../../../providers/mock/src/hypervisor.js';
import { type Latency, noLatency } from '../../../providers/mock/src/latency.js';
import { mockMetrics } from '../../../providers/mock/src/metrics.js';
import { mockHandlers } from '../../../providers/mock/src/mock-handlers.js';
import type { MockState } from '../../../providers/mock/src/mock-state.js';
import type { ProviderHandlers } from '../../../providers/mock/src/provider-handlers.js';
import { TaskRegistry } from '../../../providers/mock/src/task-registry.js';
import { providerDefinition } from '../../../src/provider/contract/provider-service.js';
import { type Defect, type LegalVariant, type MockParts, RawAnswer } from './changes.js';

export interface StartMockOptions {
  defect?: Pick<Defect, 'apply'> | undefined;
  /** A defect is put on top of the variant where both are given. */
  variant?: Pick<LegalVariant, 'apply'> | undefined;
  /** Milliseconds; what is not named takes no time. */
  latency?: Partial<Latency>;
}

export interface StartedMock {
  /** `127.0.0.1:port`. */
  endpoint: string;
  /** Base URL of /healthz, /readyz and /metrics. */
  healthUrl: string;
  /** The hypervisor behind it, to look at without the wire. */
  hypervisor: Hypervisor;
  stop: () => Promise<void>;
}

const host = '127.0.0.1';
const peers = new AsyncLocalStorage<string>();

export async function startMock({ defect, variant, latency }: StartMockOptions = {}): Promise<StartedMock> {
  const state: MockState = {
    hypervisor: new Hypervisor(),
    tasks: new TaskRegistry(),
    latency: { ...noLatency, ...latency },
  };
  let grpc: GrpcServer | undefined;
  let returns = Promise.resolve();
  let stopped = false;
  let drained = false;
  const parts: Omit<MockParts, 'handlers'> = {
    ...state,
    crash: () => grpc?.kill(),
    goAway: (ms) => {
      const port = grpc?.port ?? 0;
      grpc?.kill();
      returns = sleep(ms).then(async () => {
        if (!stopped) grpc = await serve(port);
      });
    },
    drain: () => {
      drained = true;
    },
    peer: () => peers.getStore() ?? '',
  };
  const changes = [variant, defect].filter((change) => change !== undefined);
  let handlers: ProviderHandlers = mockHandlers(state);
  for (const { apply } of changes) {
    // Raw answers are not what the types say; the definition below writes them all the same.
    const changed = apply({ ...parts, handlers }) as Partial<ProviderHandlers>;
    handlers = { ...handlers, ...changed };
  }
  const metrics = mockMetrics(state);
  const serve = (port: number) =>
    serveGrpc({
      host,
      port,
      credentials: ServerCredentials.createInsecure(),
      definition: definitionWithRawAnswers(),
      implementation: withPeers(dispatch(handlers, metrics.observe)),
    });
  grpc = await serve(0);
  if (drained) grpc.drain();
  const health = await serveHealth({ host, port: 0, isReady: () => true, metrics });
  return {
    endpoint: `${host}:${grpc.port}`,
    healthUrl: `http://${host}:${health.port}`,
    hypervisor: state.hypervisor,
    stop: async () => {
      stopped = true;
      await returns;
      grpc?.kill();
      state.tasks.close();
      await health.stop();
    },
  };
}

function withPeers(implementation: UntypedServiceImplementation): UntypedServiceImplementation {
  type Unary = (call: ServerUnaryCall<object, object>, answer: sendUnaryData<object>) => void;
  return Object.fromEntries(
    Object.entries(implementation).map(([name, answerCall]) => [
      name,
      (call: ServerUnaryCall<object, object>, answer: sendUnaryData<object>) =>
        peers.run(call.getPeer(), () => (answerCall as Unary)(call, answer)),
    ]),
  );
}

function definitionWithRawAnswers(): ServiceDefinition {
  return Object.fromEntries(
    Object.entries(providerDefinition).map(([name, method]) => {
      const { responseSerialize } = method as MethodDefinition<object, object>;
      const serialize = (answer: object) =>
        answer instanceof RawAnswer ? Buffer.from(answer.bytes) : responseSerialize(answer);
      return [name, { ...method, responseSerialize: serialize }];
    }),
  );
}
