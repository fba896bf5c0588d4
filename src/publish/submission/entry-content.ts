import type { ConformanceReport } from '../../conformance/report/report-types.js';
import { parseMetadata } from '../../provider/metadata/load-metadata.js';
import type { ProviderMetadata } from '../../provider/metadata/metadata-types.js';
import type { EntryVersion } from '../../provider/version-rules.js';
import type { EntryFiles } from '../catalog-repository/catalog-view.js';
import { type CatalogLayout, entryPaths } from '../catalog-repository/layout.js';
import { singleFileEntry } from '../catalog-repository/single-file.js';
import { fieldsOfItem } from '../catalog-repository/single-file-fields.js';
import { contentHash } from './content-hash.js';

export interface EntryPlace {
  layout: CatalogLayout;
  name: string;
}

/** The hash of an entry as it stands in a catalog; undefined where there is no entry. */
export function hashOfFiles(files: EntryFiles, place: EntryPlace): string | undefined {
  const paths = entryPaths(place.layout, place.name);
  const entry = entryData(files, place);
  if (entry === undefined) return undefined;
  const page = paths.page === undefined ? undefined : files.get(paths.page);
  return contentHash({ entry, page, report: reportIn(files.get(paths.report)) });
}

/** What a catalog's entry says of a provider, as far as it is valid. A single file has no place for some of it. */
export function metadataIn(files: EntryFiles, { layout, name }: EntryPlace): Partial<ProviderMetadata> | undefined {
  if (layout === 'single-file') return fieldsOfItem(entryData(files, { layout, name }));
  const path = entryPaths(layout, name).metadata;
  const text = files.get(path);
  return text === undefined ? undefined : parseMetadata(text, path).metadata;
}

/** Version and digest of an entry, however broken the rest of it is. */
export function versionIn(files: EntryFiles, place: EntryPlace): EntryVersion | undefined {
  const data = entryData(files, place);
  if (typeof data !== 'object' || data === null || !('tag' in data)) return undefined;
  const { tag, digest } = data as { tag: unknown; digest?: unknown };
  // Upstream's file has no field for a digest: there, only the report beside it knows what the tag was.
  const known = place.layout === 'single-file' ? testedDigest(files, { ...place, tag: String(tag) }) : digest;
  return { tag: String(tag), ...(typeof known === 'string' && { digest: known }) };
}

/** The digest in the report of an entry, if it is a report of that tag. */
function testedDigest(files: EntryFiles, { layout, name, tag }: EntryPlace & { tag: string }): string | undefined {
  const report = reportIn(files.get(entryPaths(layout, name).report));
  if (report === undefined || typeof report === 'string') return undefined;
  const { kind, image = '', digest } = report.subject;
  const [reference = ''] = image.split('@');
  return kind === 'image' && reference.endsWith(`:${tag}`) ? digest : undefined;
}

/** The report as data; its text where it cannot be read as one, so that any difference still counts. */
export function reportIn(text: string | undefined): ConformanceReport | string | undefined {
  if (text === undefined) return undefined;
  try {
    const report = JSON.parse(text) as ConformanceReport;
    return Array.isArray(report.tests) && typeof report.subject === 'object' ? report : text;
  } catch {
    return text;
  }
}

function entryData(files: EntryFiles, { layout, name }: EntryPlace): unknown {
  const text = files.get(entryPaths(layout, name).metadata);
  if (text === undefined) return undefined;
  if (layout === 'single-file') return singleFileEntry(text, name);
  return parseMetadata(text, 'provider.yaml').metadata ?? text;
}
