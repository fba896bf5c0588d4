import { entryFor } from '../../catalog/catalog-entry.js';
import { suiteAcceptance } from '../../catalog/suite-range.js';
import { reportHash } from '../../conformance/report/read-report.js';
import { formatMetadata } from '../../provider/metadata/format-metadata.js';
import type { ProviderMetadata } from '../../provider/metadata/metadata-types.js';
import type { CatalogView, EntryFiles } from '../catalog-repository/catalog-view.js';
import { entryPaths, singleFilePath } from '../catalog-repository/layout.js';
import { editSingleFile, singleFileItem } from '../catalog-repository/single-file.js';
import type { Evidence } from './evidence.js';

export interface EntryParts {
  metadata: ProviderMetadata;
  page: string | undefined;
  evidence: Evidence;
}

/** The entry as it will be in the catalog: its own files over those that are there. */
export function entryFiles({ metadata, page, evidence }: EntryParts, view: CatalogView): EntryFiles {
  const paths = entryPaths(view.layout, metadata.name);
  const files = new Map(view.tip);
  files.set(paths.report, evidence.text);
  if (view.layout === 'single-file') {
    const entry = entryFor({ metadata, report: evidence.report, acceptsSuite: suiteAcceptance() });
    const item = singleFileItem(entry, view.addressOf(paths.report));
    files.set(singleFilePath, editSingleFile(view.tip.get(singleFilePath) ?? '', { name: metadata.name, item }));
  } else {
    files.set(paths.metadata, formatEntry(metadata, evidence));
    if (paths.page !== undefined && page !== undefined) files.set(paths.page, page);
  }
  return files;
}

/** Evidence that is not of the image says so in the entry itself, where whoever edits it sees it. */
function formatEntry(metadata: ProviderMetadata, { digest, report, text: reportText }: Evidence): string {
  const text = formatMetadata({ ...metadata, reportHash: reportHash(reportText) });
  if (digest !== undefined) return text;
  const how = { endpoint: 'a running endpoint', command: 'a local command', image: 'an image without a known digest' };
  const remark = `# Tested with ${how[report.subject.kind]}: conformance.json is not tied to the image by a digest.\n`;
  const [first = '', ...rest] = text.split('\n');
  return first.startsWith('# yaml-language-server:') ? `${first}\n${remark}${rest.join('\n')}` : remark + text;
}
