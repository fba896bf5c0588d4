import { isDeepStrictEqual } from 'node:util';
import { profileNames } from '../../provider/profiles.js';
import { redactReport } from './redact-report.js';
import type { Badge, ConformanceReport, ProfileVerdict, Shard, Subject, TestVerdict } from './report-types.js';
import type { NamedReport } from './shards-of-one-run.js';

/** `new` and `gone`: measured in one of the two only. */
export const changes = ['worse', 'better', 'new', 'gone', 'same'] as const;
export type Change = (typeof changes)[number];

/** Two runs side by side; published as schemas/conformance-comparison.schema.json. */
export interface Comparison {
  schemaVersion: 1;
  old: ComparedRun;
  new: ComparedRun;
  sameSuite: boolean;
  sameSubject: boolean;
  /** True where a test, a profile or the badge got worse. */
  anythingWorse: boolean;
  badge: Compared<Badge>;
  profiles: (Compared<ProfileVerdict> & { name: string })[];
  /** How many tests. */
  counts: Record<Change, number>;
  tests: ComparedTest[];
}

export interface ComparedRun {
  file: string;
  suite: ConformanceReport['suite'];
  subject: Subject;
  finishedAt: string;
  badge: Badge;
  shard?: Shard;
}

/** Null where the report has no such thing. */
export interface Compared<Verdict> {
  before: Verdict | null;
  after: Verdict | null;
  change: Change;
}

export type ComparedTest = Compared<TestVerdict> & {
  id: string;
  profile: string;
  /** What the new report says of it, or the old one where the test is gone. */
  reason?: string;
};

const badgeRank: Readonly<Record<Exclude<Badge, 'pending'>, number>> = { pass: 2, partial: 1, fail: 0 };

/** The order that the badge follows: nothing declared does not lower it, something not measured does. */
const profileRank: Readonly<Record<ProfileVerdict, number>> = { pass: 3, skip: 2, partial: 1, fail: 0 };

const testRank: Readonly<Record<Exclude<TestVerdict, 'excluded'>, number>> = {
  pass: 4,
  warn: 3,
  'not-applicable': 2,
  'could-not-run': 1,
  error: 1,
  fail: 0,
  'expected-fail': 0,
};

/** What got better, worse, new and gone between two reports. */
export function compareReports(older: NamedReport, newer: NamedReport): Comparison {
  const [before, after] = [redactReport(older.report), redactReport(newer.report)];
  const tests = comparedTests(before, after);
  const profiles = profileNames
    .filter((name) => before.profiles[name] || after.profiles[name])
    .map((name) => ({ name, ...comparedProfile(before.profiles[name]?.verdict, after.profiles[name]?.verdict) }));
  const badge = {
    before: before.badge,
    after: after.badge,
    change: badgeChange(before.badge, after.badge),
  };
  const count = (change: Change) => tests.filter((test) => test.change === change).length;
  return {
    schemaVersion: 1,
    old: runOf({ file: older.file, report: before }),
    new: runOf({ file: newer.file, report: after }),
    sameSuite: isDeepStrictEqual(before.suite, after.suite),
    sameSubject: isDeepStrictEqual(before.subject, after.subject),
    anythingWorse: [badge, ...profiles, ...tests].some(({ change }) => change === 'worse'),
    badge,
    profiles,
    counts: {
      worse: count('worse'),
      better: count('better'),
      new: count('new'),
      gone: count('gone'),
      same: count('same'),
    },
    tests,
  };
}

function runOf({ file, report }: NamedReport): ComparedRun {
  const { suite, subject, finishedAt, badge, shard } = report;
  return { file, suite, subject, finishedAt, badge, ...(shard && { shard }) };
}

/** In the order of the new report; what is gone follows. */
function comparedTests(before: ConformanceReport, after: ConformanceReport): ComparedTest[] {
  const olds = new Map(before.tests.map((test) => [test.id, test]));
  const news = new Map(after.tests.map((test) => [test.id, test]));
  return [...new Set([...news.keys(), ...olds.keys()])].map((id) => {
    const [old, now] = [olds.get(id), news.get(id)];
    const shown = now ?? old;
    const verdicts = { before: old?.verdict ?? null, after: now?.verdict ?? null };
    return {
      id,
      profile: shown?.profile ?? '',
      ...verdicts,
      change: testChange(verdicts),
      ...(shown?.reason !== undefined && { reason: shown.reason }),
    };
  });
}

function testChange({ before, after }: Pick<Compared<TestVerdict>, 'before' | 'after'>): Change {
  const [was, is] = [measured(before), measured(after)];
  if (was === null) return is === null ? 'same' : 'new';
  if (is === null) return 'gone';
  const change = byRank(testRank[was], testRank[is]);
  // A failure that nobody measured again has not gone away.
  return change === 'better' && (is === 'could-not-run' || is === 'error') ? 'same' : change;
}

function measured(verdict: TestVerdict | null): Exclude<TestVerdict, 'excluded'> | null {
  return verdict === 'excluded' ? null : verdict;
}

function comparedProfile(
  before: ProfileVerdict | undefined,
  after: ProfileVerdict | undefined,
): Compared<ProfileVerdict> {
  if (before === undefined) return { before: null, after: after ?? null, change: 'new' };
  if (after === undefined) return { before, after: null, change: 'gone' };
  return { before, after, change: byRank(profileRank[before], profileRank[after]) };
}

function badgeChange(before: Badge, after: Badge): Change {
  if (before === after) return 'same';
  if (before === 'pending') return 'new';
  if (after === 'pending') return 'gone';
  return byRank(badgeRank[before], badgeRank[after]);
}

function byRank(before: number, after: number): Change {
  if (before === after) return 'same';
  return after > before ? 'better' : 'worse';
}
