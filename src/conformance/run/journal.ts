import { appendFileSync, closeSync, mkdirSync, openSync, rmSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Environment } from '../../foundation/run-context.js';
import type { TlsFiles } from '../conformance-options.js';
import type { Leftover } from '../report/report-types.js';
import { processStart } from './process-identity.js';

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
   * `intended` before the call, `present` once the provider told an id, `deleting` once a Delete was sent, `deleted` when a
   * test's Delete was answered with OK, `gone` when it was seen to be gone.
   */
  state: 'intended' | 'present' | 'deleting' | 'deleted' | 'gone';
  /** The task that creates it, where one was named. */
  taskId?: string;
  /** The provider answered that it is busy: what it made all the same shows within the settle time. */
  answered?: boolean;
  /** Whether the provider is done with creating it is not known: it may still appear. */
  pending: boolean;
  /** When it was about to be made, milliseconds since the epoch. */
  at: number;
  /** Its making was seen to succeed. */
  made?: boolean;
}

/** What can happen to an entry. */
export type JournalEvent = 'present' | 'task' | 'settled' | 'deleted' | 'gone';

/** The first line of a journal: whose it is, and where the run's provider was. No secrets. */
export interface JournalHeader {
  runId: string;
  target: JournalTarget;
  startedAt: string;
  pid: number;
  processStart?: string | undefined;
  host: string;
}

/** TLS files by their absolute paths. */
export type JournalTarget =
  | { kind: 'endpoint'; endpoint: string; plaintext?: boolean; tls?: TlsFiles }
  | { kind: 'command'; command: string }
  | { kind: 'image'; image: string };

/** The folders that journals of runs live in; a run takes the first that can be written. */
export function journalFolders(env: Environment): string[] {
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

  private discarded = false;
  /** Open from the first event on: opening it for every one costs more than writing. */
  private descriptor: number | undefined;

  constructor(file: string | undefined) {
    this.file = file;
  }

  /** The journal of a run that begins in this process. */
  static begin({ env, ...run }: Pick<JournalHeader, 'runId' | 'target' | 'startedAt'> & { env: Environment }): Journal {
    const { pid } = process;
    const header: JournalHeader = { ...run, pid, processStart: processStart(pid), host: hostname() };
    const first = JSON.stringify({ event: 'run', ...header });
    const found = journalFolders(env)
      .map((folder) => ({ folder, file: join(folder, `${run.runId}.ndjson`) }))
      .find(({ folder, file }) => canWrite(folder, file, `${first}\n`));
    return new Journal(found?.file);
  }

  /** The ids that ListVMs showed before the run created anything. */
  baseline(ids: Iterable<string>): void {
    this.write({ event: 'baseline', ids: [...ids] });
  }

  /** Call it before the request that creates something, also where the request is meant to be refused. */
  intend(
    kind: JournalEntry['kind'],
    name: string,
    links: Pick<JournalEntry, 'owner' | 'dependsOn'> = {},
  ): JournalEntry {
    const at = Date.now();
    const entry: JournalEntry = { kind, name, id: '', state: 'intended', pending: true, at, ...links };
    this.entries.push(entry);
    const [owner, dependsOn] = [links.owner, links.dependsOn].map((link) => link && this.entries.indexOf(link));
    this.write({ event: 'intend', kind, name, owner, dependsOn, at });
    return entry;
  }

  present(entry: JournalEntry, id: string): void {
    entry.id = id;
    entry.state = 'present';
    this.tell('present', entry, { id });
  }

  /** The task that creates it. */
  underWay(entry: JournalEntry, taskId: string): void {
    entry.taskId = taskId;
    this.tell('task', entry, { taskId });
  }

  /** The provider is done with creating it, whatever came of it. */
  settled(entry: JournalEntry): void {
    entry.pending = false;
    this.tell('settled', entry);
  }

  deleted(entry: JournalEntry): void {
    entry.state = 'deleted';
    this.tell('deleted', entry);
  }

  gone(entry: JournalEntry): void {
    entry.state = 'gone';
    this.tell('gone', entry);
  }

  /** Removes the file; for a run that left nothing behind. */
  discard(): void {
    this.discarded = true;
    if (this.descriptor !== undefined) closeSync(this.descriptor);
    this.descriptor = undefined;
    if (this.file) rmSync(this.file, { force: true });
  }

  /** Entries are known by their place: a name may be there twice. */
  private tell(event: JournalEvent, entry: JournalEntry, facts: object = {}): void {
    this.write({ event, entry: this.entries.indexOf(entry), ...facts });
  }

  private write(event: object): void {
    if (!this.file || this.discarded) return;
    this.descriptor ??= openSync(this.file, 'a', 0o600);
    // Not synced to the disk: what was written outlives the process, however it ends.
    appendFileSync(this.descriptor, `${JSON.stringify(event)}\n`);
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
