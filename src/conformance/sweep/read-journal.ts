import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { messageOf } from '../../foundation/errors.js';
import type { Environment } from '../../foundation/run-context.js';
import { managerDeadlines } from '../client/deadlines.js';
import { Journal, type JournalEntry, type JournalHeader, journalFolders } from '../run/journal.js';

const extension = '.ndjson';
const kinds: readonly string[] = ['vm', 'snapshot', 'image', 'disk'] satisfies JournalEntry['kind'][];

export interface RestoredJournal {
  header: JournalHeader;
  journal: Journal;
  /** Bytes up to the end of the last whole line: what comes after it was cut off by the end of the process. */
  wholeBytes: number;
  /** Null where the run ended before it knew, and so created nothing. */
  baseline: ReadonlyMap<string, string> | null;
}

/** Whether a journal is that of a run, whatever parts the folders of its path. */
export function isJournalOf(file: string, runId: string): boolean {
  return file.split(/[\\/]/).at(-1) === `${runId}${extension}`;
}

/** The journals that are there, oldest folder order, by their paths. */
export function journalFiles(env: Environment): string[] {
  return [...new Set(journalFolders(env))].flatMap((folder) => {
    try {
      const names = readdirSync(folder).filter((name) => name.endsWith(extension));
      return names.sort().map((name) => join(folder, name));
    } catch {
      return [];
    }
  });
}

/**
 * A journal as the run left it, or why it cannot be relied on. A file of somebody else is not: what it names would be
 * deleted with this user's rights.
 */
export function readJournal(file: string, now: Date): RestoredJournal | string {
  try {
    const { uid, isFile } = ownerOf(file);
    if (!isFile) return 'it is no regular file';
    if (process.getuid && uid !== process.getuid()) return 'it belongs to another user';
    const bytes = readFileSync(file);
    const wholeBytes = bytes.lastIndexOf('\n') + 1;
    return restore(file, { events: eventsOf(bytes.toString('utf8', 0, wholeBytes)), wholeBytes, now });
  } catch (thrown) {
    return messageOf(thrown);
  }
}

function ownerOf(file: string): { uid: number; isFile: boolean } {
  const stats = lstatSync(file);
  return { uid: stats.uid, isFile: stats.isFile() };
}

type Event = Record<string, unknown> & { event?: unknown };

function eventsOf(text: string): Event[] {
  const lines = text.split('\n');
  return lines.slice(0, -1).map((line) => {
    const event: unknown = JSON.parse(line);
    if (typeof event !== 'object' || event === null) throw new Error('a line of it is no event');
    return event as Event;
  });
}

interface Events {
  events: readonly Event[];
  wholeBytes: number;
  now: Date;
}

function restore(file: string, { events: [first, ...events], wholeBytes, now }: Events): RestoredJournal | string {
  if (!first || !isHeader(first, basename(file, extension))) return 'its first line does not say whose it is';
  const journal = new Journal(file);
  const isOwn = ownName(first.runId);
  let baseline: Map<string, string> | null = null;
  for (const event of events) {
    if (event.event === 'baseline') baseline = new Map((event['ids'] as string[]).map((id) => [String(id), '']));
    else if (event.event === 'intend') journal.entries.push(intended(event, { entries: journal.entries, now }));
    else happened(event, journal.entries);
  }
  const strange = journal.entries.find(({ name, kind }) => !isOwn(name) || !kinds.includes(kind));
  if (strange) return `it names "${strange.name}", which no run would create`;
  for (const entry of journal.entries) reopen(entry);
  if (baseline === null && journal.entries.length > 0) return 'it does not say which VMs were there before the run';
  return { header: first, journal, wholeBytes, baseline };
}

function isHeader(event: Event, runId: string): event is Event & JournalHeader {
  const { target, pid, host, startedAt } = event as Partial<JournalHeader>;
  const wellFormed = typeof pid === 'number' && typeof host === 'string' && typeof startedAt === 'string';
  const isEndpoint = target?.kind === 'endpoint' && typeof target.endpoint === 'string';
  const isLaunched = target?.kind === 'command' || target?.kind === 'image';
  return event['runId'] === runId && /^[a-z0-9]{8}$/.test(runId) && wellFormed && (isEndpoint || isLaunched);
}

/** Only names that such a run gives: nothing else may ever be deleted. */
function ownName(runId: string): (name: string) => boolean {
  const pattern = new RegExp(`^vcts-${runId}-\\d{4,}(-[A-Za-z0-9-]+)?$`);
  return (name) => typeof name === 'string' && pattern.test(name);
}

function intended(event: Event, { entries, now }: { entries: readonly JournalEntry[]; now: Date }): JournalEntry {
  const link = (name: 'owner' | 'dependsOn') => entries[event[name] as number];
  const [owner, dependsOn] = [link('owner'), link('dependsOn')];
  // Nobody has waited for the answer since the process ended; the longest that a provider may take is over.
  const at = Number(event['at']);
  const isOver = now.getTime() - at > managerDeadlines.create;
  return {
    kind: event['kind'] as JournalEntry['kind'],
    name: event['name'] as string,
    id: '',
    state: 'intended',
    pending: !isOver,
    at,
    ...(owner && { owner }),
    ...(dependsOn && { dependsOn }),
  };
}

function happened(event: Event, entries: readonly JournalEntry[]): void {
  const entry = entries[event['entry'] as number];
  if (!entry) throw new Error('a line of it tells of something that it did not name before');
  switch (event.event) {
    case 'present':
      Object.assign(entry, { id: String(event['id']), state: 'present' });
      break;
    case 'task':
      Object.assign(entry, { taskId: String(event['taskId']), pending: true });
      break;
    case 'settled':
      entry.pending = false;
      break;
    case 'deleted':
    case 'gone':
      entry.state = event.event;
  }
}

/** The run did not see it go; if ListVMs shows it under its name, it is still this run's own. */
function reopen(entry: JournalEntry): void {
  if (entry.state !== 'deleted') return;
  entry.state = 'present';
  entry.pending = false;
}
