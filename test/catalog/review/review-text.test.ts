import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { micromark } from 'micromark';
import { gfm, gfmHtml } from 'micromark-extension-gfm';
import { expect, onTestFinished, test } from 'vitest';
import { compareEvidence } from '../../../src/catalog/review/contradictions.js';
import { reviewCatalog } from '../../../src/catalog/review/review-catalog.js';
import { ofShard, reviewMatrix } from '../../../src/catalog/review/review-shards.js';
import { reviewAnnotations, reviewMarkdown } from '../../../src/catalog/review/review-text.js';
import type { ProviderReview, ReviewResult } from '../../../src/catalog/review/review-types.js';
import type { ConformanceReport, TestResult } from '../../../src/conformance/report/report-types.js';
import { catalogGateways } from '../../../src/publish/catalog-gateways.js';
import { reportFixture } from '../report-fixture.js';
import { testContext } from '../test-context.js';

const subject = { kind: 'image', image: 'example.com/acme:1.0.0' } as const;
type Endings = Record<string, TestResult['verdict']>;

function compared(submitted: Endings, rerun: Endings, flags: Partial<ConformanceReport['capabilities']> = {}) {
  const after = reportFixture({ subject, endings: rerun });
  Object.assign(after.capabilities as object, flags);
  return compareEvidence(reportFixture({ subject, endings: submitted }), after);
}

const cases: [what: string, submitted: Endings, rerun: Endings, contradicted: string[], open: string[]][] = [
  ['the same', {}, {}, [], []],
  ['a required test that fails now', {}, { 'power-on': 'fail' }, ['power-on'], []],
  ['a declared test that fails now', {}, { 'snapshot-create': 'fail' }, ['snapshot-create'], []],
  ['a test that does not apply to the image', {}, { 'snapshot-create': 'not-applicable' }, ['snapshot-create'], []],
  ['an advisory test that warns now', {}, { 'power-reboot': 'warn' }, [], []],
  [
    'an advisory test under which the provider breaks down',
    { 'power-reboot': 'warn' },
    { 'power-reboot': 'fail' },
    ['power-reboot'],
    [],
  ],
  ['a failure called not applicable', { isolation: 'not-applicable' }, { isolation: 'fail' }, ['isolation'], []],
  ['a failure called left out', { isolation: 'excluded' }, { isolation: 'fail' }, ['isolation'], []],
  ['a failure said to be impossible to run', { isolation: 'could-not-run' }, { isolation: 'fail' }, ['isolation'], []],
  ['what applies after all', { isolation: 'not-applicable' }, {}, [], []],
  ['a test that cannot be run here', {}, { 'disk-expand-online': 'could-not-run' }, [], ['disk-expand-online']],
  ['a failure that was admitted', { 'power-on': 'fail' }, { 'power-on': 'fail' }, [], []],
  ['a failure that is mended', { 'power-on': 'fail' }, {}, [], []],
  ['a test left out of the new run', {}, { 'power-on': 'excluded' }, [], []],
];

test.each(cases)('%s', (_what, submitted, rerun, contradicted, open) => {
  const outcome = compared(submitted, rerun);
  expect(outcome.contradictions.map(({ id }) => id)).toEqual(contradicted);
  expect(outcome.open).toEqual(open);
});

test.each([
  ['a profile that it calls passed', {}, ['isolation']],
  ['a profile that it calls failed', { 'power-on': 'fail' } as const, []],
])('a failing test that the report does not have, of %s', (_what, endings, contradicted) => {
  const submitted = reportFixture({ subject, endings });
  submitted.tests = submitted.tests.filter(({ id }) => id !== 'isolation');
  const rerun = reportFixture({ subject, endings: { ...endings, isolation: 'fail' } });
  expect(compareEvidence(submitted, rerun).contradictions.map(({ id }) => id)).toEqual(contradicted);
});

test('a report without the answer to GetCapabilities, which the image gives', () => {
  const submitted = { ...reportFixture({ subject }), capabilities: null };
  expect(compareEvidence(submitted, reportFixture({ subject })).contradictions).toMatchObject([
    { path: ['capabilities'] },
  ]);
});

test('flags that the image does not declare contradict the report, at their place in it', () => {
  const { contradictions } = compared({}, {}, { supportsMemorySnapshots: false });
  expect(contradictions).toEqual([
    {
      path: ['capabilities', 'supportsMemorySnapshots'],
      message: 'the report says that the provider declares supportsMemorySnapshots as true, but it declares false',
    },
  ]);
});

const names = ['a', 'b', 'c', 'd', 'e'];

