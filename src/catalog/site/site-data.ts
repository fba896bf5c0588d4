import { visibleText } from '../../conformance/report/visible-text.js';
import { maturities } from '../../provider/metadata/metadata-types.js';
import { profileNames } from '../../provider/profiles.js';
import type { CatalogEntry } from '../catalog-entry.js';
import { entryVerdicts } from '../verdicts.js';
import { itemView } from './site-view.js';
import { versionSpan } from './version-span.js';

const profileVerdicts = ['pass', 'partial', 'fail', 'skip', 'pending', 'stale'];

/** The catalog as the site's script reads it: a file of its own, since a page from a file may not fetch one. */
export function siteData(entries: readonly CatalogEntry[]): string {
  const words = { verdicts: entryVerdicts, maturities, profiles: profileNames, profileVerdicts };
  const rows = entries.map((entry) => JSON.stringify(row(entry)));
  return `globalThis.vrtgCatalog = ${JSON.stringify(words).slice(0, -1)},"rows":[\n${rows.join(',\n')}\n]};\n`;
}

/** The order of the fields is the one that templates/site/site.js reads. */
function row(entry: CatalogEntry): unknown[] {
  const { metadata, evidence } = entry;
  const item = itemView(entry);
  const { compatibility = {}, tags = [], name, maturity } = metadata;
  const codes = profileNames.map((profile) => {
    const shown = item.profiles.find((own) => own.name === profile);
    return shown ? profileVerdicts.indexOf(shown.verdict) : '.';
  });
  return [
    name,
    item.displayName,
    item.description,
    item.version,
    entryVerdicts.indexOf(evidence.verdict),
    maturities.indexOf(maturity),
    codes.join(''),
    item.platforms,
    item.kubernetes,
    item.virtrigaud,
    item.go,
    visibleText(tags.join(' ')),
    versionSpan(compatibility.kubernetes),
    versionSpan(compatibility.virtrigaud),
  ];
}
