import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { EnvironmentError, UserError } from '../../foundation/errors.js';
import { exitCodes } from '../../foundation/exit-codes.js';
import { readIfExists, writeFileAtomic } from '../../foundation/files.js';
import { GitRepository } from '../../foundation/git/git-repository.js';
import { packageRoot, toolVersion } from '../../foundation/package-info.js';
import type { RunContext } from '../../foundation/run-context.js';

const templateFolder = join(packageRoot, 'templates', 'workflows');
const workflowFolder = '.github/workflows';

export interface InitOptions {
  /** Absolute path of the catalog. */
  root: string;
  /** The branch that pull requests are merged into; the repository's own unless given. */
  branch: string | undefined;
  dryRun: boolean;
  /** Overwrite workflows that are there with other content. */
  force: boolean;
}

export interface InitResult {
  /** The repository's top, where the workflows belong. */
  root: string;
  branch: string;
  dryRun: boolean;
  /** Paths below the root; with `dryRun` what would be written. */
  written: string[];
  unchanged: string[];
}

/**
 * Writes the workflows of a catalog. Throws UserError for names that no workflow could hold, and EnvironmentError (exit
 * code 7) where a file of that name says something else; nothing is written then.
 */
export async function initCatalog(options: InitOptions, context: RunContext): Promise<InitResult> {
  const { root, dryRun, force } = options;
  const place = await placeOf(root, context);
  const branch = plain(options.branch ?? place.branch, { flag: '--branch', pattern: /^[A-Za-z0-9][A-Za-z0-9._/-]*$/ });
  const folder = plain(place.prefix.replace(/\/$/, '') || '.', { flag: '--root', pattern: /^[A-Za-z0-9._/-]+$/ });
  const files = workflows({ branch, folder });
  const differing = [...files].filter(([path, text]) => readIfExists(join(place.top, path)) !== text);
  const taken = differing.filter(([path]) => exists(join(place.top, path))).map(([path]) => path);
  if (taken.length > 0 && !force) throw conflict(taken);
  if (!dryRun) for (const [path, text] of differing) writeFileAtomic(join(place.top, path), text);
  const written = differing.map(([path]) => path);
  return {
    root: place.top,
    branch,
    dryRun,
    written,
    unchanged: [...files.keys()].filter((path) => !written.includes(path)),
  };
}

/** Path below the repository's top to text. */
function workflows({ branch, folder }: { branch: string; folder: string }): Map<string, string> {
  const names = readdirSync(templateFolder).sort();
  return new Map(
    names.map((name) => {
      const template = readFileSync(join(templateFolder, name), 'utf8');
      const text = template
        .replaceAll('__VERSION__', toolVersion)
        .replaceAll('__BRANCH__', branch)
        .replaceAll('__ROOT__', folder);
      return [`${workflowFolder}/${name}`, text];
    }),
  );
}

interface Place {
  top: string;
  /** From there to the catalog: '' or with a slash at its end. */
  prefix: string;
  branch: string;
}

/** Workflows belong to the top of a repository; a folder that is none yet is taken for one to come. */
async function placeOf(root: string, context: RunContext): Promise<Place> {
  try {
    const git = await GitRepository.open(root, context);
    const prefix = await git.prefixOf(root);
    const up = prefix.split('/').filter((part) => part !== '');
    const branch = (await git.originBranch()) ?? (await git.headBranch()) ?? 'main';
    return { top: resolve(root, ...up.map(() => '..')), prefix, branch };
  } catch (thrown) {
    if (!(thrown instanceof UserError) && !(thrown instanceof EnvironmentError)) throw thrown;
    return { top: root, prefix: '', branch: 'main' };
  }
}

/** These names stand in YAML and in a shell's command line. */
function plain(text: string, { flag, pattern }: { flag: string; pattern: RegExp }): string {
  if (pattern.test(text)) return text;
  throw new UserError({
    code: 'BAD_NAME',
    message: `"${text}" cannot stand in a workflow`,
    hint: `Name one of letters, digits, dots, hyphens and slashes with ${flag}.`,
  });
}

function exists(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined;
}

function conflict(paths: readonly string[]): EnvironmentError {
  return new EnvironmentError({
    code: 'WORKFLOW_EXISTS',
    message: `These workflows are there and say something else: ${paths.join(', ')}`,
    hint: 'Keep what you changed elsewhere, then overwrite them with --force; --dry-run shows what would be written.',
    exitCode: exitCodes.conflict,
    details: { paths },
  });
}

/** What `catalog init` prints. */
export function initText({ written, unchanged, dryRun }: InitResult): string {
  const lines = [
    ...written.map((path) => `${dryRun ? 'would write' : 'wrote'} ${path}`),
    ...unchanged.map((path) => `unchanged ${path}`),
  ];
  return `${lines.join('\n')}\n`;
}