test.each([1, 2, 3, 5])('%i machines test every provider once, and none is idle', (machines) => {
  const { include } = reviewMatrix(names, machines);
  expect(include.map(({ shard }) => shard)).toEqual(include.map((_, at) => `${at + 1}/${machines}`));
  expect(include.flatMap(({ providers }) => providers.split(' ')).sort()).toEqual(names);
  for (const { shard, providers } of include) {
    const [index = 0, total = 0] = shard.split('/').map(Number);
    expect(ofShard(names, { index, total }).join(' ')).toBe(providers);
  }
});

test('no more machines than providers', () => {
  expect(reviewMatrix(['a'], 4).include).toEqual([{ shard: '1/1', providers: 'a' }]);
  expect(reviewMatrix([], 4)).toEqual({ include: [] });
});

function review(given: Partial<ProviderReview>): ReviewResult {
  const provider: ProviderReview = {
    name: 'acme',
    status: 'reproduced',
    reason: null,
    image: 'example.com/acme',
    tag: '1.1.0',
    previousTag: '1.0.0',
    submitted: null,
    rerun: null,
    differences: [],
    unsteady: [],
    requirements: [],
    findings: [],
    ...given,
  };
  const holds = provider.status === 'reproduced' || provider.status === 'not-reproduced';
  return { root: '/catalog', base: null, shard: null, holds, providers: [provider], removed: [] };
}

test.each<[ProviderReview['status'], RegExp]>([
  ['reproduced', /^The evidence holds: every image was tested anew/m],
  ['contradicted', /^The evidence does \*\*not\*\* hold\.$/m],
  ['refused', /^The evidence does \*\*not\*\* hold\.$/m],
  ['not-reproduced', /^Nothing contradicts the evidence, but 1 of 1 could not be reproduced here: that is no pass\.$/m],
])('the summary of what is %s', (status, text) => {
  const markdown = reviewMarkdown(review({ status }));
  expect(markdown).toMatch(text);
  expect(/holds: every/.test(markdown)).toBe(status === 'reproduced');
});

const hostile = '::error file=x::no\n::stop-commands::x ##[error] | <img src=x> `code` [link](javascript:x) \u202egnp';

test('nothing that a provider says becomes a command, a line or markup of the summary', () => {
  const finding = { file: hostile, line: 1, column: 2, code: 'c', severity: 'error', message: hostile } as const;
  const difference = {
    id: 'power-on',
    profile: 'core',
    before: 'pass',
    after: 'fail',
    change: 'worse',
    reason: hostile,
  } as const;
  const markdown = reviewMarkdown(
    review({
      status: 'contradicted',
      reason: hostile,
      image: hostile,
      findings: [finding],
      requirements: [
        {
          id: 'security',
          kind: 'requirement',
          text: 'x',
          state: 'unknown',
          checks: [{ state: 'unknown', text: hostile }],
        },
      ],
      differences: [difference],
      unsteady: [hostile],
    }),
  );
  expect(markdown).not.toMatch(/^\s*::/m);
  expect(markdown).not.toContain('::');
  expect(markdown).not.toContain('##[');
  const html = micromark(markdown, { extensions: [gfm()], htmlExtensions: [gfmHtml()] });
  expect(html).not.toMatch(/<(?:a|img|code)\b|\u202e/);
  for (const row of markdown.split('\n').filter((line) => line.startsWith('| error')))
    expect(row.replaceAll('\\|', '').split('|')).toHaveLength(5);
});

test('annotations stand at file, line and column, and hold no command but their own', () => {
  const finding = {
    file: 'providers/a,b/x',
    line: 3,
    column: 5,
    code: 'c',
    severity: 'error',
    message: hostile,
  } as const;
  const text = reviewAnnotations(review({ status: 'refused', findings: [finding] }), (file) => `sub/${file}`);
  expect(text.split('\n').filter((line) => line !== '')).toHaveLength(1);
  expect(text).toMatch(/^::error file=sub\/providers\/a%2Cb\/x,line=3,col=5,title=c::/);
});

test('what was not reproduced is a warning at the report', () => {
  const text = reviewAnnotations(review({ status: 'not-reproduced', reason: 'no engine' }), (file) => file);
  expect(text).toBe(
    '::warning file=providers/acme/conformance.json,line=1,col=1,title=not-reproduced::the evidence could not be reproduced here, which is no pass: no engine\n',
  );
});

test('a catalog of a single file is not taken for one without providers', async () => {
  const root = mkdtempSync(join(tmpdir(), 'vrtg-review-'));
  onTestFinished(() => rmSync(root, { recursive: true }));
  mkdirSync(join(root, 'providers'));
  writeFileSync(join(root, 'providers', 'catalog.yaml'), 'providers: []\n');
  const limits = { timeoutMs: 1_000 };
  const gateways = catalogGateways(testContext());
  await expect(
    reviewCatalog({ root, base: undefined, shard: undefined, limits, gateways }, testContext()),
  ).rejects.toMatchObject({
    code: 'SINGLE_FILE_CATALOG',
    exitCode: 2,
  });
});
