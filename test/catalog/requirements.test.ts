import { expect, test } from 'vitest';
import { evidenceOf } from '../../src/catalog/evidence.js';
import {
  type Known,
  known,
  nothingLookedUp,
  notKnown,
  type RequirementFacts,
} from '../../src/catalog/requirements/requirement-facts.js';
import { requirements } from '../../src/catalog/requirements/requirements.js';
import type { ConformanceReport } from '../../src/conformance/report/report-types.js';
import { metadata, page, perfectFacts } from './requirements-facts.js';

type Change = (facts: RequirementFacts) => void;

function knownValue<Value>(fact: Known<Value>): Value {
  if (!fact.known) throw new Error('the fixture knows everything');
  return fact.value;
}

const entry =
  (change: Partial<RequirementFacts['metadata']>): Change =>
  (facts) => {
    facts.metadata = { ...facts.metadata, ...change };
  };
const report =
  (change: (report: ConformanceReport) => void): Change =>
  (facts) => {
    change(facts.report as ConformanceReport);
    facts.evidence = evidenceOf({ metadata: facts.metadata, report: facts.report, acceptsSuite: () => true });
  };
const ending = (id: string, verdict: ConformanceReport['tests'][number]['verdict']): Change =>
  report(({ tests }) => {
    const found = tests.find((test) => test.id === id);
    if (!found) throw new Error(`no test ${id}`);
    found.verdict = verdict;
  });
const user =
  (name: string): Change =>
  (facts) => {
    for (const configuration of knownValue(facts.image.configurations).slice(1)) configuration.user = name;
  };
const labels =
  (given: Record<string, string>): Change =>
  (facts) => {
    for (const configuration of knownValue(facts.image.configurations)) configuration.labels = given;
  };
const referrers =
  (...types: string[]): Change =>
  (facts) => {
    facts.image.referrers = known(types.map((artifactType) => ({ digest: '', artifactType, annotations: {} })));
  };

