import { basename } from 'node:path';
import { countedProgress } from '../../foundation/counted-progress.js';
import type { Progress } from '../../foundation/progress.js';
import { type Finding, sortFindings } from './finding.js';
import type { ProviderMetadata } from './metadata-types.js';
import { candidatesBelow, meantAsProvider, providersBelow } from './provider-files.js';
import { readProvider, type ShowPath } from './read-provider.js';
import { namesOf, TreeRules } from './rules/tree-rules.js';

export interface TreeProvider {
  name: string;
  directory: string;
  metadata: ProviderMetadata;
  /** The text of page.md, '' where there is none. */
  page: string;
}

export interface ProviderTree {
  /** Sorted by name; those without errors of their own. */
  providers: TreeProvider[];
  /** Of every file and between the files, sorted. */
  findings: Finding[];
}

interface TreeOptions {
  show?: ShowPath;
  progress?: Progress | undefined;
}

/** Reads every `<root>/providers/<name>/` with all rules. `show` makes a path what findings name; default: the path itself. */
export function readProviderTree(root: string, { show = (path) => path, progress }: TreeOptions = {}): ProviderTree {
  const files = candidatesBelow(root);
  const count = progress && countedProgress(progress, { what: 'Providers read', total: files.length });
  const rules = new TreeRules();
  const providers: TreeProvider[] = [];
  const findings: Finding[] = [];
  for (const file of files) {
    const { metadata, page, findings: own } = readProvider(file, show);
    count?.();
    if (!meantAsProvider(file, own)) continue;
    for (const finding of own) findings.push(finding);
    if (!metadata) continue;
    findings.push(...rules.add(file, { shown: show(file.file), metadata }));
    if (metadata.name === basename(file.directory)) {
      providers.push({ name: metadata.name, directory: file.directory, metadata, page });
    }
  }
  findings.push(...rules.finish(() => namesOf(providersBelow(root))));
  return { providers, findings: sortFindings(findings) };
}
