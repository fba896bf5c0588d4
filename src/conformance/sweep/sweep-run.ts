import { truncateSync } from 'node:fs';
import { hostname } from 'node:os';
import { InterruptedError, VrtgError } from '../../foundation/errors.js';
import type { RunContext } from '../../foundation/run-context.js';
import { beginningState } from '../beginning-state.js';
import { CallError } from '../client/call-error.js';
import { openConnection } from '../client/connection.js';
import { Connections } from '../client/connections.js';
import type { EndpointTarget, TlsFiles } from '../conformance-options.js';
import { launchTarget } from '../launch/launch-target.js';
import type { LaunchedProvider } from '../launch/launched-provider.js';
import { awaitReadiness } from '../launch/readiness.js';
import { Cleanup } from '../run/cleanup.js';
import type { JournalTarget } from '../run/journal.js';
import { leftoversOf } from '../run/leftovers.js';
import { isRunning } from '../run/process-identity.js';
import { isOpen } from '../run/removal-order.js';
import type { RunState } from '../run/run-state.js';
import { type RestoredJournal, readJournal } from './read-journal.js';
import type { SweptItem, SweptRun } from './sweep-types.js';

export interface SweepOptions {
  dryRun: boolean;
  /** Instead of the journals' own. */
  endpoint?: string | undefined;
  tls?: TlsFiles | undefined;
  plaintext: boolean;
  /** Only this run, also where it was started on another host. */
  run?: string | undefined;
  /** How long a state may take to show; milliseconds. */
  settleMs: number;
}

type Outcome = Pick<SweptRun, 'status' | 'removed' | 'leftovers' | 'journalRemoved'> & { reason?: string };

/** Sweeps after the run of one journal. Rejects with InterruptedError only. */
export async function sweepRun(file: string, options: SweepOptions, context: RunContext): Promise<SweptRun> {
  const restored = readJournal(file, context.now());
  if (typeof restored === 'string') return { journal: file, ...leftAlone('unreadable', restored) };
  const { runId, startedAt, target } = restored.header;
  const outcome = hindrance(restored, options) ?? (await attempt(restored, options, context));
  if (outcome.journalRemoved && !options.dryRun) restored.journal.discard();
  return { journal: file, runId, startedAt, target, ...outcome };
}

function leftAlone(status: SweptRun['status'], reason: string): Outcome {
  return { status, reason, removed: [], leftovers: [], journalRemoved: false };
}

function hindrance({ header, journal }: RestoredJournal, { run, endpoint }: SweepOptions): Outcome | undefined {
  const { host, pid, target } = header;
  const isHere = host === hostname();
  if (isHere && isRunning(header)) return leftAlone('alive', `its run is still going on (process ${pid})`);
  if (!isHere && run === undefined) {
    return leftAlone('other-host', `it was started on ${host}, and whether it still runs can be told there only`);
  }
  const isNeeded = journal.entries.some((entry) => isOpen(entry) || isImage(entry));
  if (!isNeeded) return { status: 'removed', removed: [], leftovers: [], journalRemoved: true };
  return target.kind === 'endpoint' || endpoint !== undefined ? undefined : endedWithRun(target);
}

const isImage = ({ kind, state }: { kind: string; state: string }) => kind === 'image' && state !== 'gone';

function endedWithRun(target: Exclude<JournalTarget, { kind: 'endpoint' }>): Outcome {
  const what = target.kind === 'command' ? `the command ${target.command}` : `the image ${target.image}`;
  const reason = `the run had started its provider itself, ${what}, so there is no endpoint to ask; what that provider made in a hypervisor that outlives it is removed with --provider-endpoint only. Its process or container may still run: look for it`;
  return { ...leftAlone('provider-ended', reason), journalRemoved: true };
}

async function attempt(restored: RestoredJournal, options: SweepOptions, context: RunContext): Promise<Outcome> {
  try {
    return await sweepOn(placeOf(restored.header.target, options), { restored, options, context });
  } catch (thrown) {
    context.signal.throwIfAborted();
    const isExpected =
      (thrown instanceof VrtgError && !(thrown instanceof InterruptedError)) || thrown instanceof CallError;
    if (!isExpected) throw thrown;
    return leftAlone('unreachable', thrown.message);
  }
}

