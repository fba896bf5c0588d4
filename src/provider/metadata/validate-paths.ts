import { relative, resolve, sep } from 'node:path';
import { type Finding, hasErrors, sortFindings } from './finding.js';
import { findProviderFiles, type ProviderFile, providersBelow } from './provider-files.js';
import { readProvider, type ShowPath } from './read-provider.js';
import { namesOf, TreeRules } from './rules/tree-rules.js';

export interface Validation {
  /** No finding is an error. */
  valid: boolean;
  /** The checked files, sorted, relative to the working directory. */
  files: string[];
  /** Sorted by file, line and column. */
  findings: Finding[];
  summary: { files: number; errors: number; warnings: number };
}

/**
 * Checks what the paths name, every file once, and what holds between the providers of one catalog.
 * Throws UserError where a path does not exist or names no provider.
 */
export function validatePaths(paths: readonly string[], { cwd }: { cwd: string }): Validation {
  const show = (path: string) => relative(cwd, path).split(sep).join('/') || '.';
  const providers = new Map<string, ProviderFile>();
  for (const path of paths) {
    for (const provider of findProviderFiles(resolve(cwd, path))) providers.set(provider.file, provider);
  }
  const catalogs = new Map<string | undefined, ProviderFile[]>();
  for (const provider of providers.values()) {
    const members = catalogs.get(provider.root);
    if (members) members.push(provider);
    else catalogs.set(provider.root, [provider]);
  }
  const findings: Finding[] = [];
  for (const [root, members] of catalogs) findings.push(...validateTogether(members, { root, show }));
  return toValidation([...providers.keys()].map(show).sort(), sortFindings(findings));
}

function validateTogether(
  members: readonly ProviderFile[],
  { root, show }: { root: string | undefined; show: ShowPath },
): Finding[] {
  const rules = new TreeRules();
  const findings: Finding[] = [];
  for (const provider of members) {
    const { metadata, findings: own } = readProvider(provider, show);
    findings.push(...own);
    if (metadata) findings.push(...rules.add(provider, { shown: show(provider.file), metadata }));
  }
  // One provider of a catalog may be replaced by another that was not asked about.
  const known = root === undefined ? undefined : namesOf(providersBelow(root));
  return [...findings, ...rules.finish(known)];
}

function toValidation(files: string[], findings: Finding[]): Validation {
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  return {
    valid: !hasErrors(findings),
    files,
    findings,
    summary: { files: files.length, errors, warnings: findings.length - errors },
  };
}
