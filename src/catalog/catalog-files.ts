import { badgeSvg } from './badge-svg.js';
import { badgePath } from './badges.js';
import type { CatalogEntry } from './catalog-entry.js';
import { catalogIndex } from './catalog-index.js';
import type { CatalogSettings } from './catalog-settings.js';
import { joined, type Pieces } from './generated-file.js';
import { pagePieces } from './page-templates.js';
import { pageView } from './page-view.js';
import { upstreamPieces } from './upstream-catalog.js';
import type { EntryVerdict } from './verdicts.js';

const catalogFolder = 'catalog';
export const badgeFolder = `${catalogFolder}/badges`;

export interface CatalogContent {
  /** In the order of the page. */
  entries: readonly CatalogEntry[];
  settings: CatalogSettings;
  showClaims: boolean;
}

/** Every generated file: path below the catalog's root, with slashes, to content. Touches no file of the catalog. */
export async function catalogFiles(content: CatalogContent): Promise<Map<string, string>> {
  const files = [...(await largeFiles(content))].map(([path, pieces]) => [path, joined(pieces)] as const);
  const badges = [...(await badgeSvgs(content))].map(([name, svg]) => [badgeFile(name), svg] as const);
  return new Map([...files, ...badges]);
}

/** The files that hold all providers. */
export async function largeFiles(content: CatalogContent): Promise<Map<string, Pieces>> {
  const { entries, settings } = content;
  return new Map<string, Pieces>([
    [`${catalogFolder}/README.md`, await pagePieces(pageView(content))],
    [`${catalogFolder}/catalog.yaml`, () => upstreamPieces(entries, settings)],
    [`${catalogFolder}/index.json`, () => catalogIndex(entries, content)],
  ]);
}

/** The badge of each provider, by the provider's name: a hundred thousand paths would be larger. Equal badges are one text. */
export async function badgeSvgs({ entries }: CatalogContent): Promise<Map<string, string>> {
  const drawn = new Map<EntryVerdict, string>();
  for (const verdict of new Set(entries.map(({ evidence }) => evidence.verdict)))
    drawn.set(verdict, await badgeSvg(verdict));
  return new Map(entries.map(({ metadata, evidence }) => [metadata.name, drawn.get(evidence.verdict) ?? '']));
}

/** Where the badge of a provider is, below the catalog's root. */
export function badgeFile(name: string): string {
  return `${catalogFolder}/${badgePath(name)}`;
}
