import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EnvironmentError, messageOf, UserError } from '../errors.js';
import { exitCodes } from '../exit-codes.js';
import type { Environment } from '../run-context.js';

/** Settings that could run a program, change bytes or hide objects, whatever the machine or the repository configures. */
const safeConfig = [
  'core.hooksPath=/dev/null',
  'core.fsmonitor=false',
  'core.quotePath=false',
  'core.logAllRefUpdates=false',
  'core.protectNTFS=true',
  'i18n.commitEncoding=UTF-8',
  'i18n.logOutputEncoding=UTF-8',
  'commit.gpgSign=false',
  'gc.auto=0',
  'protocol.allow=never',
  // The path was named, not stumbled upon.
  'safe.bareRepository=all',
];

/** What git may see of the environment: enough to find itself and the user's identity, and no token. */
const keptVariables = ['PATH', 'HOME', 'XDG_CONFIG_HOME', 'TMPDIR', 'SYSTEMROOT', 'USERPROFILE', 'LANG'];

const ownVariables = {
  GIT_TERMINAL_PROMPT: '0',
  GIT_OPTIONAL_LOCKS: '0',
  GIT_NO_REPLACE_OBJECTS: '1',
  // A partial clone would ask its remote, by whatever program its configuration names.
  GIT_NO_LAZY_FETCH: '1',
  LC_ALL: 'C',
};

export interface Identity {
  name: string;
  email: string;
}

export interface CommitRequest {
  parent: string;
  /** Path to text; the other files stay as they are in the parent. */
  files: ReadonlyMap<string, string>;
  message: string;
  identity: Identity;
  date: Date;
}

/** git for a repository on this machine. Reads and writes objects and references; never the work tree, the index or HEAD. */
export class GitRepository {
  private constructor(
    /** Absolute path of the folder that git keeps its data in, shared by all work trees. */
    readonly gitDir: string,
    private readonly env: Environment,
    private readonly signal: AbortSignal,
  ) {}

  /** Throws UserError where the path is no git repository, EnvironmentError where git is missing or refuses it. */
  static async open(path: string, { env, signal }: { env: Environment; signal: AbortSignal }): Promise<GitRepository> {
    const finder = new GitRepository(path, env, signal);
    try {
      const gitDir = (
        await finder.run(['rev-parse', '--path-format=absolute', '--git-common-dir'], { at: path })
      ).trim();
      return new GitRepository(gitDir, env, signal);
    } catch (thrown) {
      throw openingFailure(path, thrown);
    }
  }

  /** The commit that a reference or expression names; undefined where there is none. */
  async commit(expression: string): Promise<string | undefined> {
    const answer = await this.run(['rev-parse', '--verify', '--quiet', '--end-of-options', `${expression}^{commit}`]);
    return answer.trim() || undefined;
  }

  /** The commit that is checked out in a folder of a work tree; undefined before the first one. */
  async checkedOut(folder: string): Promise<string | undefined> {
    const answer = await this.run(['rev-parse', '--verify', '--quiet', 'HEAD^{commit}'], { at: folder });
    return answer.trim() || undefined;
  }

  /** Where a folder of a work tree is in it: '' for its top, else with a slash at its end. */
  async prefixOf(folder: string): Promise<string> {
    return (await this.run(['rev-parse', '--show-prefix'], { at: folder })).replace(/\n$/, '');
  }

  /** The newest commit that both have; undefined where they have none, or it was not fetched. */
  async mergeBase(one: string, other: string): Promise<string | undefined> {
    return (await this.run(['merge-base', one, other])).trim().split('\n')[0] || undefined;
  }

  /** Whether older commits were left out when it was fetched. */
  async isShallow(): Promise<boolean> {
    return (await this.run(['rev-parse', '--is-shallow-repository'])).trim() === 'true';
  }

  /** `sha1` or `sha256`. */
  async objectFormat(): Promise<string> {
    return (await this.run(['rev-parse', '--show-object-format'])).trim();
  }

