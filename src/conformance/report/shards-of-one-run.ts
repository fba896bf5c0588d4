import { isDeepStrictEqual } from 'node:util';
import { UserError } from '../../foundation/errors.js';
import type { ConformanceReport, Shard, TestResult } from './report-types.js';

export interface NamedReport {
  /** As the user named it. */
  file: string;
  report: ConformanceReport;
}

export type ShardReport = NamedReport & { report: ConformanceReport & { shard: Shard } };
export type Shards = readonly [ShardReport, ...ShardReport[]];

const mostNamed = 10;

/** The shards of one run in their order. Throws UserError where they are not all of them, once each, of one run. */
export function shardsOfOneRun(files: readonly NamedReport[]): Shards {
  const whole = files.filter(({ report }) => !report.shard);
  if (whole.length > 0) {
    throw refusal(
      'NOT_A_SHARD',
      `not the report of a shard: ${names(whole)}`,
      'Give the reports of `vcts run --shard I/N`.',
    );
  }
  const [first, ...others] = (files as ShardReport[]).toSorted((a, b) => a.report.shard.index - b.report.shard.index);
  if (!first) throw refusal('NO_SHARDS', 'no report is named');
  for (const other of others) checkSameRun(first, other);
  checkComplete([first, ...others]);
  return [first, ...others];
}

function checkComplete(parts: Shards): void {
  const { total } = parts[0].report.shard;
  const byIndex = grouped(parts);
  for (const [index, same] of byIndex) {
    if (index > total) throw refusal('SHARDS_MISMATCH', `${names(same)}: there is no shard ${index}/${total}`);
    if (same.length > 1) throw refusal('SHARDS_OVERLAP', `shard ${index}/${total} is given twice: ${names(same)}`);
  }
  const missing: string[] = [];
  for (let index = 1; index <= total && missing.length < mostNamed; index += 1) {
    if (!byIndex.has(index)) missing.push(`${index}/${total}`);
  }
  if (missing.length === 0) return;
  throw refusal('SHARDS_MISSING', `missing beside ${names(parts)}: shard ${missing.join(', ')}`);
}

function grouped(parts: Shards): Map<number, ShardReport[]> {
  const groups = new Map<number, ShardReport[]>();
  for (const part of parts) {
    const { index } = part.report.shard;
    groups.set(index, [...(groups.get(index) ?? []), part]);
  }
  return groups;
}

/** Nothing that decides a verdict may differ between the shards. */
function checkSameRun(first: ShardReport, other: ShardReport): void {
  const [a, b] = [first.report, other.report];
  const silent = a.capabilities === null || b.capabilities === null;
  const differing = [
    ...differs('number of shards', a.shard.total, b.shard.total),
    ...differs('suite', a.suite, b.suite),
    ...differs('tool', a.tool, b.tool),
    ...differs('provider', a.subject, b.subject),
    ...differs('profiles', Object.keys(a.profiles).toSorted(), Object.keys(b.profiles).toSorted()),
    ...differs('parameters', wholeParameters(a), wholeParameters(b)),
    ...(silent ? [] : differs('declared capabilities', a.capabilities, b.capabilities)),
    ...differs('tests', a.tests.map(identity), b.tests.map(identity)),
  ];
  if (differing.length === 0) return;
  throw refusal(
    'SHARDS_MISMATCH',
    `${first.file} and ${other.file} are not shards of one run: ${differing.join(', ')} differ`,
    'Run all shards with the same version, of the same provider, with the same flags and fixtures.',
  );
}

function differs(what: string, a: unknown, b: unknown): string[] {
  return isDeepStrictEqual(a, b) ? [] : [what];
}

function identity({ id, profile, capability, level }: TestResult) {
  return { id, profile, capability, level };
}

/** What the run was given, apart from which shard it is. */
export function wholeParameters({ parameters }: ConformanceReport): Record<string, unknown> {
  const { shard: _shard, ...rest } = parameters;
  return rest;
}

export function names(parts: readonly { file: string }[]): string {
  return parts.map(({ file }) => file).join(', ');
}

export function refusal(code: string, message: string, hint = 'Give the reports of all shards of one run, each once.') {
  return new UserError({ code, message, hint });
}
