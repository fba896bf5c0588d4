import { createHash } from 'node:crypto';
import type { ConformanceReport } from '../../conformance/report/report-types.js';

/** What a submission or an entry of the catalog consists of. */
export interface EntryContent {
  /** The entry as plain data; text where it cannot be read as an entry. */
  entry: unknown;
  page: string | undefined;
  /** The report as plain data; text where it cannot be read as a report. */
  report: ConformanceReport | string | undefined;
}

/**
 * `sha256:<64 hex>` of what the entry says and what was found. Times, durations, addresses and exchanges are left out,
 * so that the same evidence measured again is nothing new.
 */
export function contentHash({ entry, page, report }: EntryContent): string {
  return sha256(
    canonicalJson({ entry: withoutReportHash(entry), page: page?.trimEnd(), evidence: findingsOf(report) }),
  );
}

/** The hash of a report changes with its times, the evidence in it may not. */
function withoutReportHash(entry: unknown): unknown {
  if (typeof entry !== 'object' || entry === null) return entry;
  const { reportHash: _hash, ...rest } = entry as { reportHash?: unknown };
  return rest;
}

function sha256(text: string): string {
  return `sha256:${createHash('sha256').update(text).digest('hex')}`;
}

function findingsOf(report: EntryContent['report']): unknown {
  if (report === undefined || typeof report === 'string') return report;
  const { suite, subject, capabilities, profiles, badge, tests } = report;
  return {
    suite,
    subject: { kind: subject.kind, digest: subject.digest, version: subject.version },
    capabilities,
    profiles,
    badge,
    tests: tests.map(({ id, verdict }) => `${id} ${verdict}`).sort(),
  };
}

function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) => {
    if (inner === null || typeof inner !== 'object' || Array.isArray(inner)) return inner;
    return Object.fromEntries(Object.entries(inner).sort(([left], [right]) => (left < right ? -1 : 1)));
  });
}
