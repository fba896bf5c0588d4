import type { ConformanceReport } from '../../conformance/report/report-types.js';
import { parseMetadata } from '../../provider/metadata/load-metadata.js';
import type { ProviderMetadata } from '../../provider/metadata/metadata-types.js';
import type { EntryVersion } from '../../provider/version-rules.js';
import type { EntryFiles } from '../catalog-repository/catalog-view.js';
import { type CatalogLayout, entryPaths } from '../catalog-repository/layout.js';
import { singleFileEntry } from '../catalog-repository/single-file.js';
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

/** The entry of a catalog as metadata, where it is there and valid. Only directories hold all of it. */
export function metadataIn(files: EntryFiles, { layout, name }: EntryPlace): ProviderMetadata | undefined {
  if (layout !== 'directories') return undefined;
  const path = entryPaths(layout, name).metadata;
  const text = files.get(path);
  return text === undefined ? undefined : parseMetadata(text, path).metadata;
}

/** Version and digest of an entry, however broken the rest of it is. */
export function versionIn(files: EntryFiles, place: EntryPlace): EntryVersion | undefined {
  const data = entryData(files, place);
  if (typeof data !== 'object' || data === null || !('tag' in data)) return undefined;
  const { tag, digest } = data as { tag: unknown; digest?: unknown };
  return { tag: String(tag), ...(typeof digest === 'string' && { digest }) };
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
