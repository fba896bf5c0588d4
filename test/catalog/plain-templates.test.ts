import fc from 'fast-check';
import Handlebars from 'handlebars';
import { describe, expect, test } from 'vitest';
import { plainTemplates, templatesOf } from '../../scripts/plain-templates.mjs';
import { pageHelpers } from '../../src/catalog/page-helpers.js';
import { packageRoot } from '../../src/foundation/package-info.js';
import { hostileTexts } from './hostile-texts.js';

type View = Record<string, unknown>;
type Fill = (view: View) => string;

const helpers = Object.keys(pageHelpers);

function plain(sources: Map<string, string>, name: string): Fill {
  const code = plainTemplates({ sources, names: [name], helpers }).replace('export const fills =', 'return');
  const fill = new Function(code)()[name] as (view: View, own: typeof pageHelpers) => string;
  return (view) => fill(view, pageHelpers);
}

function byHandlebars(sources: Map<string, string>, name: string): Fill {
  const own = Handlebars.create();
  own.registerHelper(pageHelpers);
  own.registerPartial(Object.fromEntries(sources));
  return own.compile<View>(sources.get(name), { noEscape: true, strict: false });
}

const sources = templatesOf(`${packageRoot}/templates/catalog`);
const text = fc.oneof(fc.constantFrom(...hostileTexts, '', '{{page}}', '$&'), fc.string({ unit: 'binary' }));
const row = fc.record({ title: text, verdict: text, coverage: text });
const views: Record<string, fc.Arbitrary<View>> = {
  'overview-row': fc.record(
    {
      displayName: text,
      description: text,
      capabilities: text,
      badge: fc.record({ alt: text, address: text }),
      claim: text,
      maintainer: text,
      license: text,
    },
    { requiredKeys: [] },
  ),
  'provider-section': fc.record(
    {
      displayName: text,
      image: text,
      repo: text,
      maturity: text,
      tags: text,
      documentation: fc.option(text, { nil: undefined }),
      remark: text,
      claims: text,
      page: text,
      profileRows: fc.array(row, { maxLength: 3 }),
      installation: text,
    },
    { requiredKeys: [] },
  ),
  'matrix-row': fc.record({ shortName: text, kubernetes: text, virtrigaud: text, go: text, platforms: text }),
  'page.md': fc.record(
    {
      lastTested: text,
      allTested: fc.boolean(),
      testedCount: fc.nat(),
      providerCount: fc.nat(),
      quickStart: text,
      tutorial: text,
      profiles: fc.array(
        fc.record({
          title: text,
          required: fc.boolean(),
          audience: text,
          capabilities: fc.array(fc.record({ name: text, description: text }), { maxLength: 2 }),
        }),
        { maxLength: 2 },
      ),
      requirements: fc.array(fc.record({ text }), { maxLength: 2 }),
    },
    { requiredKeys: [] },
  ),
};

test.each(Object.keys(views))('the plain function of %s writes what Handlebars writes', (name) => {
  const [own, original] = [plain(sources, name), byHandlebars(sources, name)];
  fc.assert(
    fc.property(views[name] ?? fc.constant({}), (view) => {
      expect(own(view)).toBe(original(view));
    }),
    { numRuns: 200 },
  );
});

describe('what the page does not use', () => {
  test.each([
    '{{unknown 1}}',
    '{{text a b}}',
    '{{text a=b}}',
    '{{#unless a}}x{{/unless}}',
    '{{#each a}}x{{else}}y{{/each}}',
    '{{#each a as |b|}}{{b}}{{/each}}',
    '{{#each a}}{{../b}}{{/each}}',
    '{{#each a}}{{@index}}{{/each}}',
    '{{> other}}',
    '{{#if a}}  {{> inner b}}{{/if}}',
  ])('%s is refused', (source) => {
    const one = new Map([
      ['one', source],
      ['inner', 'x'],
    ]);
    expect(() => plain(one, 'one')).toThrow();
  });
});
