import { appendFileSync, mkdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Environment } from '../../foundation/run-context.js';
import type { Leftover } from '../report/report-types.js';

export interface JournalEntry {
  kind: Leftover['kind'];
  /** Unique in the run, except where a test creates one name twice. */
  name: string;
  /** Empty until the provider told it. */
  id: string;
  /** The VM that a snapshot belongs to. */
  owner?: JournalEntry;
  /** Must be removed before that one: a linked clone before its source. */
  dependsOn?: JournalEntry;
  /**
   * `intended` before the call, `present` once the provider told an id, `deleting` while it is being removed, `deleted`
   * when a test's Delete was answered with OK, `gone` when it was seen to be gone.
   */
  state: 'intended' | 'present' | 'deleting' | 'deleted' | 'gone';
  /** The task that creates it, where one was named. */
  taskId?: string;
  /** The provider answered that it is busy: what it made all the same shows within the settle time. */
  answered?: boolean;
  /** Whether the provider is done with creating it is not known: it may still appear. */
  pending: boolean;
}

/** The folder that journals of runs live in; the first that can be written. */
function journalFolders(env: Environment): string[] {
  const state = env['XDG_STATE_HOME'] || (env['HOME'] ? join(env['HOME'], '.local', 'state') : undefined);
  return [...(state ? [join(state, 'vrtg-provider', 'runs')] : []), join(tmpdir(), 'vrtg-provider', 'runs')];
}

/**
 * What a run created or was about to create, in memory and, one JSON line an event, in a file that outlives a killed
 * run.
 */
export class Journal {
  readonly entries: JournalEntry[] = [];
  /** Undefined where no folder could be written. */
  readonly file: string | undefined;

  constructor({
    runId,
    target,
    startedAt,
    env,
  }: { runId: string; target: unknown; startedAt: string; env: Environment }) {
    const first = JSON.stringify({ event: 'run', runId, target, startedAt, pid: process.pid });
    this.file = journalFolders(env)
      .map((folder) => ({ folder, file: join(folder, `${runId}.ndjson`) }))
      .find(({ folder, file }) => canWrite(folder, file, `${first}\n`))?.file;
  }

  /** Call it before the request that creates something, also where the request is meant to be refused. */
  intend(
    kind: JournalEntry['kind'],
    name: string,
    links: Pick<JournalEntry, 'owner' | 'dependsOn'> = {},
  ): JournalEntry {
    const entry: JournalEntry = { kind, name, id: '', state: 'intended', pending: true, ...links };
    this.entries.push(entry);
    this.write({ event: 'intend', kind, name, owner: links.owner?.name });
    return entry;
  }

  present(entry: JournalEntry, id: string): void {
    entry.id = id;
    entry.state = 'present';
    this.write({ event: 'present', kind: entry.kind, name: entry.name, id });
  }

  deleted(entry: JournalEntry): void {
    entry.state = 'deleted';
    this.write({ event: 'deleted', kind: entry.kind, name: entry.name, id: entry.id });
  }

  gone(entry: JournalEntry): void {
    entry.state = 'gone';
    this.write({ event: 'gone', kind: entry.kind, name: entry.name, id: entry.id });
  }

  /** Removes the file; for a run that left nothing behind. */
  discard(): void {
    if (this.file) rmSync(this.file, { force: true });
  }

  private write(event: object): void {
    if (this.file) appendFileSync(this.file, `${JSON.stringify(event)}\n`);
  }
}

function canWrite(folder: string, file: string, text: string): boolean {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    appendFileSync(file, text, { mode: 0o600 });
    return true;
  } catch {
    return false;
  }
}
