import { basename, dirname, sep } from 'node:path';
import { leadsOutside, readTextFile } from '../../foundation/yaml/read-text-file.js';
import { type Finding, sortFindings } from './finding.js';
import { fileFinding, type LoadedMetadata, loadMetadata, locateInFile, makeFinding } from './load-metadata.js';
import type { ProviderMetadata } from './metadata-types.js';
import {
  isMisspelt,
  kindOfEntry,
  metadataFileName,
  namesIn,
  type ProviderFile,
  pageFileName,
} from './provider-files.js';
import { checkPage } from './rules/page-rules.js';

/** As much as the catalog page can take from one provider. */
const maxPageBytes = 64 * 1024;

export interface ProviderReading {
  metadata?: ProviderMetadata;
  /** What was read, as findings name it: the provider.yaml, and page.md where there is one. */
  files: string[];
  /** The text of page.md, '' where there is none. */
  page: string;
  findings: Finding[];
}

/** Makes a path what findings show. */
export type ShowPath = (path: string) => string;

/** Reads one provider with its page; the name must be the directory's where the provider belongs to a catalog. */
export function readProvider(provider: ProviderFile, show: ShowPath): ProviderReading {
  const { file, directory, root } = provider;
  if (provider.isLink && root !== undefined && leadsOutside(directory, root))
    return { ...noPage, files: [show(file)], findings: [linkFinding(show(directory))] };
  const loaded = withFileNameHint(loadMetadata(file, { shownAs: show(file), within: root }), directory);
  const isProvider = basename(file) === metadataFileName;
  const { page, ...beside } = isProvider ? readPage(provider, show) : noPage;
  const named = root === undefined ? [] : nameFindings(loaded, { file, directory });
  const findings = [...loaded.findings, ...named, ...beside.findings];
  return {
    page,
    files: [loaded.file, ...beside.files],
    findings: findings.length > 1 ? sortFindings(findings) : findings,
    ...(loaded.metadata && { metadata: loaded.metadata }),
  };
}

type PageReading = Omit<ProviderReading, 'metadata'>;

const noPage: PageReading = { page: '', files: [], findings: [] };

function linkFinding(file: string): Finding {
  return makeFinding({
    file,
    line: 1,
    column: 1,
    code: 'link-outside',
    severity: 'error',
    message: 'the symbolic link leads out of the catalog',
    hint: 'Put the directory that it leads to in its place.',
  });
}

function readPage({ directory, root }: ProviderFile, show: ShowPath): PageReading {
  const path = `${directory}${sep}${pageFileName}`;
  if (kindOfEntry(path) === 'none') return noPage;
  const { text, problem } = readTextFile(path, maxPageBytes, root);
  if (problem?.code === 'file-missing') return noPage;
  const file = show(path);
  if (problem) return { page: '', files: [file], findings: [fileFinding(file, problem)] };
  const findings = checkPage(text).map((found) => makeFinding({ file, severity: 'error', ...found }));
  return { page: text, files: [file], findings };
}

function nameFindings(
  { file: shown, metadata }: LoadedMetadata,
  { file, directory }: Omit<ProviderFile, 'root'>,
): Finding[] {
  const wanted = basename(directory);
  if (!metadata || metadata.name === wanted) return [];
  const finding = {
    file: shown,
    ...locateInFile(file, ['name'], 'value'),
    code: 'name-directory-mismatch',
    severity: 'error',
    message: `name is ${metadata.name}, but the directory is ${wanted}`,
    hint: `Write name: ${wanted}, or rename the directory to ${metadata.name}.`,
  } as const;
  return [makeFinding(finding)];
}

function withFileNameHint(loaded: LoadedMetadata, directory: string): LoadedMetadata {
  const [finding] = loaded.findings;
  if (finding?.code !== 'file-missing') return loaded;
  const misspelt = namesIn(directory).find(isMisspelt);
  const hint = misspelt
    ? `Rename ${misspelt} to ${metadataFileName}.`
    : `Write ${metadataFileName}, or remove ${basename(directory)}/ from ${basename(dirname(directory))}/.`;
  return { ...loaded, findings: [makeFinding({ ...finding, hint })] };
}
