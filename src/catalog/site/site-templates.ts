import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../foundation/package-info.js';

const folder = join(packageRoot, 'templates', 'site');
const ending = '.hbs';
const pages = ['overview', 'matrix', 'provider'] as const;

type Page = (typeof pages)[number];
export type FillSite = (page: Page, view: object) => string;

/** The site's templates; every text is escaped for HTML but what the templates mark with three braces. */
export async function siteTemplates(): Promise<FillSite> {
  const { default: handlebars } = await import('handlebars');
  const own = handlebars.create();
  for (const file of readdirSync(folder).filter((name) => name.endsWith(ending)))
    own.registerPartial(file.slice(0, -ending.length), siteAsset(file));
  const compiled = new Map(
    pages.map((page) => [page, own.compile(`{{> ${page}}}`, { knownHelpersOnly: true })] as const),
  );
  return (page, view) => {
    const fill = compiled.get(page);
    if (!fill) throw new Error(`there is no template ${page}`);
    return fill(view);
  };
}

export function siteAsset(file: string): string {
  return readFileSync(join(folder, file), 'utf8');
}
