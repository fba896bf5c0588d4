import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../foundation/package-info.js';
import { joined, type Pieces } from './generated-file.js';
import { codeSpan, inlineText, link, linkTarget } from './markdown-text.js';
import type { PageView } from './page-view.js';

const folder = join(packageRoot, 'templates', 'catalog');
const ending = '.hbs';

/** Templates of one provider, which stand in the page's own one by `{{rows "..."}}`. */
const rowTemplates = ['overview-row', 'provider-section', 'matrix-row'] as const;
type Fill = (view: object) => string;

let compiled: { page: Fill; rows: ReadonlyMap<string, Fill> } | undefined;

/** Fills `templates/catalog/page.md.hbs`; the other files of that folder are its partials. */
export async function fillPage(view: PageView): Promise<string> {
  return joined(await pagePieces(view));
}

/** The same, provider by provider. */
export async function pagePieces(view: PageView): Promise<Pieces> {
  compiled ??= await compile();
  const { page, rows } = compiled;
  // No text of a page holds NUL: it marks where the rows belong.
  const [beginning = '', ...parts] = page(view).split(rowsMark);
  return function* () {
    yield beginning;
    for (let index = 0; index < parts.length; index += 2) {
      const fill = rows.get(parts[index] ?? '');
      if (!fill) throw new Error(`there is no template of rows ${parts[index]}`);
      for (const provider of view.providers()) yield fill(provider);
      yield parts[index + 1] ?? '';
    }
  };
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: NUL is what is looked for
const rowsMark = /\u0000([a-z-]+)\u0000\n/;

/** Handlebars would escape for HTML, which is wrong in Markdown: each place names its own escaping instead. */
async function compile(): Promise<NonNullable<typeof compiled>> {
  const { default: handlebars } = await import('handlebars');
  const own = handlebars.create();
  own.registerHelper({
    text: (value: unknown) => inlineText(String(value)),
    code: (value: unknown) => codeSpan(String(value)),
    link: (value: unknown) => link(String(value)),
    target: (value: unknown) => linkTarget(String(value)),
    rows: (name: string) => `\u0000${name}\u0000`,
  });
  const sources = new Map(
    readdirSync(folder)
      .filter((name) => name.endsWith(ending))
      .map((name) => [name.slice(0, -ending.length), readFileSync(join(folder, name), 'utf8')]),
  );
  own.registerPartial(Object.fromEntries(sources));
  const knownHelpers = { text: true, code: true, link: true, target: true, rows: true };
  const template = (name: string) =>
    own.compile<object>(sources.get(name), { noEscape: true, strict: false, knownHelpers });
  return { page: template('page.md'), rows: new Map(rowTemplates.map((name) => [name, template(name)])) };
}
