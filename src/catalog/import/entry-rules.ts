import type { Finding } from '../../provider/metadata/finding.js';
import type { ProviderMetadata } from '../../provider/metadata/metadata-types.js';
import type { EntryFinding } from './upstream-entry.js';

export interface PlacedEntry {
  metadata: ProviderMetadata;
  finding: EntryFinding;
}

/** What holds between the entries of one file and the catalog that they come into. */
export interface Neighbours {
  /** Every name of the file, also of entries with mistakes. */
  names: ReadonlySet<unknown>;
  /** The providers that the catalog has already: name to image. */
  present: ReadonlyMap<string, string | undefined>;
}

/** One name and one image each, and replacements that exist. */
export function betweenEntries(entries: readonly PlacedEntry[], { names, present }: Neighbours): Finding[] {
  const byName = new Set<string>();
  const byImage = new Map<string, string>();
  for (const [name, image] of present) if (image !== undefined && !names.has(name)) byImage.set(image, name);
  const findings: Finding[] = [];
  for (const { metadata, finding } of entries) {
    const { name, image, replacedBy } = metadata;
    const owner = byImage.get(image);
    const refuse = (field: string, code: string, message: string, hint: string) =>
      findings.push(finding({ path: [field], part: 'value', code, message, hint }));
    if (byName.has(name))
      refuse('name', 'duplicate-name', `the name ${name} is taken by an entry above`, 'Rename one of the two.');
    else if (owner !== undefined)
      refuse('image', 'duplicate-image', `the image ${image} belongs to ${owner} already`, 'Describe an image once.');
    if (replacedBy !== undefined && !names.has(replacedBy) && !present.has(replacedBy))
      refuse(
        'replacedBy',
        'unknown-replacement',
        `replacedBy names ${replacedBy}, which this catalog does not have`,
        'Name a provider of this catalog.',
      );
    byName.add(name);
    if (owner === undefined) byImage.set(image, name);
  }
  return findings;
}
