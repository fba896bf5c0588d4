import { setMaxListeners } from 'node:events';
import { formatDuration } from '../foundation/duration.js';
import { InterruptedError } from '../foundation/errors.js';
import { toolVersion } from '../foundation/package-info.js';
import type { RunContext } from '../foundation/run-context.js';
import { profileNames } from '../provider/profiles.js';
import { beginningState } from './beginning-state.js';
import { openConnection } from './client/connection.js';
import { Connections } from './client/connections.js';
import type { ConformanceOptions } from './conformance-options.js';
import { outputWorthKeeping } from './launch/kept-output.js';
import { launchTarget } from './launch/launch-target.js';
import type { LaunchedProvider } from './launch/launched-provider.js';
import { awaitReadiness } from './launch/readiness.js';
import { seenOperations } from './launch/seen-operations.js';
import { redactReport } from './report/redact-report.js';
import type { ConformanceReport, Operations } from './report/report-types.js';
import { idsOfShard, inAnotherShard, resultOfShard } from './report/shard.js';
import { TraceFile } from './report/trace-file.js';
import { Journal } from './run/journal.js';
import { nameSource, newRunId } from './run/names.js';
import { RunTimedOut } from './run/outcomes.js';
import { badgeOf, profileResult } from './run/profile-results.js';
import type { RunState } from './run/run-state.js';
import { runSuite, type SuiteResult } from './run/run-suite.js';
import type { TestDefinition } from './run/test-definition.js';
import { journalTarget, parametersOf, subjectOf } from './run-facts.js';
import { untestableOf } from './suite/list-tests.js';
import { suite } from './suite/suite.js';
import { suiteDigest } from './suite/suite-digest.js';
import { suiteVersion } from './suite/suite-version.js';

const minute = 60_000;
const connectionsAtOnce = 2;
const cleanupLimitMs = 2 * minute;
const endingText = 'Ending in order, with a cleanup; the same signal again ends at once and may leave things behind.';
/** Node's timers fire at once beyond 32 bits. */
const longestTimerMs = 2 ** 31 - 1;

/**
 * Runs VCTS on one provider. Resolves with the report, also when a test failed or the run was interrupted (then
 * `ended` says so). Throws UserError for unusable options and EnvironmentError (exit code 4) where the provider cannot
 * be started or reached, or the trace cannot be written.
 */
export async function runConformance(options: ConformanceOptions, context: RunContext): Promise<ConformanceReport> {
  const trace = options.trace === undefined ? null : new TraceFile(options.trace, context);
  try {
    const provider = await launchTarget(options.target, context);
    try {
      return await runOn(provider, { ...options, record: trace && ((id, call) => trace.add(id, call)) }, context);
    } finally {
      await provider.stop();
    }
  } finally {
    trace?.close();
  }
}

type RecordedOptions = ConformanceOptions & { record: RunState['trace'] };

async function runOn(
  provider: LaunchedProvider,
  options: RecordedOptions,
  context: RunContext,
): Promise<ConformanceReport> {
  const connect = () => openConnection(provider.connection);
  const parallel = options.parallel ?? 12;
  const connections = new Connections(connect, parallel > 1 ? connectionsAtOnce : 1);
  const timeoutMs = options.timeoutMs ?? 30 * minute;
  const timeout = new AbortController();
  const timer = setTimeout(
    () => timeout.abort(new RunTimedOut(`--timeout (${formatDuration(timeoutMs)}) ended the run`)),
    Math.min(timeoutMs, longestTimerMs),
  );
  const cleanupLimit = new AbortController();
  let cleanupTimer: NodeJS.Timeout | undefined;
  const boundCleanup = () => {
    cleanupTimer ??= setTimeout(
      () => cleanupLimit.abort(new Error('the time for the cleanup (2 minutes) was over')),
      cleanupLimitMs,
    );
  };
  const signal = AbortSignal.any([context.signal, timeout.signal]);
  setMaxListeners(0, signal, cleanupLimit.signal);
  signal.addEventListener('abort', boundCleanup, { once: true });
  const tell = () => context.progress({ type: 'warning', text: endingText });
  context.signal.addEventListener('abort', tell, { once: true });
  const startedAt = context.now();
  const began = performance.now();
  try {
    await awaitReadiness(provider, {
      connection: connections.first,
      signal,
      record: (call) => options.record?.('readiness', call),
    });
    connections.connect();
    const state = newState({
      options,
      context,
      signal,
      cleanupSignal: cleanupLimit.signal,
      connections,
      connect,
      startedAt,
    });
    void provider.ended.then(() => {
      state.ended = true;
    });
    const tests = suite.filter(({ profile }) => options.profiles.includes(profile));
    const result = await runSuite(state, {
      tests,
      exclusion: exclusionOf(options, tests),
      parallel,
      onCleanup: boundCleanup,
    });
    const wallMs = performance.now() - began;
    const operations = await seenOperations(provider);
    const report = finish({ options, provider, context, state, result, operations, startedAt, wallMs });
    return { ...report, ...(await outputWorthKeeping(provider, report)) };
  } finally {
    context.signal.removeEventListener('abort', tell);
    clearTimeout(timer);
    clearTimeout(cleanupTimer);
    connections.close();
  }
}

