import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../foundation/package-info.js';
import { codeSpan, inlineText, link, linkTarget } from './markdown-text.js';
import type { PageView } from './page-view.js';

const folder = join(packageRoot, 'templates', 'catalog');
const ending = '.hbs';

let compiled: ((view: PageView) => string) | undefined;

/** Fills `templates/catalog/page.md.hbs`; the other files of that folder are its partials. */
export async function fillPage(view: PageView): Promise<string> {
  compiled ??= await compile();
  return compiled(view);
}

/** Handlebars would escape for HTML, which is wrong in Markdown: each place names its own escaping instead. */
async function compile(): Promise<(view: PageView) => string> {
  const { default: handlebars } = await import('handlebars');
  const own = handlebars.create();
  own.registerHelper({
    text: (value: unknown) => inlineText(String(value)),
    code: (value: unknown) => codeSpan(String(value)),
    link: (value: unknown) => link(String(value)),
    target: (value: unknown) => linkTarget(String(value)),
  });
  for (const file of readdirSync(folder).filter((name) => name.endsWith(ending))) {
    own.registerPartial(file.slice(0, -ending.length), readFileSync(join(folder, file), 'utf8'));
  }
  const options = { noEscape: true, strict: false, knownHelpers: { text: true, code: true, link: true, target: true } };
  return own.compile<PageView>('{{> page.md}}', options);
}
