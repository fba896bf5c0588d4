import { expect, test } from 'vitest';
import { evidenceOf, newestTest } from '../../src/catalog/evidence.js';
import { evidenceRemark } from '../../src/catalog/evidence-remark.js';
import { suiteAcceptance } from '../../src/catalog/suite-range.js';
import type { Subject } from '../../src/conformance/report/report-types.js';
import { suiteVersion } from '../../src/conformance/suite/suite-version.js';
import type { ProviderMetadata } from '../../src/provider/metadata/metadata-types.js';
import { type ReportFixture, reportFixture } from './report-fixture.js';

const digest = `sha256:${'a'.repeat(64)}`;
const otherDigest = `sha256:${'b'.repeat(64)}`;

const metadata: ProviderMetadata = {
  schemaVersion: 1,
  name: 'acme',
  displayName: 'Acme Provider',
  description: 'for tests',
  repo: 'https://example.com/acme',
  image: 'example.com:5000/acme/provider',
  tag: 'v1.2.3',
  digest,
  capabilities: ['core', 'snapshot'],
  maintainer: 'a@example.com',
  license: 'MIT',
  maturity: 'alpha',
};
const image: Subject = {
  kind: 'image',
  image: 'example.com:5000/acme/provider:v1.2.3',
  digest,
  name: 'acme',
  version: 'v1.2.3',
};

interface Case {
  metadata?: Partial<ProviderMetadata>;
  report?: Partial<ReportFixture>;
  subject?: Partial<Record<keyof Subject, string | undefined>>;
  accepts?: string;
}

function evidence({ metadata: changed, report, subject, accepts }: Case = {}) {
  const tested = Object.fromEntries(
    Object.entries({ ...image, ...subject }).filter(([, value]) => value !== undefined),
  );
  return evidenceOf({
    metadata: { ...metadata, ...changed },
    report: reportFixture({ undeclared: ['image-prepare'], ...report, subject: tested as unknown as Subject }),
    acceptsSuite: suiteAcceptance(accepts ?? '^1'),
  });
}

const verdicts: [what: string, given: Case, verdict: string][] = [
  ['everything passes or is undeclared', {}, 'pass'],
  ['a required test of core fails', { report: { endings: { 'power-on': 'fail' } } }, 'fail'],
  ['a known failure of core', { report: { endings: { 'power-on': 'expected-fail' } } }, 'fail'],
  ['a test of core could not run', { report: { endings: { 'power-on': 'could-not-run' } } }, 'fail'],
  ['an advisory test of core warns', { report: { endings: { 'power-reboot': 'warn' } } }, 'pass'],
  ['a test of another profile fails', { report: { endings: { 'snapshot-create': 'fail' } } }, 'partial'],
  ['a method works that is not declared', { report: { endings: { 'image-prepare-undeclared': 'fail' } } }, 'partial'],
  ['a test of another profile could not run', { report: { endings: { 'clone-full': 'could-not-run' } } }, 'partial'],
  ['a test was left out', { report: { endings: { 'clone-full': 'excluded' } } }, 'partial'],
  ['the stored badge says more than the tests', { report: { badge: 'pass', endings: { 'power-on': 'fail' } } }, 'fail'],
  [
    'a stored profile says more',
    { report: { stored: { clone: 'pass' }, endings: { 'clone-full': 'fail' } } },
    'partial',
  ],
  ['only core was run, snapshot is listed', { report: { profiles: ['core'] } }, 'partial'],
  [
    'only core was run, only core is listed',
    { report: { profiles: ['core'] }, metadata: { capabilities: ['core'] } },
    'pass',
  ],
  ['core was not run', { report: { profiles: ['snapshot'] } }, 'pending'],
  ['another version', { subject: { version: '1.2.4' } }, 'stale'],
  ['the same version without v', { subject: { version: '1.2.3' } }, 'pass'],
  ['another digest', { subject: { digest: otherDigest } }, 'stale'],
  ['another provider', { subject: { name: 'other' } }, 'stale'],
  ['another image', { subject: { image: 'example.com:5000/acme/other:v1.2.3', digest: undefined } }, 'stale'],
  ['another tag of the image', { subject: { image: 'example.com:5000/acme/provider:v1', digest: undefined } }, 'stale'],
  ['an image named by digest', { subject: { image: `example.com:5000/acme/provider@${digest}` } }, 'pass'],
  ['the same digest from a mirror', { subject: { image: 'mirror.example.com/acme:v1.2.3' } }, 'pass'],
  ['a suite of an older major version', { report: { suiteVersion: '0.9.0' } }, 'stale'],
  ['a suite of a newer major version', { report: { suiteVersion: '2.0.0' } }, 'stale'],
  ['a suite of another minor version', { report: { suiteVersion: '1.7.2' } }, 'pass'],
  ['an older suite that the catalog accepts', { report: { suiteVersion: '0.9.0' }, accepts: '>=0.9 <2' }, 'pass'],
  ['a suite that the catalog no longer accepts', { report: { suiteVersion: '1.0.0' }, accepts: '>=1.1' }, 'stale'],
  ['no version that is SemVer', { report: { suiteVersion: 'newest' } }, 'stale'],
];

