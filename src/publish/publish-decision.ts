import { EnvironmentError } from '../foundation/errors.js';
import { exitCodes } from '../foundation/exit-codes.js';
import { compareVersions, type EntryVersion, isNewMajor } from '../provider/version-rules.js';
import type { CatalogView, EntryFiles, ForeignCommit } from './catalog-repository/catalog-view.js';
import { takeApart } from './pull-request/kept-text.js';
import { hashOfFiles, versionIn } from './submission/entry-content.js';

export interface Comparison {
  view: CatalogView;
  name: string;
  submitted: EntryVersion;
  contentHash: string;
  /** The entry as it would be submitted. */
  files: EntryFiles;
  allow: { downgrade: boolean; movedDigest: boolean; force: boolean };
  /** Where the migration to a new major version is described. */
  migration: string | undefined;
}

export type Decision =
  | { action: 'noop'; prUrl: string | null; headSha: string; warnings: string[] }
  | { action: 'create' | 'update'; warnings: string[] };

/**
 * Compares what is submitted with what the catalog and the own open pull request have. Throws EnvironmentError (exit 7)
 * on a conflict; its hint names the override.
 */
export function decide({ view, name, submitted, contentHash, files, allow, migration }: Comparison): Decision {
  const place = { layout: view.layout, name };
  const { open } = view;
  const warnings: string[] = [];
  if (hashOfFiles(view.tip, place) === contentHash) {
    if (open) warnings.push(`The catalog has this already; ${open.url} is open with other content.`);
    return { action: 'noop', prUrl: null, headSha: view.baseSha, warnings };
  }
  const isOpenAlready = open !== undefined && hashOfFiles(open.files, place) === contentHash;
  // In a catalog of one file the branch is behind as soon as anybody else's entry changes.
  const isUpToDate = isOpenAlready && [...files].every(([path, text]) => open.files.get(path) === text);
  if (isUpToDate && takeApart(open.body).contentHash === contentHash) {
    return { action: 'noop', prUrl: open.url, headSha: open.headSha, warnings };
  }
  if (view.others.length > 0) {
    if (!allow.force) throw pullRequestOfOthers(name, view.others);
    warnings.push(
      ...view.others.map(({ url, author }) => `${author} has an open pull request for the same provider: ${url}`),
    );
  }
  const versions: [string, EntryVersion | undefined][] = [
    ['the catalog', versionIn(view.tip, place)],
    [open?.url ?? '', open && versionIn(open.files, place)],
    [view.left?.title ?? '', view.left && versionIn(view.left.files, place)],
  ];
  for (const [where, existing] of versions) {
    if (existing) warnings.push(...compareWith({ name, where, existing, submitted, allow }));
  }
  const published = versionIn(view.tip, place);
  if (published && migration === undefined && isNewMajor(published, submitted))
    throw conflict(
      'MIGRATION_MISSING',
      `${name} ${submitted.tag} is a new major version after ${published.tag}, and nothing says how its users migrate`,
      'Describe the migration, and name the page with --migration URL.',
    );
  if (open && !isOpenAlready && open.foreignCommits.length > 0 && !allow.force)
    throw foreignWork(open.url, open.foreignCommits);
  return { action: open ? 'update' : 'create', warnings };
}

interface OneComparison {
  name: string;
  where: string;
  existing: EntryVersion;
  submitted: EntryVersion;
  allow: Comparison['allow'];
}

function compareWith({ name, where, existing, submitted, allow }: OneComparison): string[] {
  const verdict = compareVersions(existing, submitted);
  if (verdict === 'downgrade') {
    const message = `${where} has ${name} ${existing.tag}, which is newer than ${submitted.tag}`;
    if (!allow.downgrade)
      throw conflict('DOWNGRADE', message, 'Publish a newer version, or lower it on purpose with --allow-downgrade.');
    return [`${message}; lowered on purpose.`];
  }
  if (verdict === 'moved-digest') {
    const message = `${where} has ${name} ${existing.tag} as ${existing.digest}; now the tag is ${submitted.digest}`;
    if (!allow.movedDigest)
      throw conflict(
        'MOVED_DIGEST',
        message,
        'Publish the new image under a new tag, or accept it with --allow-moved-digest.',
      );
    return [`${message}; accepted on purpose.`];
  }
  return verdict === 'unknown'
    ? [`${where} has ${name} ${existing.tag}, which cannot be compared with ${submitted.tag}.`]
    : [];
}

function pullRequestOfOthers(name: string, others: CatalogView['others']): EnvironmentError {
  const list = others.map(({ url, author }) => `  ${url} by ${author}`);
  return conflict(
    'PULL_REQUEST_OF_OTHERS',
    [`Another open pull request changes the entry of ${name}:`, ...list].join('\n'),
    'Agree with its author, or go on beside it with --force.',
  );
}

/** Commits on the branch that somebody else made. */
export function foreignWork(where: string, commits: readonly ForeignCommit[]): EnvironmentError {
  const list = commits.slice(0, 5).map(({ sha, author, subject }) => `  ${sha.slice(0, 12)} ${author}: ${subject}`);
  return conflict(
    'COMMITS_OF_OTHERS',
    [`${where} has commits that vrtg-provider did not make:`, ...list].join('\n'),
    'Take them over into your files, or overwrite them with --force.',
  );
}

function conflict(code: string, message: string, hint: string): EnvironmentError {
  return new EnvironmentError({ code, message, hint, exitCode: exitCodes.conflict });
}
