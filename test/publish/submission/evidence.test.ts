import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { ConformanceReport } from '../../../src/conformance/report/report-types.js';
import { profileResult } from '../../../src/conformance/run/profile-results.js';
import { suiteDigest } from '../../../src/conformance/suite/suite-digest.js';
import { suiteVersion } from '../../../src/conformance/suite/suite-version.js';
import { packageRoot } from '../../../src/foundation/package-info.js';
import type { ProviderMetadata } from '../../../src/provider/metadata/metadata-types.js';
import {
  badgeOfEntry,
  checkClaims,
  judgeEvidence,
  provenCapabilities,
} from '../../../src/publish/submission/evidence.js';
import { type ReportFixture, reportFixture } from '../../catalog/report-fixture.js';
import { digests, exampleFlags, installedSuite, type Refusal, refusalOf } from '../publish-fixture.js';

const entry: ProviderMetadata = {
  schemaVersion: 1,
  ...exampleFlags,
  displayName: 'Your Provider',
  description: 'Yours',
  maturity: 'alpha',
  capabilities: ['core'],
};
const image = 'ghcr.io/yourorg/your-provider:v1.0.0';
const ofImage = { kind: 'image' as const, image, digest: digests.first };

const report = (fixture: Partial<ReportFixture> = {}) =>
  reportFixture({ subject: ofImage, ...installedSuite, ...fixture });

/** With the numbers that a filtered run counts. */
function filtered(document: ConformanceReport): ConformanceReport {
  return { ...document, profiles: { ...document.profiles, core: profileResult('core', document.tests) } };
}

function judge(document: ConformanceReport, metadata = entry): Promise<Refusal> {
  return refusalOf(Promise.resolve().then(() => judgeEvidence(document, metadata)));
}

const refused: [string, ConformanceReport, ProviderMetadata, string][] = [
  ['another name', report({ subject: { ...ofImage, name: 'other' } }), entry, 'REPORT_OF_ANOTHER'],
  ['another version', report({ subject: { ...ofImage, version: 'v0.9.0' } }), entry, 'REPORT_OF_ANOTHER'],
  [
    'another image',
    report({ subject: { kind: 'image', image: 'ghcr.io/other/one:v1.0.0' } }),
    entry,
    'REPORT_OF_ANOTHER',
  ],
  [
    'another tag',
    report({ subject: { kind: 'image', image: 'ghcr.io/yourorg/your-provider:v0.9.0' } }),
    entry,
    'REPORT_OF_ANOTHER',
  ],
  ['another digest', report(), { ...entry, digest: digests.second }, 'REPORT_OF_ANOTHER'],
  ['a suite that no longer counts', report({ suiteVersion: '0.9.0' }), entry, 'REPORT_OF_ANOTHER'],
  ['no core profile', report({ profiles: ['snapshot'], badge: 'pending' }), entry, 'CORE_NOT_TESTED'],
  [
    'a failing core profile',
    report({ endings: { 'power-on': 'fail' }, stored: { core: 'fail' }, badge: 'fail' }),
    entry,
    'CORE_DOES_NOT_PASS',
  ],
  [
    'a core profile that was filtered',
    filtered(report({ endings: { 'power-on': 'excluded' }, stored: { core: 'partial' }, badge: 'fail' })),
    entry,
    'CORE_DOES_NOT_PASS',
  ],
  ['a verdict that its tests deny', report({ endings: { 'power-on': 'fail' } }), entry, 'REPORT_INCONSISTENT'],
  ['a badge that its tests deny', report({ badge: 'partial' }), entry, 'REPORT_INCONSISTENT'],
];

test.each(refused)('refuses a report of %s', async (_what, document, metadata, code) => {
  expect(await judge(document, metadata)).toMatchObject({ code, exitCode: 1 });
});

test('names the tests that keep core from passing', async () => {
  const document = report({
    endings: { 'power-on': { verdict: 'fail', reason: 'it stayed Off' } },
    stored: { core: 'fail' },
    badge: 'fail',
  });
  expect((await judge(document)).message).toContain('power-on: fail (it stayed Off)');
});

test.each([
  ['the image', ofImage, digests.first],
  ['an image without a digest', { kind: 'image' as const, image }, undefined],
  ['an endpoint', { kind: 'endpoint' as const, endpoint: 'localhost:1' }, undefined],
  [
    'an endpoint that claims a digest',
    { kind: 'endpoint' as const, endpoint: 'localhost:1', digest: digests.first },
    undefined,
  ],
  ['a command', { kind: 'command' as const, command: './provider' }, undefined],
])('is tied to the digest only where the image was tested: %s', (_what, subject, digest) => {
  expect(judgeEvidence(report({ subject }), entry).digest).toBe(digest);
});

const partial = report({
  undeclared: ['clone'],
  endings: { 'snapshot-create': 'fail', 'resize-online': 'could-not-run' },
  stored: { snapshot: 'fail', advanced: 'partial' },
  badge: 'partial',
});

test('derives the profiles of which something is shown and nothing failed', () => {
  expect(provenCapabilities(partial)).toEqual(['core', 'image-prepare', 'advanced']);
});

test.each([
  ['a failing profile', ['core', 'snapshot'] as const],
  ['an undeclared profile', ['core', 'clone'] as const],
])('refuses an entry that declares %s', async (_what, capabilities) => {
  const work = Promise.resolve().then(() => checkClaims(partial, { ...entry, capabilities: [...capabilities] }));
  expect(await refusalOf(work)).toMatchObject({ code: 'CAPABILITIES_NOT_SHOWN', exitCode: 1 });
});

test('a declared profile that nobody tested is said, and takes the badge down', () => {
  const core = report({ profiles: ['core'] });
  const claiming: ProviderMetadata = { ...entry, capabilities: ['core', 'clone'] };
  expect(checkClaims(core, claiming)).toEqual([
    expect.stringContaining('clone'),
    expect.stringContaining('declares features of the profile snapshot'),
    expect.stringContaining('image-prepare'),
    expect.stringContaining('advanced'),
  ]);
  expect(badgeOfEntry(core, claiming)).toBe('partial');
  expect(badgeOfEntry(core, entry)).toBe('pass');
});

test('a report that lacks a test of its suite was cut by hand, and is refused', async () => {
  const file = join(packageRoot, 'providers', 'mock', 'conformance.json');
  const recorded = JSON.parse(readFileSync(file, 'utf8')) as ConformanceReport;
  const { name, version, ...subject } = recorded.subject;
  const whole: ConformanceReport = { ...recorded, subject, suite: { version: suiteVersion, digest: suiteDigest } };
  const cut = { ...whole, tests: whole.tests.filter(({ id }) => id !== 'delete-only-that') };
  expect(judgeEvidence(whole, entry).report).toBe(whole);
  expect(await judge(cut)).toMatchObject({ code: 'REPORT_INCOMPLETE', exitCode: 1 });
});

test('a report of a suite that nobody knows is refused', async () => {
  const refusal = await judge(report({ suiteDigest: `sha256:${'9'.repeat(64)}` }));
  expect(refusal).toMatchObject({ code: 'UNKNOWN_SUITE', exitCode: 1 });
});