  /** Ids of the files below a folder, or of that one file, in a commit, by path. */
  async blobs(commit: string, path: string): Promise<Map<string, string>> {
    const found = await this.run(['ls-tree', '-r', '-z', '--full-tree', commit, '--', path]);
    const rows = found.split('\0').flatMap((row) => {
      const [, id, name] = /^\d+ blob ([0-9a-f]+)\t([\s\S]+)$/.exec(row) ?? [];
      return id !== undefined && name !== undefined ? [[name, id] as const] : [];
    });
    return new Map(rows);
  }

  /** The commits up to `head` that changed a path, newest first, at most `limit`. */
  async commitsOf(head: string, { path, limit }: { path: string; limit: number }): Promise<string[]> {
    const found = await this.run(['rev-list', `--max-count=${limit}`, head, '--', `:(top,literal)${path}`]);
    return found.split('\n').filter((sha) => sha !== '');
  }

  /** The branch that HEAD names, also before its first commit; undefined where HEAD is detached. */
  async headBranch(): Promise<string | undefined> {
    return stripBranch(await this.run(['symbolic-ref', '--quiet', 'HEAD']));
  }

  /** What the clone took as the default branch of its origin. */
  async originBranch(): Promise<string | undefined> {
    const answer = await this.run(['symbolic-ref', '--quiet', 'refs/remotes/origin/HEAD']);
    return answer.trim().replace(/^refs\/remotes\/origin\//, '') || undefined;
  }

  async isBare(): Promise<boolean> {
    return (await this.run(['rev-parse', '--is-bare-repository'])).trim() === 'true';
  }

  /** Folders of the work trees in which a branch is checked out. */
  async checkoutsOf(branch: string): Promise<string[]> {
    const blocks = (await this.run(['worktree', 'list', '--porcelain'])).split('\n\n');
    return blocks
      .filter((text) => text.split('\n').includes(`branch refs/heads/${branch}`))
      .map((text) => text.split('\n')[0]?.replace(/^worktree /, '') ?? '');
  }

  /** The text of a file in a commit, undefined where it is not there. */
  async file(commit: string, path: string): Promise<string | undefined> {
    const found = await this.run(['ls-tree', '-z', '--full-tree', commit, '--', path]);
    const blob = /^\d+ blob ([0-9a-f]+)\t/.exec(found)?.[1];
    return blob ? this.run(['cat-file', 'blob', blob]) : undefined;
  }

  /** Paths below a folder in a commit, without going deeper than its direct subfolders' files. */
  async paths(commit: string, folder: string): Promise<string[]> {
    const found = await this.run(['ls-tree', '-r', '-z', '--name-only', '--full-tree', commit, '--', `${folder}/`]);
    return found.split('\0').filter((path) => path !== '');
  }

  /** Commits that are in `head` and not in `base`, newest first. */
  async commitsBetween(
    base: string,
    head: string,
  ): Promise<{ sha: string; parents: string[]; author: string; message: string }[]> {
    const format = '%H%x00%P%x00%an <%ae>%x00%B%x01';
    const found = await this.run(['rev-list', '--no-commit-header', `--format=${format}`, `${base}..${head}`]);
    return found
      .split('\u0001')
      .map((text) => text.replace(/^\n/, ''))
      .filter((text) => text !== '')
      .map((text) => {
        const [sha = '', parents = '', author = '', message = ''] = text.split('\0');
        return { sha, parents: parents.split(' ').filter((parent) => parent !== ''), author, message };
      });
  }

  /** Paths that differ between two commits. */
  async changedPaths(from: string, to: string): Promise<string[]> {
    const found = await this.run(['diff-tree', '-r', '-z', '--name-only', '--no-renames', from, to]);
    return found.split('\0').filter((path) => path !== '');
  }

  /** The user's own identity for commits, where git knows both parts of it. */
  async identity(): Promise<Identity | undefined> {
    const [name, email] = [await this.configured('user.name'), await this.configured('user.email')];
    return name && email ? { name, email } : undefined;
  }

  /** Writes a commit and returns its id; no reference moves. */
  async writeCommit({ parent, files, message, identity, date }: CommitRequest): Promise<string> {
    const folder = mkdtempSync(join(tmpdir(), 'vrtg-index-'));
    try {
      const env = { GIT_INDEX_FILE: join(folder, 'index') };
      await this.run(['read-tree', parent], { env });
      const lines: string[] = [];
      for (const [path, text] of files) {
        const blob = (await this.run(['hash-object', '-w', '-t', 'blob', '--stdin'], { input: text })).trim();
        lines.push(`100644 ${blob}\t${path}\0`);
      }
      await this.run(['update-index', '-z', '--index-info'], { env, input: lines.join('') });
      const tree = (await this.run(['write-tree'], { env })).trim();
      const when = `${Math.floor(date.getTime() / 1000)} +0000`;
      const who = {
        GIT_AUTHOR_NAME: identity.name,
        GIT_AUTHOR_EMAIL: identity.email,
        GIT_AUTHOR_DATE: when,
        GIT_COMMITTER_NAME: identity.name,
        GIT_COMMITTER_EMAIL: identity.email,
        GIT_COMMITTER_DATE: when,
      };
      return (await this.run(['commit-tree', tree, '-p', parent, '-F', '-'], { env: who, input: message })).trim();
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }

  /** Moves a branch, only if it still is where it was; throws EnvironmentError otherwise. */
  async moveBranch(branch: string, { from, to }: { from: string | undefined; to: string }): Promise<void> {
    try {
      await this.run(['update-ref', `refs/heads/${branch}`, to, from ?? '0'.repeat(to.length)]);
    } catch (thrown) {
      throw new EnvironmentError({
        code: 'BRANCH_MOVED',
        message: `The branch ${branch} could not be moved: ${messageOf(thrown)}`,
        hint: 'Another program may be writing to the repository. Run the same command again.',
        exitCode: exitCodes.conflict,
      });
    }
  }

  private async configured(key: string): Promise<string> {
    return (await this.run(['config', '--get', key])).trim();
  }

  private async run(
    args: string[],
    options: { at?: string; env?: Record<string, string>; input?: string } = {},
  ): Promise<string> {
    const { simpleGit } = await import('simple-git');
    const extra = { ...ownVariables, ...options.env };
    const kept = Object.fromEntries(keptVariables.flatMap((name) => (this.env[name] ? [[name, this.env[name]]] : [])));
    const git = simpleGit({
      baseDir: options.at ?? this.gitDir,
      abort: this.signal,
      config: safeConfig,
      allowEnvironment: Object.keys(extra),
      unsafe: { allowUnsafeHooksPath: true, allowUnsafeFsMonitor: true, allowUnsafeProtocolOverride: true },
      ...(options.input !== undefined && { input: () => options.input }),
    });
    try {
      return await git.env({ ...kept, ...extra }).raw(args);
    } catch (thrown) {
      this.signal.throwIfAborted();
      throw gitFailure(args, thrown);
    }
  }
}

function stripBranch(reference: string): string | undefined {
  return reference.trim().replace(/^refs\/heads\//, '') || undefined;
}

function gitFailure([command]: readonly string[], thrown: unknown): EnvironmentError {
  return new EnvironmentError({
    code: 'GIT_FAILED',
    message: `git ${command} failed: ${messageOf(thrown).trim()}`,
    hint: 'See what git says of the repository (git fsck, its permissions, the space on its disk), then run the same command again.',
    exitCode: exitCodes.remote,
  });
}

function openingFailure(path: string, thrown: unknown): Error {
  const reason = messageOf(thrown).trim();
  if (/dubious ownership|safe\.directory/.test(reason)) {
    return new EnvironmentError({
      code: 'UNSAFE_REPOSITORY',
      message: `git does not trust ${path}: it belongs to another user`,
      hint: `If you trust it: \`git config --global --add safe.directory ${path}\``,
      exitCode: exitCodes.notAllowed,
    });
  }
  if (/ENOENT|not found/.test(reason) && !/repository/.test(reason)) {
    return new EnvironmentError({
      code: 'NO_GIT',
      message: 'git could not be started',
      hint: 'Install git and see that it is in PATH, or name a catalog on GitHub: that needs no git.',
      exitCode: exitCodes.usage,
      cause: thrown,
    });
  }
  return new UserError({
    code: 'NOT_A_REPOSITORY',
    message: `${path} is no git repository: ${reason}`,
    hint: 'Give the path of a git repository, or owner/name for one on github.com.',
  });
}
