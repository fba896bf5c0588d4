import { badgePath, badgeSvg } from './badges.js';
import type { CatalogEntry } from './catalog-entry.js';
import { catalogIndex } from './catalog-index.js';
import type { CatalogSettings } from './catalog-settings.js';
import { fillPage } from './page-templates.js';
import { pageView } from './page-view.js';
import { upstreamCatalog } from './upstream-catalog.js';

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
  const { entries, settings } = content;
  const files = new Map([
    [`${catalogFolder}/README.md`, await fillPage(pageView(content))],
    [`${catalogFolder}/catalog.yaml`, upstreamCatalog(entries, settings)],
    [`${catalogFolder}/index.json`, catalogIndex(entries, content)],
  ]);
  for (const { metadata, evidence } of entries) {
    files.set(`${catalogFolder}/${badgePath(metadata.name)}`, await badgeSvg(evidence.verdict));
  }
  return files;
}
