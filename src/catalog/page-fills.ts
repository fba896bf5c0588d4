import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../foundation/package-info.js';
import { pageHelpers } from './page-helpers.js';

const folder = join(packageRoot, 'templates', 'catalog');
const ending = '.hbs';

export type Fill = (view: object) => string;

/**
 * The templates of `templates/catalog` by name; each may use the others as partials. The bundle holds them as plain
 * functions (scripts/plain-templates.mjs), so that it needs neither Handlebars nor the files.
 */
export async function pageFills(): Promise<(name: string) => Fill> {
  const { default: handlebars } = await import('handlebars');
  const own = handlebars.create();
  own.registerHelper(pageHelpers);
  const sources = new Map(
    readdirSync(folder)
      .filter((name) => name.endsWith(ending))
      .map((name) => [name.slice(0, -ending.length), readFileSync(join(folder, name), 'utf8')]),
  );
  own.registerPartial(Object.fromEntries(sources));
  // Handlebars would escape for HTML, which is wrong in Markdown: each place names its own escaping instead.
  return (name) => own.compile<object>(sources.get(name), { noEscape: true, strict: false });
}