test.each(verdicts)('%s', (_what, given, verdict) => {
  expect(evidence(given).verdict).toBe(verdict);
});

test('without a report a provider is pending', () => {
  expect(evidenceOf({ metadata, report: undefined, acceptsSuite: suiteAcceptance() })).toEqual({
    verdict: 'pending',
    status: 'none',
    reasons: [],
    tiedToImage: false,
    profiles: {},
  });
});

test('stale evidence keeps no verdict of any profile', () => {
  expect(evidence({ subject: { version: '9.9.9' } })).toMatchObject({ status: 'stale', profiles: {} });
});

test('every reason is named', () => {
  const { reasons } = evidence({
    subject: { version: '9.9.9', digest: otherDigest, name: 'other' },
    report: { suiteVersion: '3.0.0' },
  });
  expect(reasons.map(({ code }) => code)).toEqual(['OTHER_PROVIDER', 'OTHER_VERSION', 'OTHER_DIGEST', 'OTHER_SUITE']);
});

const endpoint = { kind: 'endpoint', endpoint: 'localhost:9443', image: undefined, digest: undefined };
const command = { kind: 'command', command: './provider', image: undefined, digest: undefined };

test.each<[what: string, given: Case, tied: boolean, remark: string | undefined]>([
  ['an image with its digest', {}, true, undefined],
  [
    'an endpoint',
    { subject: endpoint },
    false,
    'pass; tested with a running endpoint, so the verdict is not tied to the image',
  ],
  [
    'a command',
    { subject: command },
    false,
    'pass; tested with a local command, so the verdict is not tied to the image',
  ],
  [
    'an image whose entry names no digest',
    { metadata: { digest: undefined as never } },
    false,
    'pass; tested with an image whose digest is not recorded with the entry, so the verdict is not tied to the image',
  ],
  [
    'a failing provider',
    { report: { endings: { 'power-on': 'fail', 'clone-full': 'excluded' } } },
    true,
    'fail; core fail, clone partial',
  ],
  [
    'a run without core',
    { report: { profiles: ['clone'] } },
    true,
    'pending; the recorded result does not cover the core profile',
  ],
  [
    'another version',
    { subject: { version: '1.0.0' } },
    true,
    'stale; the result of 2025-08-26T14:30:00Z does not hold for this entry: it tested version 1.0.0, not v1.2.3',
  ],
])('what the page adds to the badge of %s', (_what, given, tied, remark) => {
  expect(evidence(given).tiedToImage).toBe(tied);
  expect(evidenceRemark(evidence(given))).toBe(remark);
});

test('the newest test is found whatever the order, and milliseconds are dropped', () => {
  const at = (finishedAt: string) => evidence({ report: { finishedAt } });
  const dates = ['2025-01-02T00:00:00.999Z', '2025-03-01T10:00:00.001Z', '2024-12-31T23:59:59Z'];
  expect(newestTest(dates.map(at))).toBe('2025-03-01T10:00:00Z');
  expect(newestTest([])).toBeUndefined();
});

test('unless a range is given, the suites of the installed major version count', () => {
  const major = Number(suiteVersion.split('.')[0]);
  const versions = [suiteVersion, `${major}.99.0`, `${major + 1}.0.0`, `${major - 1}.0.0`];
  expect(versions.map(suiteAcceptance())).toEqual([true, true, false, false]);
});
