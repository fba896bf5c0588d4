import fc from 'fast-check';
import { type DefaultTreeAdapterMap, parse } from 'parse5';
import { expect, test } from 'vitest';
import { entryFor } from '../../../src/catalog/catalog-entry.js';
import { supportsVersion, versionRange } from '../../../src/catalog/list/version-support.js';
import { sitePages } from '../../../src/catalog/site/site-pages.js';
import { versionSpan } from '../../../src/catalog/site/version-span.js';
import { checkPage } from '../../../src/provider/metadata/rules/page-rules.js';
import { hostilePage, hostileText } from '../generated-texts.js';
import { attribute, below, isHarmless, targets, textOf } from '../rendered-page.js';
import { reportFixture } from '../report-fixture.js';
import { acceptsSuite, siteEntry } from './site-entries.js';

const seeded = { seed: 20261123, numRuns: 80 };

function hostileEntry(text: string, page: string) {
  const { metadata } = siteEntry({
    displayName: text,
    description: text,
    repo: text,
    documentation: text,
    image: text,
    maintainer: text,
    license: text,
    tag: text,
    maturity: 'deprecated',
    replacedBy: text,
    tags: [text],
    compatibility: { kubernetes: text, virtrigaud: text, go: text, platforms: [text] },
    install: { release: text, namespace: text, env: [{ name: text, value: text }], values: { [text]: text } },
    claimed: { profiles: { core: text } },
  });
  const subject = { kind: 'image', image: text, name: text, version: text } as const;
  return entryFor({ metadata, page, report: reportFixture({ subject }), acceptsSuite });
}

async function pagesOf(text: string, page = '') {
  const pages = new Map<string, string>();
  const entry = hostileEntry(text, page);
  for await (const file of sitePages({ root: '/nowhere', entries: [entry], showClaims: true }))
    pages.set(file.path, file.content);
  return pages;
}

const elements = (html: string) => below(parse(html) as DefaultTreeAdapterMap['node']);
const structure = (html: string) =>
  elements(html)
    .filter(({ tagName }) => tagName !== 'a')
    .map(({ tagName, attrs }) => `${tagName} ${attrs.map(({ name }) => name).join(' ')}`);
const names = ['index.html', 'matrix.html', 'providers/one.html'];
const isBlank = (text: string) => text.replace(/[\s\p{Cc}]/gu, '') === '';

test('no text in any field changes the structure of a page of the site', async () => {
  const usual = await pagesOf('y');
  const property = fc.asyncProperty(hostileText, async (text) => {
    fc.pre(!isBlank(text));
    const pages = await pagesOf(text);
    for (const name of names) {
      expect(structure(pages.get(name) ?? '')).toEqual(structure(usual.get(name) ?? 'none'));
      expect(targets(elements(pages.get(name) ?? '')).filter((target) => !isHarmless(target))).toEqual([]);
    }
  });
  await fc.assert(property, seeded);
});

test('the data file is a script that sets one value, whatever the texts are', async () => {
  const property = fc.asyncProperty(hostileText, async (text) => {
    const script = (await pagesOf(text)).get('assets/providers.js') ?? '';
    const [, json = ''] = /^globalThis\.vrtgCatalog = (.*);\n$/s.exec(script) ?? [];
    const data = JSON.parse(json) as { rows: unknown[][] };
    expect(data.rows).toHaveLength(1);
    expect(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u.exec(script.replaceAll('\n', ''))).toBeNull();
  });
  await fc.assert(property, seeded);
});

test('an accepted page.md brings no element of its own but text, lists, tables and links', async () => {
  const allowed =
    /^(?:html|head|meta|title|link|script|body|a|header|div|span|nav|ul|ol|li|main|h[1-5]|p|strong|em|code|pre|section|aside|dl|dt|dd|table|thead|tbody|tr|th|td|footer|time|button|blockquote|hr|br|del|sup)$/;
  const usual = elements((await pagesOf('y', 'text')).get('providers/one.html') ?? '');
  const scripts = usual.filter(({ tagName }) => tagName === 'script').length;
  let accepted = 0;
  const property = fc.asyncProperty(hostilePage, async (page) => {
    if (checkPage(page).length > 0) return;
    accepted += 1;
    const own = elements((await pagesOf('y', page)).get('providers/one.html') ?? '');
    expect(own.map(({ tagName }) => tagName).filter((name) => !allowed.test(name))).toEqual([]);
    expect(own.filter(({ tagName }) => tagName === 'script')).toHaveLength(scripts);
    expect(
      own.flatMap(({ attrs }) => attrs.filter(({ name }) => /^on|^style$|^src$/.test(name) && !name.startsWith('src'))),
    ).toEqual([]);
    expect(targets(own).filter((target) => !isHarmless(target))).toEqual([]);
  });
  await fc.assert(property, { ...seeded, numRuns: 400 });
  expect(accepted).toBeGreaterThan(40);
});

test('even a page that no check has seen runs and loads nothing', async () => {
  const page =
    '<script>alert(1)</script>\n\n<img src=x onerror=alert(1)>\n\n[a](javascript:alert(1)) ![p](https://example.com/p.png)';
  const own = elements((await pagesOf('y', page)).get('providers/one.html') ?? '');
  expect(own.filter(({ tagName }) => tagName === 'script').map((script) => attribute(script, 'src'))).toEqual([
    '../assets/site.js',
  ]);
  expect(own.filter(({ tagName }) => tagName === 'img')).toEqual([]);
  expect(targets(own).filter((target) => !isHarmless(target))).toEqual([]);
});

test('every page forbids what is not the site’s own', async () => {
  for (const name of names) {
    const policy = elements((await pagesOf('y')).get(name) ?? '').find(
      (element) => attribute(element, 'http-equiv') === 'Content-Security-Policy',
    );
    const content = (policy && attribute(policy, 'content')) ?? '';
    expect(content).toContain("default-src 'none'");
    expect(content).not.toMatch(/unsafe|https?:|\*/);
  }
});

test('a page says what was measured, and of a stale report that it does not hold', async () => {
  const html = (await pagesOf('y')).get('providers/one.html') ?? '';
  const texts = elements(html)
    .filter(({ tagName }) => tagName === 'p')
    .map((node) => textOf(node));
  expect(texts.join('\n')).toMatch(/Conformance: stale; the result of .* does not hold for this entry/);
});

const stated = fc.constantFrom(
  '1.25+',
  '1.25.3+',
  'v1.25+',
  '2+',
  '1.25',
  '1',
  '1.25.3',
  '1.25 - 1.31',
  '1.25.2 - 1.31.4',
  '0.1.0+',
);
const asked = fc.tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 6 }));

test('the numbers in the data hold the versions that SemVer holds', () => {
  const property = fc.property(stated, asked, (range, [major, minor, patch]) => {
    const span = versionSpan(range);
    const number = major * 1e8 + minor * 1e4 + patch;
    const isIn = span !== 0 && span[0] <= number && (span[1] === 0 || number < span[1]);
    expect(isIn).toBe(supportsVersion(range, versionRange(`${major}.${minor}.${patch}`) ?? ''));
  });
  fc.assert(property, { ...seeded, numRuns: 2_000 });
});