type NewState = Pick<RunState, 'context' | 'signal' | 'cleanupSignal' | 'connections' | 'connect'> & {
  options: RecordedOptions;
  startedAt: Date;
};

function newState({ options, context, signal, cleanupSignal, connections, connect, startedAt }: NewState): RunState {
  const runId = newRunId();
  const journal = Journal.begin({
    runId,
    target: journalTarget(options.target, context.cwd),
    startedAt: startedAt.toISOString(),
    env: context.env,
  });
  if (!journal.file) {
    context.progress({
      type: 'warning',
      text: 'No folder for the journal of this run can be written: if it is killed, what it created cannot be found again.',
    });
  }
  return {
    ...beginningState(journal),
    context,
    signal,
    cleanupSignal,
    limits: {
      taskTimeoutMs: options.taskTimeoutMs ?? 5 * minute,
      callTimeoutMs: options.callTimeoutMs,
      settleMs: options.settleMs ?? 5_000,
    },
    fixtures: options.fixtures ?? {},
    knownFailures: new Set(options.knownFailures),
    trace: options.record,
    newName: nameSource(runId),
    connect,
    connections,
    baseline: null,
  };
}

interface Finished {
  options: ConformanceOptions;
  provider: LaunchedProvider;
  context: RunContext;
  state: RunState;
  result: SuiteResult;
  operations: Operations;
  startedAt: Date;
  wallMs: number;
}

function finish({
  options,
  provider,
  context,
  state,
  result,
  operations,
  startedAt,
  wallMs,
}: Finished): ConformanceReport {
  const { tests, criticalPathMs, settleWaitMs } = result;
  const leftovers = result.leftovers.filter(({ kind, id, name }) => {
    return !options.fixtures?.allowedLeftovers?.some((allowed) => [kind, id, name].includes(allowed));
  });
  if (!result.leftovers.some(({ removable }) => removable)) state.journal.discard();
  const asked = profileNames.filter((name) => options.profiles.includes(name));
  const { shard } = options;
  const results = Object.fromEntries(
    asked.map((name) => [name, shard ? resultOfShard(profileResult(name, tests), shard) : profileResult(name, tests)]),
  );
  const ended = endOf(state);
  return redactReport({
    schemaVersion: 1,
    suite: { version: suiteVersion, digest: suiteDigest },
    tool: { name: 'vrtg-provider', version: toolVersion },
    subject: subjectOf(options, provider.digest),
    capabilities: state.capabilities,
    startedAt: startedAt.toISOString(),
    finishedAt: context.now().toISOString(),
    parameters: parametersOf(options),
    profiles: results,
    badge: badgeOf(results),
    tests,
    untestable: untestableOf(asked),
    leftovers,
    timing: {
      wallMs: Math.round(wallMs),
      criticalPathMs: Math.round(criticalPathMs),
      settleWaitMs: Math.round(settleWaitMs),
    },
    operations,
    ...(ended && { ended }),
    ...(shard && { shard }),
    reproduce: options.reproduce,
  });
}

/** Why a test is left out; the shards deal out what the filters leave. */
function exclusionOf({ focus, skip, shard }: ConformanceOptions, tests: readonly TestDefinition[]) {
  const isFiltered = (id: string) => (focus !== undefined && !focus.test(id)) || skip?.test(id) === true;
  const own =
    shard &&
    idsOfShard(
      tests.filter(({ id }) => !isFiltered(id)),
      shard,
    );
  return (id: string): string | undefined => {
    if (isFiltered(id)) return 'filtered out by --focus or --skip';
    return own?.has(id) === false ? inAnotherShard : undefined;
  };
}

function endOf({ signal, context, gone }: RunState): ConformanceReport['ended'] {
  const { reason } = context.signal;
  if (reason instanceof InterruptedError) return reason.exitCode === 130 ? 'interrupted' : 'terminated';
  if (signal.aborted) return 'timed-out';
  return gone === 'lost' ? 'provider-lost' : undefined;
}
