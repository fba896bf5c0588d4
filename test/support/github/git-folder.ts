import { spawnSync } from 'node:child_process';
import { appendFileSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** git without the machine's configuration, so that the loopback GitHub is the same everywhere. */
export const GIT_ENVIRONMENT: Readonly<Record<string, string>> = {
  PATH: process.env['PATH'] ?? '',
  HOME: '/nonexistent',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_TERMINAL_PROMPT: '0',
  LC_ALL: 'C',
  // Nothing here must outlive a power cut, and waiting for the disk is most of what git does in a test.
  GIT_CONFIG_COUNT: '1',
  GIT_CONFIG_KEY_0: 'core.fsync',
  GIT_CONFIG_VALUE_0: 'none',
};

export class GitFailure extends Error {}

export interface GitObject {
  type: 'blob' | 'tree' | 'commit' | 'tag';
  content: Buffer;
}

export interface TreeEntry {
  path: string;
  mode: string;
  type: 'blob' | 'tree' | 'commit';
  sha: string;
  /** Of blobs only, in bytes. */
  size: number | undefined;
}

/** `sha: null` removes what is at the path, a file or a whole folder. */
export interface TreeChange {
  path: string;
  mode: string;
  sha: string | null;
}

let indexCount = 0;

function readIfFile(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (thrown) {
    if (['ENOENT', 'EISDIR', 'ENOTDIR'].includes((thrown as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw thrown;
  }
}

const isId = (text: string) => /^[0-9a-f]{40}$/.test(text);

/** A bare repository on disk. Everything is synchronous, so that one request is one undivided step. */
export class GitFolder {
  readonly path: string;
  private readonly otherObjects: string;
  private readonly known = new Map<string, string>();
  private readonly objects = new Map<string, GitObject>();
  private readonly trees = new Map<string, TreeEntry[]>();

  constructor(path: string, otherFolders: readonly GitFolder[] = []) {
    this.path = path;
    this.otherObjects = otherFolders.map((folder) => join(folder.path, 'objects')).join(':');
  }

  static create(path: string, defaultBranch: string): GitFolder {
    const made = new GitFolder(path);
    made.start(['init', '--quiet', '--bare', `--initial-branch=${defaultBranch}`, path], {});
    made.configure();
    return made;
  }

  static clone(source: GitFolder, path: string, only?: string): GitFolder {
    const made = new GitFolder(path);
    const single = only === undefined ? [] : ['--single-branch', '--branch', only];
    made.start(['clone', '--quiet', '--bare', ...single, source.path, path], {});
    made.configure();
    return made;
  }

  run(args: readonly string[], options: { input?: string | Buffer; env?: Record<string, string> } = {}): Buffer {
    return this.start(['--git-dir', this.path, ...args], options);
  }

  text(args: readonly string[], options: { input?: string | Buffer; env?: Record<string, string> } = {}): string {
    const ask = () => this.run(args, options).toString('utf8').trimEnd();
    const isOfObjects = args[0] === 'rev-list' && /^[0-9a-f]{40}\.\.[0-9a-f]{40}$/.test(args.at(-1) ?? '');
    return isOfObjects ? (this.remembered(args.join(' '), ask) ?? '') : ask();
  }

  /** undefined where git says no: for questions, not for commands. */
  ask(args: readonly string[]): string | undefined {
    try {
      return this.text(args);
    } catch (thrown) {
      if (thrown instanceof GitFailure) return undefined;
      throw thrown;
    }
  }

  /** The id that a revision names, of the asked type; undefined where there is none. */
  resolve(revision: string, type: 'commit' | 'tree' | 'blob' | 'object' = 'object'): string | undefined {
    const ask = () => {
      // Behind a colon everything is the path, so the type is asked for in a second step.
      const [plain, peeled] = revision.includes(':') ? [revision, undefined] : [`${revision}^{${type}}`, type];
      const id = this.ask(['rev-parse', '--verify', '--quiet', '--end-of-options', plain]);
      return id === undefined || peeled !== undefined ? id : this.resolve(id, type);
    };
    return /^[0-9a-f]{40}($|:)/.test(revision) ? this.remembered(`${type} ${revision}`, ask) : ask();
  }

  /** The tip of a branch. Read as git stores it, because nothing is asked for so often. */
  branch(name: string): string | undefined {
    if (!/^[\w][\w.-]*(\/[\w][\w.-]*)*$/.test(name) || name.includes('..')) return this.resolve(`refs/heads/${name}`);
    const loose = readIfFile(join(this.path, 'refs', 'heads', name))?.trim();
    if (loose !== undefined) return loose;
    const packed = readIfFile(join(this.path, 'packed-refs'))?.split('\n') ?? [];
    return packed.find((line) => line.endsWith(` refs/heads/${name}`))?.slice(0, 40);
  }

  read(id: string): GitObject | undefined {
    const known = this.objects.get(id) ?? this.readAll([id])[0];
    if (known !== undefined && isId(id)) this.objects.set(id, known);
    return known;
  }

  readAll(ids: readonly string[]): (GitObject | undefined)[] {
    const output = this.run(['cat-file', '--batch'], { input: `${ids.join('\n')}\n` });
    const found: (GitObject | undefined)[] = [];
    let at = 0;
    for (const _ of ids) {
      const end = output.indexOf(10, at);
      const [, type, size] = output.subarray(at, end).toString('utf8').split(' ');
      at = end + 1;
      if (size === undefined) found.push(undefined);
      else {
        found.push({ type: type as GitObject['type'], content: output.subarray(at, at + Number(size)) });
        at += Number(size) + 1;
      }
    }
    return found;
  }

  write(type: 'blob' | 'commit', content: string | Buffer): string {
    return this.text(['hash-object', '-t', type, '-w', '--stdin'], { input: content });
  }

  tree(id: string, options: { recursive?: boolean; path?: string } = {}): TreeEntry[] {
    const key = `${id} ${options.recursive === true} ${options.path ?? ''}`;
    const known = this.trees.get(key) ?? this.listTree(id, options);
    if (isId(id)) this.trees.set(key, known);
    return known;
  }

  private listTree(id: string, options: { recursive?: boolean; path?: string }): TreeEntry[] {
    const flags = options.recursive ? ['-r', '-t'] : [];
    const path = options.path === undefined ? [] : ['--', options.path];
    const output = this.run(['ls-tree', '-z', '-l', '--full-tree', ...flags, id, ...path]).toString('utf8');
    return output
      .split('\0')
      .filter((line) => line !== '')
      .map((line) => {
        const tab = line.indexOf('\t');
        const [mode = '', type = '', sha = '', size = '-'] = line.slice(0, tab).split(/ +/);
        const bytes = size === '-' ? undefined : Number(size);
        return { path: line.slice(tab + 1), mode, type: type as TreeEntry['type'], sha, size: bytes };
      });
  }

  /** The entry at a path, which a folder's trailing slash must not be in. */
  entry(treeish: string, path: string): TreeEntry | undefined {
    return this.tree(treeish, { path })[0];
  }

  writeTree(base: string | undefined, changes: readonly TreeChange[]): string {
    indexCount += 1;
    const index = join(this.path, `index-${indexCount}`);
    const env = { GIT_INDEX_FILE: index };
    try {
      this.run(base === undefined ? ['read-tree', '--empty'] : ['read-tree', base], { env });
      const lines = changes.flatMap((change) => this.indexLines(base, change));
      this.run(['update-index', '-z', '--index-info'], { env, input: lines.map((line) => `${line}\0`).join('') });
      return this.text(['write-tree'], { env });
    } finally {
      rmSync(index, { force: true });
    }
  }

  /** A folder is removed, or put in place of what was there, entry by entry. */
  private indexLines(base: string | undefined, { path, mode, sha }: TreeChange): string[] {
    if (sha !== null && mode !== '040000') return [`${mode} ${sha}\t${path}`];
    const files = (tree: string, under?: string) =>
      this.tree(tree, { recursive: true, ...(under !== undefined && { path: under }) }).filter(
        ({ type }) => type !== 'tree',
      );
    const gone = base === undefined ? [] : files(base, path).map((entry) => `0 ${'0'.repeat(40)}\t${entry.path}`);
    if (sha === null) return gone;
    return [...gone, ...files(sha).map((entry) => `${entry.mode} ${entry.sha}\t${path}/${entry.path}`)];
  }

  isAncestor(older: string, newer: string): boolean {
    const key = `${older} is in ${newer}`;
    return this.remembered(key, () => this.ask(['merge-base', '--is-ancestor', older, newer])) !== undefined;
  }

  mergeBase(one: string, other: string): string | undefined {
    return this.remembered(`${one} meets ${other}`, () => this.ask(['merge-base', one, other]));
  }

  count(range: string): number {
    return Number(this.text(['rev-list', '--count', range]));
  }

  /** The tree of both merged, or undefined where they conflict. */
  mergedTree(one: string, other: string): string | undefined {
    const merge = () => this.ask(['merge-tree', '--write-tree', '--messages', one, other])?.split('\n')[0];
    return this.remembered(`${one} with ${other}`, merge);
  }

  refs(prefix: string): { ref: string; sha: string; type: string }[] {
    const output = this.text(['for-each-ref', '--format=%(refname)%00%(objectname)%00%(objecttype)', prefix]);
    return output
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => {
        const [ref = '', sha = '', type = ''] = line.split('\0');
        return { ref, sha, type };
      });
  }

  /** What is true of objects stays true; that something is missing may change. */
  private remembered(question: string, ask: () => string | undefined): string | undefined {
    const known = this.known.get(question) ?? ask();
    if (known !== undefined) this.known.set(question, known);
    return known;
  }

  private configure(): void {
    const lines = ['[uploadpack]', 'allowAnySHA1InWant = true', 'allowFilter = true', '[gc]', 'auto = 0'];
    appendFileSync(join(this.path, 'config'), `${lines.join('\n')}\n`);
  }

  private start(args: readonly string[], options: { input?: string | Buffer; env?: Record<string, string> }): Buffer {
    const env = {
      ...GIT_ENVIRONMENT,
      ...(this.otherObjects !== '' && { GIT_ALTERNATE_OBJECT_DIRECTORIES: this.otherObjects }),
      ...options.env,
    };
    const done = spawnSync('git', args, { env, input: options.input ?? '', maxBuffer: 1 << 30 });
    if (done.error !== undefined) throw done.error;
    if (done.status !== 0) throw new GitFailure(`git ${args.join(' ')}: ${done.stderr.toString('utf8').trim()}`);
    return done.stdout;
  }
}
