import { micromark } from 'micromark';
import { gfm, gfmHtml } from 'micromark-extension-gfm';
import { expect, test } from 'vitest';
import { entryFor } from '../../src/catalog/catalog-entry.js';
import { defaultSettings } from '../../src/catalog/catalog-settings.js';
import { installCommands } from '../../src/catalog/install-commands.js';
import { fillPage } from '../../src/catalog/page-templates.js';
import { pageView } from '../../src/catalog/page-view.js';
import { suiteAcceptance } from '../../src/catalog/suite-range.js';
import type { ProviderMetadata } from '../../src/provider/metadata/metadata-types.js';
import { hostileTexts } from './hostile-texts.js';
import { reportFixture } from './report-fixture.js';
import { seededTexts } from './seeded-texts.js';

/** The same text in every field that holds text, whatever validation would say of it. */
function metadataOf(text: string): ProviderMetadata {
  return {
    schemaVersion: 1,
    name: 'hostile',
    displayName: text,
    description: text,
    repo: text,
    image: text,
    tag: text,
    capabilities: ['core'],
    maintainer: text,
    license: text,
    maturity: 'deprecated',
    replacedBy: text,
    tags: [text, text],
    documentation: text,
    compatibility: { kubernetes: text, virtrigaud: text, go: text, platforms: [text, text] },
    install: {
      release: text,
      namespace: text,
      chart: text,
      secrets: [{ name: text, keys: { [text]: text } }],
      env: [
        { name: text, value: text },
        { name: text, secret: text, key: text },
      ],
      values: { [text]: text },
    },
    claimed: { profiles: { core: text } },
  };
}

/** A page with every generated part, and the hostile provider between two harmless ones. */
async function pageWith(text: string): Promise<string> {
  const acceptsSuite = suiteAcceptance();
  const subject = { kind: 'image', image: text, name: text, version: text } as const;
  const entries = [
    entryFor({ metadata: metadataOf('x'), report: undefined, acceptsSuite }),
    entryFor({ metadata: metadataOf(text), report: reportFixture({ subject }), acceptsSuite }),
    entryFor({ metadata: metadataOf('x'), report: undefined, acceptsSuite }),
  ];
  const settings = { ...defaultSettings, quickStart: 'hostile', tutorial: text };
  return fillPage(pageView({ entries, settings, showClaims: true }));
}

const html = (page: string) =>
  micromark(page, { allowDangerousHtml: true, extensions: [gfm()], htmlExtensions: [gfmHtml()] });

const parsed = new Map<string, string>();

/** The page as a browser gets it, parsed once for all tests of a text. */
async function htmlWith(text: string): Promise<string> {
  const known = parsed.get(text) ?? html(await pageWith(text));
  parsed.set(text, known);
  return known;
}

/** The tags in their order. Links are left out: GitHub makes them of bare addresses, wherever these stand. */
const structure = (page: string) => (page.match(/<\/?[a-z!][^\s>]*/gi) ?? []).filter((tag) => !/^<\/?a$/.test(tag));

const decode = (text: string) =>
  text
    .replace(/<[^>]*>/g, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&');

/** Blank text is refused by validation and would leave out whole lines. */
const shownTexts = [...hostileTexts, ...seededTexts(60)].filter((text) => text.trim() !== '');

test.each(shownTexts)('%j in every field leaves the structure of the page as it is', async (text) => {
  expect(structure(await htmlWith(text))).toEqual(structure(await htmlWith('y')));
});

const onOneLine = (text: string) =>
  text
    .replace(/[\u202e\ufeff]/g, '')
    .replace(/[\s\p{Cc}\u2028\u2029]+/gu, ' ')
    .trim();

test.each(shownTexts)('%j is the heading of its section, as it is written', async (text) => {
  const headings = [...(await htmlWith(text)).matchAll(/<h3>(.*?)<\/h3>/g)].map(([, heading = '']) => decode(heading));
  expect(headings).toContain(onOneLine(text));
});

test.each(shownTexts)('%j is shown in the tables as it is written', async (text) => {
  const page = await htmlWith(text);
  const shown = onOneLine(text);
  const cells = [...page.matchAll(/<td>(.*?)<\/td>/g)].map(([, cell = '']) => decode(cell));
  expect(cells.filter((cell) => cell === shown).length).toBeGreaterThanOrEqual(5);
});

test.each(shownTexts)('%j in every field: the commands arrive in their block', async (text) => {
  const blocks = [...(await htmlWith(text)).matchAll(/<pre><code class="language-bash">(.*?)<\/code><\/pre>/gs)];
  const commands = installCommands(metadataOf(text));
  expect(blocks.map(([, block = '']) => decode(block).trimEnd())).toContain(commands);
});

test.each([
  ['javascript:alert(1)', undefined],
  ['data:text/html,x', undefined],
  ['HTTPS://example.com/a', 'HTTPS://example.com/a'],
  ['https://example.com/a b(c)', 'https://example.com/a%20b%28c%29'],
  ['https://example.com/"><script>', 'https://example.com/%22%3E%3Cscript%3E'],
  ['https://example.com/?a=1&copy;=2', 'https://example.com/?a=1&copy;=2'],
  ['https://example.com/x_y_z', 'https://example.com/x_y_z'],
])('the repository %s links to %s', async (repo, target) => {
  const entry = entryFor({
    metadata: { ...metadataOf('x'), repo },
    report: undefined,
    acceptsSuite: suiteAcceptance(),
  });
  const page = html(await fillPage(pageView({ entries: [entry], settings: defaultSettings, showClaims: false })));
  const [, href] = /<strong>Repository:<\/strong> <a href="([^"]*)"/.exec(page) ?? [];
  expect(href && decode(href)).toBe(target);
});
