import { expect, test } from 'vitest';
import {
  type PullRequestFacts,
  pullRequestText,
  pullRequestTitle,
} from '../../../src/publish/pull-request/pull-request-text.js';
import { type ReportFixture, reportFixture } from '../../catalog/report-fixture.js';
import { digests, exampleFlags } from '../publish-fixture.js';

const image = 'ghcr.io/yourorg/your-provider:v1.0.0';
const golden = (name: string) => `../../golden/publish/${name}.md`;

function facts(changes: Partial<PullRequestFacts> = {}, report: Partial<ReportFixture> = {}): PullRequestFacts {
  return {
    metadata: {
      schemaVersion: 1,
      ...exampleFlags,
      displayName: 'Your Provider',
      description: 'Yours',
      maturity: 'beta',
      capabilities: ['core', 'snapshot'],
      documentation: 'https://yourorg.example/docs',
      compatibility: { platforms: ['linux/amd64', 'linux/arm64'] },
    },
    previousTag: undefined,
    report: reportFixture({ subject: { kind: 'image', image, digest: digests.first }, ...report }),
    badge: 'pass',
    reportHash: `sha256:${'d'.repeat(64)}`,
    digest: digests.first,
    platformsKnown: true,
    derived: [],
    diff: '--- /dev/null\n+++ b/providers/your-provider/provider.yaml\n@@ -0,0 +1,1 @@\n+name: your-provider\n',
    warnings: [],
    follows: undefined,
    contentHash: `sha256:${'e'.repeat(64)}`,
    ...changes,
  };
}

test('a new provider, as it looks', async () => {
  await expect(await pullRequestText(facts())).toMatchFileSnapshot(golden('new-provider'));
});

test('an update with failures from an endpoint, as it looks', async () => {
  const { metadata } = facts();
  const wanted = facts(
    {
      metadata: { ...metadata, tag: 'v1.1.0' },
      previousTag: 'v1.0.0',
      badge: 'partial',
      digest: undefined,
      platformsKnown: false,
      derived: [
        { field: 'displayName', value: 'Your Provider', source: 'the name' },
        { field: 'maintainer', value: '', source: 'the entry that the catalog has' },
      ],
      warnings: ['The entry declares the profile clone, which the report does not cover.'],
      follows: 7,
    },
    {
      subject: { kind: 'endpoint', endpoint: 'localhost:9443' },
      profiles: ['core', 'snapshot'],
      endings: {
        'snapshot-restore': { verdict: 'fail', reason: 'the VM was `On`\n| afterwards' },
        'health-serving': 'warn',
        'power-absent-vm': 'pass',
      },
      stored: { snapshot: 'fail' },
      badge: 'partial',
    },
  );
  await expect(await pullRequestText(wanted)).toMatchFileSnapshot(golden('update-from-endpoint'));
});

test('stays within what GitHub takes, whatever it is given', async () => {
  const ids = reportFixture({ subject: { kind: 'image', image } }).tests.map(({ id }) => id);
  const endings = Object.fromEntries(ids.map((id) => [id, { verdict: 'fail' as const, reason: '`'.repeat(9_000) }]));
  const text = await pullRequestText(
    facts({ diff: '+`\n'.repeat(200_000), warnings: Array.from({ length: 20 }, () => '&'.repeat(9_000)) }, { endings }),
  );
  expect(text.length).toBeLessThanOrEqual(60_000);
  expect(text).toMatch(/more, in the report/);
  expect(text.endsWith(`<!-- vrtg-provider:end content=sha256:${'e'.repeat(64)} -->`)).toBe(true);
});

test('ticks nothing without evidence', async () => {
  const text = await pullRequestText(facts({}, { endings: { 'health-serving': 'could-not-run' } }));
  const states = [...text.matchAll(/^\| (.+?) \| (yes|no|in part|unknown) \|/gm)].map(
    ([, what, state]) => `${what}: ${state}`,
  );
  expect(states).toEqual([
    'Pass VCTS core profile tests: yes',
    'Include comprehensive documentation: unknown',
    'Provide Helm chart for deployment: unknown',
    'Follow security best practices: unknown',
    'Include proper error handling: in part',
    'Support health checks and metrics: unknown',
    'Have active maintenance and support: unknown',
  ]);
});

test('the title is always of one form', () => {
  expect(pullRequestTitle(exampleFlags)).toBe('Provider your-provider v1.0.0');
});
