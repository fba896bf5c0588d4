import { resolve } from 'node:path';
import { redactCommandLine } from '../foundation/redact-secrets.js';
import type { ConformanceOptions, Target } from './conformance-options.js';
import type { Subject } from './report/report-types.js';
import type { JournalTarget } from './run/journal.js';

const minute = 60_000;

/** What was tested, as the report names it. */
export function subjectOf({ target, entry }: ConformanceOptions, digest: string | undefined): Subject {
  return {
    ...describeTarget(target),
    ...(digest && { digest }),
    ...(entry && { name: entry.name, version: entry.version }),
  };
}

function describeTarget(target: Target): Subject {
  switch (target.kind) {
    case 'endpoint':
      return { kind: 'endpoint', endpoint: target.endpoint };
    case 'command':
      return { kind: 'command', command: target.command, ...(target.endpoint && { endpoint: target.endpoint }) };
    case 'image':
      return { kind: 'image', image: target.image };
  }
}

/** Where a run's leftovers can be looked for later: no secrets, and paths that hold from every folder. */
export function journalTarget(target: Target, cwd: string): JournalTarget {
  switch (target.kind) {
    case 'endpoint': {
      const { endpoint, plaintext, tls } = target;
      const path = (name: 'ca' | 'cert' | 'key') => tls?.[name] && { [name]: resolve(cwd, tls[name]) };
      const files = tls && { ...tls, ...path('ca'), ...path('cert'), ...path('key') };
      return { kind: 'endpoint', endpoint, ...(plaintext && { plaintext }), ...(files && { tls: files }) };
    }
    case 'command':
      return { kind: 'command', command: redactCommandLine(target.command) };
    case 'image':
      return { kind: 'image', image: target.image };
  }
}

export function parametersOf({
  profiles: asked,
  fixtures,
  parallel,
  taskTimeoutMs,
  callTimeoutMs,
  timeoutMs,
  settleMs,
  knownFailures,
  shard,
  focus,
  skip,
}: ConformanceOptions): Record<string, unknown> {
  const all = {
    profiles: asked,
    fixtures: fixtures ?? {},
    parallel: parallel ?? 12,
    taskTimeoutMs: taskTimeoutMs ?? 5 * minute,
    callTimeoutMs,
    timeoutMs: timeoutMs ?? 30 * minute,
    settleMs: settleMs ?? 5_000,
    knownFailures,
    shard: shard && `${shard.index}/${shard.total}`,
    focus: focus?.source,
    skip: skip?.source,
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}
