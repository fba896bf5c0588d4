import type { ProviderMetadata } from '../provider/metadata/metadata-types.js';
import type { CatalogEntry } from './catalog-entry.js';

/** In larger catalogs memory matters more than the time to read an entry again. */
const mostObjects = 20_000;

/** An entry as a catalog of so many entries holds it. */
export function kept(entry: CatalogEntry, count: number): CatalogEntry {
  return count > mostObjects ? new KeptEntry(entry) : entry;
}

/** The one that was asked for last: who looks at an entry asks it several times. */
let last: { entry: KeptEntry; metadata: ProviderMetadata } | undefined;

/**
 * An entry whose metadata is JSON until somebody asks for it: as objects, whose texts keep the whole file alive, it takes
 * four times the room. Not a change of what it holds: a claim may be any YAML, -0 for instance, and stays as it is.
 */
class KeptEntry implements CatalogEntry {
  readonly page: CatalogEntry['page'];
  readonly evidence: CatalogEntry['evidence'];
  private readonly claimed: ProviderMetadata['claimed'];
  private readonly json: string;

  constructor({ metadata: { claimed, ...metadata }, page, evidence }: CatalogEntry) {
    this.page = page;
    this.evidence = evidence;
    this.claimed = claimed;
    // V8 gives a text of many parts, which takes twice the room of one that is copied.
    this.json = Buffer.from(JSON.stringify(metadata), 'utf8').toString('utf8');
  }

  get metadata(): ProviderMetadata {
    if (last?.entry !== this) {
      const metadata = JSON.parse(this.json) as ProviderMetadata;
      last = { entry: this, metadata: this.claimed === undefined ? metadata : { ...metadata, claimed: this.claimed } };
    }
    return last.metadata;
  }
}
