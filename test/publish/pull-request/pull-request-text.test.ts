import { micromark } from 'micromark';
import { gfm, gfmHtml } from 'micromark-extension-gfm';
import { type DefaultTreeAdapterMap, parseFragment } from 'parse5';
import { describe, expect, test } from 'vitest';
import { known, notKnown } from '../../../src/catalog/requirements/requirement-facts.js';
import { suiteVersion } from '../../../src/conformance/suite/suite-version.js';
import type { ProviderMetadata } from '../../../src/provider/metadata/metadata-types.js';
import { checkRequirements } from '../../../src/publish/pull-request/checklist.js';
import { takeApart } from '../../../src/publish/pull-request/kept-text.js';
import {
  type PullRequestFacts,
  pullRequestText,
  pullRequestTitle,
} from '../../../src/publish/pull-request/pull-request-text.js';
import type { PublishedImage } from '../../../src/publish/submission/published-image.js';
import { type ReportFixture, reportFixture } from '../../catalog/report-fixture.js';
import { digests, exampleFlags } from '../publish-fixture.js';

const image = 'ghcr.io/yourorg/your-provider:v1.0.0';
/** A golden file outlives a version of the suite. */
const timeless = (body: string) => body.replaceAll(`\`${suiteVersion}\``, '`0.0.0`');
const golden = (name: string) => `../../golden/publish/${name}.md`;
const nothing = notKnown('the registry was not asked');
const unknownImage: PublishedImage = { resolved: nothing, configurations: nothing, referrers: nothing };
const resolvedImage: PublishedImage = {
  ...unknownImage,
  resolved: known({
    digest: digests.first,
    mediaType: 'application/vnd.oci.image.index.v1+json',
    platforms: ['linux/amd64', 'linux/arm64'],
    manifests: [],
  }),
};

const entry: ProviderMetadata = {
  schemaVersion: 1,
  ...exampleFlags,
  displayName: 'Your Provider',
  description: 'Yours',
  maturity: 'beta',
  capabilities: ['core', 'snapshot'],
  documentation: 'https://yourorg.example/docs',
  compatibility: { platforms: ['linux/amd64', 'linux/arm64'] },
};

interface Changes extends Partial<Omit<PullRequestFacts, 'requirements'>> {
  image?: PublishedImage;
  page?: string;
}

