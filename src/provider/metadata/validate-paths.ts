import { resolve, sep } from 'node:path';
import { countedProgress } from '../../foundation/counted-progress.js';
import { UserError } from '../../foundation/errors.js';
import type { Progress } from '../../foundation/progress.js';
import { seenFrom, withSlashes } from '../../foundation/shown-path.js';
import { type Finding, hasErrors, sortFindings } from './finding.js';
import { findProviderFiles, meantAsProvider, type ProviderFile, providersBelow } from './provider-files.js';
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

interface ValidateOptions {
  /** Absolute path. */
  cwd: string;
  progress?: Progress;
}

/**
 * Checks what the paths name, every file once, and what holds between the providers of one catalog.
 * Throws UserError where a path does not exist or names no provider.
 */
export function validatePaths(paths: readonly string[], { cwd, progress = () => {} }: ValidateOptions): Validation {
  const below = cwd.endsWith(sep) ? cwd : `${cwd}${sep}`;
  const show = (path: string) => (path.startsWith(below) ? withSlashes(path.slice(below.length)) : seenFrom(cwd, path));
  const found = findAll(paths, cwd);
  const providers = paths.length > 1 ? onlyOnce(found) : found;
  const catalogs = new Map<string | undefined, ProviderFile[]>();
  for (const provider of providers) {
    const members = catalogs.get(provider.root);
    if (members) members.push(provider);
    else catalogs.set(provider.root, [provider]);
  }
  const validation = { files: [] as string[], findings: [] as Finding[] };
  const count = countedProgress(progress, { what: 'Providers checked', total: providers.length });
  for (const [root, members] of catalogs) validateTogether(members, { root, show, validation, count });
  return toValidation(validation.files.sort(), sortFindings(validation.findings));
}

function onlyOnce(providers: readonly ProviderFile[]): ProviderFile[] {
  return [...new Map(providers.map((provider) => [provider.file, provider])).values()];
}

/** Every path that names nothing is told in one error. */
function findAll(paths: readonly string[], cwd: string): ProviderFile[] {
  const failures: UserError[] = [];
  const found = paths.flatMap((path) => {
    try {
      if (path === '') throw emptyPath();
      return findProviderFiles(resolve(cwd, path));
    } catch (thrown) {
      if (!(thrown instanceof UserError)) throw thrown;
      failures.push(thrown);
      return [];
    }
  });
  const [first] = failures;
  if (failures.length < 2 || !first) {
    if (first) throw first;
    return found;
  }
  const message = failures.map((failure) => failure.message).join('\n');
  throw new UserError({ code: first.code, message, hint: first.hint });
}

/** An empty variable of a script must not mean the working directory. */
function emptyPath(): UserError {
  return new UserError({
    code: 'PATH_NOT_FOUND',
    message: 'A PATH is empty',
    hint: 'Write . for the working directory.',
  });
}

interface Together {
  root: string | undefined;
  show: ShowPath;
  validation: Pick<Validation, 'files' | 'findings'>;
  count: () => void;
}

function validateTogether(members: readonly ProviderFile[], { root, show, validation, count }: Together): void {
  const rules = new TreeRules(show);
  for (const provider of members) {
    const { metadata, files, findings } = readProvider(provider, show);
    count();
    if (!meantAsProvider(provider, findings)) continue;
    validation.files.push(...files);
    // One by one: a call with as many arguments as a hostile file has mistakes would overflow the stack.
    for (const finding of findings) validation.findings.push(finding);
    if (metadata) validation.findings.push(...rules.add(provider, metadata));
  }
  // One provider of a catalog may be replaced by another that was not asked about.
  const known = () => (root === undefined ? undefined : namesOf(providersBelow(root)));
  validation.findings.push(...rules.finish(known));
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
