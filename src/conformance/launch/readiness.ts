import type { Client } from '@grpc/grpc-js';
import { formatDuration } from '../../foundation/duration.js';
import { EnvironmentError } from '../../foundation/errors.js';
import { exitCodes } from '../../foundation/exit-codes.js';
import { HealthCheckResponse_ServingStatus as Serving } from '../../provider/contract/generated/grpc/health/v1/health_pb.js';
import { CallError } from '../client/call-error.js';
import { type CallRecord, ProviderClient } from '../client/provider-client.js';
import { RunTimedOut } from '../run/outcomes.js';
import { pause } from '../run/waiting.js';
import type { LaunchedProvider } from './launched-provider.js';
import { type Obstacle, tlsObstacle } from './tls-obstacle.js';

/** Not less at the end of the patience: a slow answer there is one all the same. */
const probeMs = 5_000;

/**
 * Waits until the provider serves: its health says so, or, where it has none, Validate answers. One that answers
 * without ever serving is let through at the end of the patience, since the tests judge that. Throws EnvironmentError
 * (exit code 4) where nobody answers, and the signal's reason.
 */
export async function awaitReadiness(provider: LaunchedProvider, options: Waiting): Promise<void> {
  try {
    await answers(provider, options);
  } catch (thrown) {
    if (!(thrown instanceof RunTimedOut)) throw thrown;
    throw await notReached(provider, `${thrown.message} before the provider answered`);
  }
}

interface Waiting {
  connection: Client;
  /** Told of every call that has ended. */
  record?: (call: CallRecord) => void;
  signal: AbortSignal;
}

async function answers(provider: LaunchedProvider, { connection, signal, record = () => {} }: Waiting): Promise<void> {
  const client = new ProviderClient(connection, { testId: 'readiness', signal, record, underWay: new Set() });
  const until = performance.now() + provider.patienceMs;
  let end: string | undefined;
  void provider.ended.then((reason) => {
    end = reason;
  });
  for (let wait = 25; ; wait = Math.min(wait * 1.5, 500)) {
    const state = await probe(client, probeMs);
    if (end !== undefined) throw await notReached(provider, `the provider did not start: ${end}`);
    if (state.ready) return;
    const obstacle = state.answers ? undefined : await lastingObstacle(provider);
    if (obstacle) throw await notReached(provider, unanswered(provider), obstacle);
    if (performance.now() >= until) {
      if (state.answers) return;
      throw await notReached(
        provider,
        `${unanswered(provider)} within ${formatDuration(provider.patienceMs)}: ${state.reason}`,
      );
    }
    await pause(wait, signal);
  }
}

interface Probe {
  ready: boolean;
  answers: boolean;
  reason: string;
}

async function probe(client: ProviderClient, deadlineMs: number): Promise<Probe> {
  try {
    const health = await client.health('', deadlineMs);
    return { ready: health === Serving.SERVING, answers: true, reason: `its health is ${Serving[health]}` };
  } catch (thrown) {
    if (!(thrown instanceof CallError)) throw thrown;
    if (thrown.isSilence && thrown.status === 'UNAVAILABLE')
      return { ready: false, answers: false, reason: thrown.message };
  }
  return await probeValidate(client, deadlineMs);
}

async function probeValidate(client: ProviderClient, deadlineMs: number): Promise<Probe> {
  try {
    const { ok, message } = await client.call('validate', {}, { deadlineMs, retries: 0 });
    return { ready: ok, answers: true, reason: `Validate says: ${message}` };
  } catch (thrown) {
    if (!(thrown instanceof CallError)) throw thrown;
    return { ready: false, answers: !thrown.isSilence, reason: thrown.message };
  }
}

const unanswered = ({ connection }: LaunchedProvider) => `the provider at ${connection.endpoint} did not answer`;

async function lastingObstacle({ connection }: LaunchedProvider): Promise<Obstacle | undefined> {
  const obstacle = await tlsObstacle(connection);
  return obstacle?.isLasting ? obstacle : undefined;
}

async function notReached(provider: LaunchedProvider, problem: string, known?: Obstacle): Promise<EnvironmentError> {
  const obstacle = known ?? (await tlsObstacle(provider.connection));
  const message = obstacle ? `${problem}: ${obstacle.cause}` : problem;
  const output = (await provider.output()).trim();
  const tail = output.split('\n').slice(-15).join('\n');
  return new EnvironmentError({
    code: 'PROVIDER_UNREACHABLE',
    message: tail ? `${message}\nIts last output was:\n${tail}` : message,
    hint:
      obstacle?.hint ??
      'Check that it runs, listens on that address, and speaks gRPC there, with TLS or without as the flags say.',
    exitCode: exitCodes.unreachable,
    details: { endpoint: provider.connection.endpoint },
  });
}