function facts(
  { image: found = resolvedImage, page = '', ...changes }: Changes = {},
  report: Partial<ReportFixture> = {},
) {
  const document = reportFixture({ subject: { kind: 'image', image, digest: digests.first }, suiteVersion, ...report });
  const whole: Omit<PullRequestFacts, 'requirements'> = {
    metadata: entry,
    previousTag: undefined,
    migration: undefined,
    report: document,
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
  const { metadata, previousTag, migration } = whole;
  const requirements = checkRequirements({
    metadata,
    report: whole.report,
    page,
    image: found,
    previousTag,
    migration,
    now: new Date('2026-01-02T03:04:05Z'),
  });
  return { ...whole, requirements };
}

const update = () =>
  facts(
    {
      metadata: { ...entry, tag: 'v2.0.0' },
      previousTag: 'v1.0.0',
      migration: 'https://yourorg.example/migrate',
      badge: 'partial',
      digest: undefined,
      platformsKnown: false,
      image: unknownImage,
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

test('a new provider, as it looks', async () => {
  await expect(timeless((await pullRequestText(facts())).body)).toMatchFileSnapshot(golden('new-provider'));
});

test('an update with failures from an endpoint, as it looks', async () => {
  await expect(timeless((await pullRequestText(update())).body)).toMatchFileSnapshot(golden('update-from-endpoint'));
});

type Element = DefaultTreeAdapterMap['element'];

/** The text as github.com reads it: GFM to HTML, parsed by a real parser. */
function elementsOf(markdown: string): Element[] {
  const html = micromark(markdown, { extensions: [gfm()], htmlExtensions: [gfmHtml()], allowDangerousHtml: true });
  const found: Element[] = [];
  const walk = (node: DefaultTreeAdapterMap['childNode']) => {
    if ('tagName' in node) found.push(node);
    if ('childNodes' in node) for (const child of node.childNodes) walk(child);
  };
  for (const node of parseFragment(html).childNodes) walk(node);
  return found;
}

function textOf(node: DefaultTreeAdapterMap['node']): string {
  if ('value' in node) return node.value;
  return 'childNodes' in node ? node.childNodes.map(textOf).join('') : '';
}

const named = (elements: Element[], tag: string) => elements.filter(({ tagName }) => tagName === tag);
const clean = (text: string) => text.replaceAll('\u2060', '').replace(/\s+/g, ' ').trim();

describe('read by a Markdown parser', () => {
  test('it has every section, and one row for each profile and requirement', async () => {
    const elements = elementsOf((await pullRequestText(update())).body);
    expect(named(elements, 'h3').map((node) => clean(textOf(node)))).toEqual([
      'Provider your-provider v2.0.0',
      'Conformance: partial',
      'Not given by the author',
      'Catalog requirements',
      'Changes to the entry',
      'Reproduce',
    ]);
    const rows = named(elements, 'table').map((table) => table.childNodes.map(textOf).join('\n'));
    expect(rows).toHaveLength(4);
    for (const profile of ['core', 'snapshot', 'clone', 'image-prepare', 'advanced'])
      expect(rows[1]).toContain(profile);
    expect(rows[3]?.match(/\b(?:met|not met|unknown)\b/g)?.length).toBeGreaterThanOrEqual(7);
    expect(clean(elements.map(textOf).join(' '))).toContain('https://yourorg.example/migrate');
  });

  test('failures are folded, with the reason as it was', async () => {
    const elements = elementsOf((await pullRequestText(update())).body);
    const [details] = named(elements, 'details');
    expect(details && clean(textOf(details))).toContain('2 tests did not pass');
    expect(details && clean(textOf(details))).toContain('the VM was `On` | afterwards');
  });

  const hostile =
    '</details><script>x</script> | **b** [l](https://evil.example) @someone #1 `` <!-- vrtg-provider:end -->\n# h';
  test('hostile text in every field makes no element of its own', async () => {
    const quiet = facts({}, { endings: { 'health-serving': { verdict: 'warn', reason: 'quiet' } } });
    const loud = facts(
      {
        metadata: {
          ...entry,
          displayName: hostile,
          maintainer: hostile,
          license: hostile,
          image: hostile,
          tag: hostile,
        },
        derived: [{ field: 'displayName', value: hostile, source: hostile }],
        warnings: [hostile],
        diff: `+${hostile}\n`,
        page: hostile,
      },
      { endings: { 'health-serving': { verdict: 'warn', reason: hostile } } },
    );
    const kinds = (elements: Element[]) => new Set(elements.map(({ tagName }) => tagName));
    const [expected, seen] = await Promise.all(
      [quiet, loud].map(async (each) => elementsOf((await pullRequestText(each)).body)),
    );
    const allowed = new Set([...kinds(expected ?? []), 'blockquote', 'td', 'th', 'code', 'br']);
    expect([...kinds(seen ?? [])].filter((kind) => !allowed.has(kind))).toEqual([]);
    expect(named(seen ?? [], 'a').map((link) => link.attrs.find(({ name }) => name === 'href')?.value)).toEqual(
      named(expected ?? [], 'a').map((link) => link.attrs.find(({ name }) => name === 'href')?.value),
    );
    expect(named(seen ?? [], 'h3').length).toBe(named(expected ?? [], 'h3').length + 1);
  });
});

test('stays within what GitHub takes, whatever it is given', async () => {
  const ids = reportFixture({ subject: { kind: 'image', image } }).tests.map(({ id }) => id);
  const endings = Object.fromEntries(ids.map((id) => [id, { verdict: 'fail' as const, reason: '`'.repeat(9_000) }]));
  const { body, brief } = await pullRequestText(
    facts({ diff: '+`\n'.repeat(200_000), warnings: Array.from({ length: 20 }, () => '&'.repeat(9_000)) }, { endings }),
  );
  expect(body.length).toBeLessThanOrEqual(60_000);
  expect(brief.length).toBeLessThan(30_000);
  expect(body).toMatch(/more, in the report/);
  for (const text of [body, brief]) {
    expect(text.endsWith(`<!-- vrtg-provider:end content=sha256:${'e'.repeat(64)} -->`)).toBe(true);
    expect(takeApart(text)).toEqual({ contentHash: `sha256:${'e'.repeat(64)}`, before: '', after: '' });
  }
});

test('calls nothing met that nobody looked at', async () => {
  const states = facts({ image: unknownImage }, { endings: { 'health-serving': 'could-not-run' } }).requirements.map(
    ({ text, state }) => `${text}: ${state}`,
  );
  expect(states.slice(0, 7)).toEqual([
    'Pass VCTS core profile tests: unknown',
    'Include comprehensive documentation: not met',
    'Provide Helm chart for deployment: unknown',
    'Follow security best practices: unknown',
    'Include proper error handling: met',
    'Support health checks and metrics: unknown',
    'Have active maintenance and support: unknown',
  ]);
});

test('the title is always of one form', () => {
  expect(pullRequestTitle(exampleFlags)).toBe('Provider your-provider v1.0.0');
});
