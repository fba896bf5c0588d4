import { expect, test } from 'vitest';
import type { ConformanceReport, TestResult } from '../../../src/conformance/report/report-types.js';
import { contentHash, type EntryContent } from '../../../src/publish/submission/content-hash.js';
import { type ReportFixture, reportFixture } from '../../catalog/report-fixture.js';
import { digests } from '../publish-fixture.js';

function content(
  report: Partial<ReportFixture> = {},
  change: (report: ConformanceReport) => unknown = () => {},
): EntryContent {
  const document = reportFixture({ subject: { kind: 'image', digest: digests.first }, ...report });
  change(document);
  return { entry: { name: 'a', tag: '1.0.0' }, page: 'Text\n', report: document };
}

const eachTest = (change: (test: TestResult) => Partial<TestResult>) => (report: ConformanceReport) => {
  for (const result of report.tests) Object.assign(result, change(result));
};

const nothingNew: [string, EntryContent][] = [
  ['the time of the run', content({ finishedAt: '2026-02-03T00:00:00Z' })],
  [
    'durations',
    content(
      {},
      eachTest((test) => ({ durationMs: test.durationMs + 5 })),
    ),
  ],
  ['the timing', content({}, ({ timing }) => Object.assign(timing, { wallMs: 1 }))],
  ['the order of the tests', content({}, ({ tests }) => tests.reverse())],
  [
    'the wording of reasons',
    content(
      {},
      eachTest(() => ({ reason: 'other words' })),
    ),
  ],
  ['the way to repeat it', content({}, (report) => Object.assign(report, { reproduce: 'vcts run' }))],
  ["the tool's version", content({}, ({ tool }) => Object.assign(tool, { version: '9.9.9' }))],
  ['the order of fields', { ...content(), entry: { tag: '1.0.0', name: 'a' } }],
  ['white space at the end of the page', { ...content(), page: 'Text' }],
];

test.each(nothingNew)('stays the same with another %s', (_what, other) => {
  expect(contentHash(other)).toBe(contentHash(content()));
});

const somethingNew: [string, EntryContent][] = [
  ['an entry', { ...content(), entry: { name: 'a', tag: '1.0.1' } }],
  ['a page', { ...content(), page: 'Other text\n' }],
  ['no page', { ...content(), page: undefined }],
  ['an image', content({ subject: { kind: 'image', digest: digests.second } })],
  ['a way of reaching the provider', content({ subject: { kind: 'endpoint', digest: digests.first } })],
  ['a version of the suite', content({ suiteVersion: '1.1.0' })],
  ['a verdict', content({ endings: { 'snapshot-create': 'fail' } })],
  ['a badge', content({ badge: 'partial' })],
  ['a report that cannot be read', { ...content(), report: '{' }],
  ['no report', { ...content(), report: undefined }],
];

test.each(somethingNew)('changes with %s', (_what, other) => {
  expect(contentHash(other)).not.toBe(contentHash(content()));
});
