import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type DefaultTreeAdapterTypes, parse } from 'parse5';
import { beforeAll, describe, expect, it } from 'vitest';
import { htmlReport } from '../../../src/conformance/report/html-report.js';
import { visibleText } from '../../../src/conformance/report/visible-text.js';
import { packageRoot } from '../../../src/foundation/package-info.js';
import { recordedReport, reportHolding, strangeTexts } from './recorded-report.js';

type Element = DefaultTreeAdapterTypes.Element;
type Node = DefaultTreeAdapterTypes.Node;

function elementsOf(html: string): Element[] {
  const mistakes: string[] = [];
  const document = parse(html, {
    onParseError: ({ code, startLine }) => mistakes.push(`${code} in line ${startLine}`),
  });
  expect(mistakes).toEqual([]);
  const found: Element[] = [];
  const visit = (node: Node) => {
    if ('tagName' in node) found.push(node);
    if ('childNodes' in node) node.childNodes.forEach(visit);
  };
  visit(document);
  return found;
}

const named = (elements: Element[], name: string) => elements.filter(({ tagName }) => tagName === name);
const attribute = ({ attrs }: Element, name: string) => attrs.find((attr) => attr.name === name)?.value;
const withClass = (elements: Element[], name: string) =>
  elements.filter((element) => attribute(element, 'class')?.split(' ').includes(name));

function textOf(node: Node): string {
  if ('value' in node) return node.value;
  return 'childNodes' in node ? node.childNodes.map(textOf).join('') : '';
}