const cases: [id: string, what: string, change: Change, state: string, reason: RegExp][] = [
  ['conformance', 'a failing core', ending('power-on', 'fail'), 'not met', /core fail/],
  [
    'conformance',
    'no report',
    (facts) =>
      Object.assign(facts, {
        report: undefined,
        evidence: evidenceOf({ metadata, report: undefined, acceptsSuite: () => true }),
      }),
    'unknown',
    /no test result/,
  ],
  [
    'conformance',
    'a stale report',
    (facts) =>
      Object.assign(facts, { evidence: evidenceOf({ metadata, report: facts.report, acceptsSuite: () => false }) }),
    'unknown',
    /no longer counts/,
  ],
  [
    'conformance',
    'a report that contradicts itself',
    (facts) => Object.assign(facts, { reportMistakes: ['it lies'] }),
    'unknown',
    /cannot be believed: it lies/,
  ],
  [
    'conformance',
    'a report of an endpoint',
    report((given) => Object.assign(given, { subject: { kind: 'endpoint' } })),
    'unknown',
    /running endpoint was tested/,
  ],
  ['documentation', 'an empty page', (facts) => Object.assign(facts, { page: '' }), 'not met', /no page\.md/],
  [
    'documentation',
    'three words',
    (facts) => Object.assign(facts, { page: 'Runs your machines' }),
    'not met',
    /3 words only/,
  ],
  [
    'documentation',
    'a secret that nobody explains',
    entry({ install: { secrets: [{ name: 'acme', keys: { a: 'b' } }] } }),
    'not met',
    /no section "Prerequisites"/,
  ],
  [
    'documentation',
    'no documentation',
    (facts) => Object.assign(facts, { metadata: { ...metadata, documentation: undefined } }),
    'not met',
    /names no documentation/,
  ],
  [
    'documentation',
    'documentation that is gone',
    (facts) => Object.assign(facts, { documentation: known(404) }),
    'not met',
    /does not exist/,
  ],
  [
    'documentation',
    'documentation that fails',
    (facts) => Object.assign(facts, { documentation: known(503) }),
    'unknown',
    /503/,
  ],
  [
    'documentation',
    'documentation that nobody looked at',
    (facts) => Object.assign(facts, { documentation: notKnown('no net') }),
    'unknown',
    /no net/,
  ],
  [
    'helm-chart',
    'no helm',
    (facts) => Object.assign(facts, { chart: notKnown('helm is not installed') }),
    'unknown',
    /helm is not installed/,
  ],
  [
    'helm-chart',
    'a chart that cannot be rendered',
    (facts) => Object.assign(facts, { chart: known({ failure: 'no such value', images: [] }) }),
    'not met',
    /no such value/,
  ],
  [
    'helm-chart',
    'a chart that runs another image',
    (facts) => Object.assign(facts, { chart: known({ images: ['ghcr.io/acme/provider:1.2.01'] }) }),
    'not met',
    /in place of/,
  ],
  [
    'helm-chart',
    'a platform that is missing',
    entry({ compatibility: { platforms: ['linux/s390x'] } }),
    'not met',
    /linux\/s390x/,
  ],
  ['security', 'root on one platform', user(''), 'not met', /root on linux\/arm64/],
  ['security', 'root by name and group', user('root:root'), 'not met', /root on/],
  ['security', 'root as 00', user('00'), 'not met', /root on/],
  [
    'security',
    'an image that cannot be read',
    (facts) => Object.assign(facts.image, { configurations: notKnown('private') }),
    'unknown',
    /private/,
  ],
  [
    'security',
    'an installation as root',
    entry({ install: { values: { 'podSecurityContext.runAsUser': 0 } } }),
    'not met',
    /runs as root/,
  ],
  [
    'security',
    'a privileged installation',
    entry({ install: { values: { 'securityContext.privileged': true } } }),
    'not met',
    /privileged/,
  ],
  ['security', 'no signature', referrers('application/spdx+json'), 'not met', /no signature/],
  ['security', 'no SBOM', referrers('application/vnd.dev.cosign.artifact.sig.v1+json'), 'not met', /no SBOM/],
  [
    'security',
    'a tag that moved',
    (facts) => Object.assign(knownValue(facts.image.resolved), { digest: 'sha256:other' }),
    'not met',
    /names sha256:other now/,
  ],
  [
    'security',
    'no digest',
    (facts) => Object.assign(facts, { metadata: { ...metadata, digest: undefined } }),
    'unknown',
    /names no digest/,
  ],
  [
    'security',
    'labels of another source',
    labels({ 'org.opencontainers.image.source': 'https://github.com/acme/provider-two' }),
    'not met',
    /contradict/,
  ],
  [
    'security',
    'a label of another version',
    labels({ 'org.opencontainers.image.source': metadata.repo, 'org.opencontainers.image.version': '9' }),
    'not met',
    /version is 9/,
  ],
  ['security', 'no labels', labels({}), 'unknown', /no label/],
  [
    'security',
    'plaintext',
    report((given) => Object.assign(given, { operations: { transport: 'plaintext' } })),
    'unknown',
    /plaintext/,
  ],
  ['errors', 'an absent VM that is not refused', ending('power-absent-vm', 'fail'), 'not met', /power-absent-vm/],
  ['errors', 'an advisory finding', ending('describe-absent-vm', 'warn'), 'met', /advisory: describe-absent-vm/],
  [
    'errors',
    'a test that could not run',
    ending('delete-absent-vm', 'could-not-run'),
    'unknown',
    /not measured: delete-absent-vm/,
  ],
  ['health', 'no health service', ending('health-serving', 'warn'), 'not met', /does not say SERVING/],
  [
    'health',
    'no /metrics',
    report((given) => Object.assign(given.operations?.http ?? {}, { metrics: { status: 404, samples: 0 } })),
    'not met',
    /answers 404/,
  ],
  [
    'health',
    'an empty /metrics',
    report((given) => Object.assign(given.operations?.http ?? {}, { metrics: { status: 200, samples: 0 } })),
    'not met',
    /without a single sample/,
  ],
  [
    'health',
    'nobody on the port of an image',
    report((given) => Object.assign(given.operations?.http ?? {}, { metrics: { status: null, samples: 0 } })),
    'not met',
    /nobody answered/,
  ],
  [
    'health',
    'a report of an older version',
    report((given) => Reflect.deleteProperty(given, 'operations')),
    'unknown',
    /knows no health port/,
  ],
  [
    'maintenance',
    'an archived repository',
    (facts) => Object.assign(knownValue(facts.repository), { archived: true }),
    'not met',
    /archived/,
  ],
  [
    'maintenance',
    'a year of silence',
    (facts) => Object.assign(knownValue(facts.repository), { lastCommit: '2024-12-31T00:00:00Z' }),
    'not met',
    /366 days/,
  ],
  [
    'maintenance',
    'another licence',
    (facts) => Object.assign(knownValue(facts.repository), { license: 'MIT' }),
    'not met',
    /under MIT/,
  ],
  [
    'maintenance',
    'a licence that nobody recognised',
    (facts) => Object.assign(knownValue(facts.repository), { license: null }),
    'unknown',
    /recognises no licence/,
  ],
  ['maintenance', 'a deprecated provider', entry({ maturity: 'deprecated' }), 'not met', /deprecated/],
  [
    'maintenance',
    'a host that does not answer',
    (facts) => Object.assign(facts, { repository: notKnown('no net') }),
    'unknown',
    /no net/,
  ],
  ['semantic-version', 'no version', entry({ tag: 'latest' }), 'not met', /latest/],
  [
    'current-virtrigaud',
    'only an older one',
    entry({ compatibility: { virtrigaud: '0.1 - 0.2' } }),
    'not met',
    /leaves out the current v0\.3\.1/,
  ],
  ['current-virtrigaud', 'nothing said', entry({ compatibility: {} }), 'unknown', /names no VirtRigaud/],
  ['two-minor-versions', 'one only', entry({ compatibility: { virtrigaud: '0.3' } }), 'not met', /holds 0\.3$/],
  [
    'two-minor-versions',
    'releases nobody knows',
    (facts) => Object.assign(facts, { virtrigaud: notKnown('no net') }),
    'unknown',
    /no net/,
  ],
  [
    'two-minor-versions',
    'a VirtRigaud of one minor version',
    (facts) => Object.assign(facts, { virtrigaud: known(['0.3.0', '0.3.1']) }),
    'unknown',
    /one minor version only/,
  ],
  [
    'migration',
    'a breaking version without a word',
    (facts) => Object.assign(facts, { previousTag: known('0.9.0') }),
    'not met',
    /says nothing of a migration/,
  ],
  [
    'migration',
    'a breaking version that is explained',
    (facts) => Object.assign(facts, { previousTag: known('0.9.0'), page: `${page}\n\n#### Migration from 0.9\n` }),
    'met',
    /speaks of the migration/,
  ],
  [
    'migration',
    'the first version',
    (facts) => Object.assign(facts, { previousTag: known(null) }),
    'met',
    /first version/,
  ],
  [
    'migration',
    'a history that nobody knows',
    (facts) => Object.assign(facts, { previousTag: notKnown('shallow') }),
    'unknown',
    /shallow/,
  ],
];

test('an entry of which everything is known can meet everything', () => {
  expect(requirements(perfectFacts()).filter(({ state }) => state !== 'met')).toEqual([]);
});

test.each(cases)('%s: %s', (id, _what, change, state, reason) => {
  const facts = perfectFacts();
  change(facts);
  const line = requirements(facts).find((candidate) => candidate.id === id);
  expect(line?.state).toBe(state);
  expect(line?.checks.map(({ text }) => text).join('\n')).toMatch(reason);
});

test('without looking anything up nothing that needs it is met', () => {
  const facts = { ...perfectFacts(), ...nothingLookedUp('offline') };
  const states = Object.fromEntries(requirements(facts).map(({ id, state }) => [id, state]));
  expect(states).toEqual({
    conformance: 'met',
    documentation: 'unknown',
    'helm-chart': 'unknown',
    security: 'unknown',
    errors: 'met',
    health: 'met',
    maintenance: 'unknown',
    'semantic-version': 'met',
    'current-virtrigaud': 'unknown',
    'two-minor-versions': 'unknown',
    migration: 'unknown',
  });
});