function placeOf(target: JournalTarget, { endpoint, tls, plaintext }: SweepOptions): EndpointTarget {
  const own = target.kind === 'endpoint' ? target : undefined;
  const files = tls ?? (plaintext ? undefined : own?.tls);
  return {
    kind: 'endpoint',
    endpoint: endpoint ?? own?.endpoint ?? '',
    plaintext: plaintext || (own?.plaintext === true && !tls),
    ...(files && { tls: files }),
  };
}

interface Sweeping {
  restored: RestoredJournal;
  options: SweepOptions;
  context: RunContext;
}

async function sweepOn(place: EndpointTarget, { restored, options, context }: Sweeping): Promise<Outcome> {
  const provider = await launchTarget(place, context);
  try {
    return await sweepProvider(provider, { place, restored, options, context });
  } finally {
    await provider.stop();
  }
}

async function sweepProvider(
  provider: LaunchedProvider,
  { place, restored, options, context }: Sweeping & { place: EndpointTarget },
): Promise<Outcome> {
  const connect = () => openConnection(provider.connection);
  const connections = new Connections(connect, 1);
  try {
    await awaitReadiness(provider, { connection: connections.first, signal: context.signal });
    const state = stateOf({ restored, options, context, connections, connect });
    const cleanup = new Cleanup(state);
    const found = await foundOf(state, cleanup);
    const { target } = restored.header;
    const isElsewhere = target.kind === 'endpoint' && target.endpoint !== place.endpoint;
    if (found.length === 0 && isElsewhere) {
      const reason = `${place.endpoint} shows nothing of it, and it was a run on ${target.endpoint}`;
      return leftAlone('other-provider', reason);
    }
    if (options.dryRun) return { status: 'would-remove', removed: found, leftovers: [], journalRemoved: true };
    if (state.journal.file) truncateSync(state.journal.file, restored.wholeBytes);
    await cleanup.removeForGood();
    const leftovers = await leftoversOf(state, cleanup);
    context.signal.throwIfAborted();
    const isClean = !leftovers.some(({ removable }) => removable);
    const removed = found.filter(
      ({ kind, name }) => !leftovers.some((left) => left.kind === kind && left.name === name),
    );
    return { status: isClean ? 'removed' : 'left-behind', removed, leftovers, journalRemoved: isClean };
  } finally {
    connections.close();
  }
}

/** What of the run ListVMs shows right now, and the snapshots of those VMs. */
async function foundOf({ journal, baseline }: RunState, { context }: Cleanup): Promise<SweptItem[]> {
  const open = journal.entries.filter((entry) => isOpen(entry) || isImage(entry));
  const names = new Set(open.filter(({ kind }) => kind !== 'snapshot').map(({ name }) => name));
  const rows = (await context.list()).filter(({ id, name }) => names.has(name) && id !== '' && !baseline?.has(id));
  const listed = new Set(rows.map(({ name }) => name));
  const snapshots = open.filter(
    ({ kind, id, owner }) => kind === 'snapshot' && id !== '' && owner && listed.has(owner.name),
  );
  return [
    ...rows.map(({ id, name }) => ({ kind: 'vm' as const, id, name })),
    ...snapshots.map(({ kind, id, name }) => ({ kind, id, name })),
  ];
}

type SweepState = Sweeping & Pick<RunState, 'connections' | 'connect'>;

function stateOf({ restored, options, context, connections, connect }: SweepState): RunState {
  return {
    ...beginningState(restored.journal),
    context,
    signal: context.signal,
    cleanupSignal: context.signal,
    limits: { taskTimeoutMs: 5 * 60_000, callTimeoutMs: undefined, settleMs: options.settleMs },
    fixtures: {},
    knownFailures: new Set(),
    newName: () => {
      throw new Error('a sweep creates nothing');
    },
    connect,
    connections,
    trace: null,
    baseline: restored.baseline,
  };
}