describe('the HTML report', () => {
  const report = recordedReport();
  let html: string;
  let elements: Element[];
  beforeAll(async () => {
    html = await htmlReport(report);
    elements = elementsOf(html);
  });

  it('needs nothing from elsewhere', () => {
    const loading = elements.flatMap(({ tagName, attrs }) =>
      attrs
        .filter(
          ({ name, value }) => ['src', 'href', 'action', 'data', 'poster'].includes(name) && !value.startsWith('#'),
        )
        .map(({ name, value }) => `${tagName} ${name}=${value}`),
    );
    expect(loading).toEqual([]);
    expect(named(elements, 'link')).toEqual([]);
    expect(textOf(named(elements, 'style')[0] as Element)).not.toMatch(/@import|url\(/);
  });

  it('has a policy that allows its own style and script only', () => {
    const policy = elements.find((element) => attribute(element, 'http-equiv') === 'Content-Security-Policy');
    const hashOf = (name: string) => {
      const [only] = named(elements, name);
      return `'sha256-${createHash('sha256')
        .update(textOf(only as Element))
        .digest('base64')}'`;
    };
    expect(attribute(policy as Element, 'content')).toBe(
      `default-src 'none'; style-src ${hashOf('style')}; script-src ${hashOf('script')}; base-uri 'none'; form-action 'none'`,
    );
    expect(
      elements.filter((element) => element.attrs.some(({ name }) => name === 'style' || /^on/.test(name))),
    ).toEqual([]);
  });

  it('shows every test with its verdict, also without its script', () => {
    const tests = withClass(elements, 'test');
    const shown = tests.map((test) => [
      attribute(test, 'data-verdict'),
      textOf(named(elementsBelow(test), 'h4')[0] as Element),
    ]);
    const groups = Object.keys(report.profiles).flatMap((name) =>
      report.tests.filter(({ profile }) => profile === name),
    );
    expect(shown).toEqual(groups.map(({ verdict, id }) => [verdict, id]));
    expect(tests.filter((test) => attribute(test, 'hidden') !== undefined)).toEqual([]);
  });

  it('offers a labelled filter for every verdict that was given, with its count', () => {
    const filter = elements.find((element) => attribute(element, 'id') === 'filter') as Element;
    expect(attribute(filter, 'hidden')).toBe('');
    const labels = named(elementsBelow(filter), 'label').map((label) => textOf(label).trim().replace(/\s+/g, ' '));
    const counts = new Map<string, number>();
    for (const { verdict } of report.tests) counts.set(verdict, (counts.get(verdict) ?? 0) + 1);
    expect(labels.toSorted()).toEqual([...counts].map(([verdict, count]) => `${verdict} ${count}`).toSorted());
  });

  it('shows the exchange of every test that has one', () => {
    const shown = withClass(elements, 'test').filter((test) => named(elementsBelow(test), 'details').length === 1);
    expect(shown).toHaveLength(report.tests.filter(({ exchange }) => exchange !== undefined).length);
  });

  it.each([
    ['the image digest', () => report.subject.digest],
    ['the suite digest', () => report.suite.digest],
    ['start and end', () => report.startedAt],
    ['the command to repeat it', () => report.reproduce],
    ['coverage', () => 'covers 3 of 4 capabilities'],
    ['what is untestable', () => report.untestable[0]?.reason],
    ['what was left behind', () => report.leftovers[1]?.reason],
    ['the parameters', () => '"TemplateName": "mock-small"'],
    ['the declared capabilities', () => 'supportsLinkedClones'],
  ])('says %s', (_what, text) => {
    expect(textOf(named(elements, 'body')[0] as Element)).toContain(text());
  });

  it('has a heading order without gaps, a language and a title', () => {
    const levels = elements.flatMap(({ tagName }) => (/^h[1-6]$/.test(tagName) ? [Number(tagName[1])] : []));
    for (const [index, level] of levels.entries()) expect(level - (levels[index - 1] ?? 0)).toBeLessThanOrEqual(1);
    expect(attribute(named(elements, 'html')[0] as Element, 'lang')).toBe('en');
    expect(textOf(named(elements, 'title')[0] as Element)).toBe('Conformance fail: demo 1.4.0');
  });

  it('has every id once, and its references lead somewhere', () => {
    const ids = elements.flatMap((element) => attribute(element, 'id') ?? []);
    expect(new Set(ids).size).toBe(ids.length);
    const references = elements.flatMap((element) => [
      ...(attribute(element, 'aria-labelledby') ?? '').split(' ').filter(Boolean),
      ...(attribute(element, 'href') ?? '').split('#').slice(1),
    ]);
    expect(references.filter((id) => !ids.includes(id))).toEqual([]);
  });

  it('says that a run ended early and that it is one shard', async () => {
    const text = await htmlReport({ ...report, ended: 'timed-out', shard: { index: 2, total: 3 } });
    expect(text).toContain('the time for the whole run was over');
    expect(text).toContain('shard 2 of 3');
  });

  it('has no markup but its own, whatever a provider sends', async () => {
    const shape = (html: string) =>
      elementsOf(html).map(({ tagName, attrs }) => `${tagName} ${attrs.map(({ name }) => name).join(' ')}`);
    const plain = shape(await htmlReport(reportHolding('harmless')));
    for (const text of strangeTexts.filter((strange) => strange !== '')) {
      expect({ text, shape: shape(await htmlReport(reportHolding(text))) }).toEqual({ text, shape: plain });
    }
  });

  it('shows strange texts as they are, with control characters visible', async () => {
    for (const text of strangeTexts) {
      const ids = named(elementsOf(await htmlReport(reportHolding(text))), 'h4').map(textOf);
      expect(ids[0]).toBe(visibleText(`0 ${text}`));
    }
  });
});

function elementsBelow(element: Element): Element[] {
  return element.childNodes.flatMap((child) => ('tagName' in child ? [child, ...elementsBelow(child)] : []));
}

describe('the colours of the HTML report', () => {
  const css = readFileSync(join(packageRoot, 'templates', 'report', 'report.css'), 'utf8');
  const [light = '', dark = ''] = [...css.matchAll(/:root \{([^}]*)\}/g)].map(([, block]) => block);
  const pairs = [
    ['text', 'page'],
    ['text', 'raised'],
    ['muted', 'page'],
    ['muted', 'raised'],
    ['accent', 'page'],
    ['accent', 'raised'],
    ['fail', 'page'],
    ...['pass', 'fail', 'warn', 'error', 'neutral'].map((name) => [name, `${name}-back`]),
  ] as [string, string][];

  it.each([
    ['light', light],
    ['dark', dark],
  ])('can be read in the %s theme: contrast of at least 4.5 to 1', (_theme, block) => {
    const colors = Object.fromEntries(
      [...block.matchAll(/--([a-z-]+): #([0-9a-f]{6});/g)].map(([, name, hex]) => [name, hex as string]),
    );
    const low = pairs.filter(([front, back]) => contrast(colors[front] as string, colors[back] as string) < 4.5);
    expect(low).toEqual([]);
  });
});

/** As WCAG defines it. */
function contrast(a: string, b: string): number {
  const [darker = 0, lighter = 0] = [luminance(a), luminance(b)].toSorted((x, y) => x - y);
  return (lighter + 0.05) / (darker + 0.05);
}

function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [0, 2, 4].map((start) => {
    const share = Number.parseInt(hex.slice(start, start + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
