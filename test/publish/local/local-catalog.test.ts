import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Author, digests, named, refusalOf } from '../publish-fixture.js';

const branch = 'vrtg-provider--your-provider';
const entry = 'providers/your-provider/provider.yaml';

let folder: string;
let authors: Author[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'local-catalog-'));
  authors = [];
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
  for (const author of authors) author.remove();
});

/** git as a person with a name would call it, untouched by this machine's configuration. */
function git(...args: string[]): string {
  return execFileSync(
    'git',
    ['-C', join(folder, 'catalog'), '-c', 'user.name=Someone', '-c', 'user.email=someone@example.com', ...args],
    {
      env: { PATH: process.env['PATH'], HOME: folder, GIT_CONFIG_NOSYSTEM: '1' },
      encoding: 'utf8',
    },
  ).trim();
}

function catalog(files: Record<string, string> = { 'README.md': '# Catalog\n' }): string {
  const path = join(folder, 'catalog');
  mkdirSync(path);
  git('init', '--quiet', '--initial-branch=main');
  commit(files, 'Start');
  return path;
}

function commit(files: Record<string, string>, message: string): void {
  for (const [name, text] of Object.entries(files)) {
    const file = join(folder, 'catalog', name);
    mkdirSync(join(file, '..'), { recursive: true });
    writeFileSync(file, text);
  }
  git('add', '--all');
  git('commit', '--quiet', '--allow-empty', '--message', message);
}

function author(path: string, env: Record<string, string> = {}): Author {
  const made = new Author(path, env);
  authors.push(made);
  return made;
}

test('creates, repeats and updates one submission', async () => {
  const ada = author(catalog());

  const created = await ada.publish();
  expect(created.result).toMatchObject({
    action: 'created',
    branch,
    digest: digests.first,
    badge: 'pass',
    warnings: [],
  });
  expect(git('rev-parse', branch)).toBe(created.result.headSha);
  expect(git('diff', '--name-only', 'main', branch).split('\n')).toEqual([
    'providers/your-provider/conformance.json',
    entry,
  ]);
  const text = readFileSync(fileURLToPath(created.result.prUrl ?? ''), 'utf8');
  expect(text).toContain('### Provider `your-provider` `v1.0.0`');

  const repeated = await ada.publish({ report: { finishedAt: '2026-02-03T00:00:00Z' } });
  expect(repeated.result).toEqual({ ...created.result, action: 'noop' });

  const newer = await ada.publish({ flags: { tag: 'v1.1.0' } });
  expect(newer.result.action).toBe('updated');
  expect(git('show', `${branch}:${entry}`)).toContain('tag: v1.1.0');
  expect(git('rev-list', '--count', `main..${branch}`)).toBe('1');
});

test('is done once the base branch has the entry, also after a squash', async () => {
  const ada = author(catalog());
  await ada.publish();
  git('merge', '--quiet', '--squash', branch);
  git('commit', '--quiet', '--message', 'Take over');
  expect((await ada.publish()).result).toMatchObject({ action: 'noop', prUrl: null });
  expect((await ada.publish({ flags: { tag: 'v1.1.0' } })).result.action).toBe('created');
});

test('a new major version asks for migration notes, and names them', async () => {
  const ada = author(catalog());
  await ada.publish();
  git('merge', '--quiet', '--ff-only', branch);
  const refusal = await refusalOf(ada.publish({ flags: { tag: 'v2.0.0' } }));
  expect(refusal).toMatchObject({ code: 'MIGRATION_MISSING', exitCode: 7 });
  expect(refusal.hint).toContain('--migration');
  const migration = 'https://yourorg.example/migrate';
  const { result } = await ada.publish({ flags: { tag: 'v2.0.0' }, migration });
  expect(readFileSync(fileURLToPath(result.prUrl ?? ''), 'utf8')).toContain(`Migration: <${migration}>`);
});

test.each([
  ['dry run', { dryRun: true }],
  ['output', { output: 'review' }],
])('writes nothing into the repository: %s', async (_name, options) => {
  const ada = author(catalog());
  const before = repositoryState();
  const { result, plan } = await ada.publish(options);
  expect(result).toMatchObject({ action: 'planned', prUrl: null, headSha: null });
  expect(plan).toContain(entry);
  expect(repositoryState()).toEqual(before);
});

test('--output writes the files at their paths and the text', async () => {
  const ada = author(catalog());
  await ada.publish({ output: 'review' });
  const review = join(ada.folder, 'review');
  expect(readFileSync(join(review, entry), 'utf8')).toContain('name: your-provider');
  expect(JSON.parse(readFileSync(join(review, 'providers/your-provider/conformance.json'), 'utf8'))).toMatchObject({
    badge: 'pass',
  });
  expect(readFileSync(join(review, 'pull-request.md'), 'utf8')).toContain('### Conformance: pass');
});

/** Everything of the repository that a publish could have changed beside its own branch. */
function repositoryState(): Record<string, string> {
  const path = join(folder, 'catalog');
  return {
    head: readFileSync(join(path, '.git/HEAD'), 'utf8'),
    index: readFileSync(join(path, '.git/index')).toString('base64'),
    config: readFileSync(join(path, '.git/config'), 'utf8'),
    status: git('status', '--porcelain=v2', '--untracked-files=all', '--ignored'),
    references: git('for-each-ref'),
    inside: readdirSync(join(path, '.git')).sort().join(' '),
  };
}

test('case 36: leaves an unclean tree as it is', async () => {
  const path = catalog({ 'README.md': '# Catalog\n', 'kept.txt': 'one\n' });
  git('switch', '--quiet', '--create', 'work');
  writeFileSync(join(path, 'kept.txt'), 'two\n');
  writeFileSync(join(path, 'staged.txt'), 'staged\n');
  git('add', 'staged.txt');
  writeFileSync(join(path, 'untracked.txt'), 'untracked\n');
  const { references: _before, inside: _inside, ...before } = repositoryState();
  await author(path).publish();
  const { references, inside: _after, ...after } = repositoryState();
  expect(after).toEqual(before);
  expect(references).toContain(branch);
  expect(git('rev-parse', `${branch}^`)).toBe(git('rev-parse', 'main'));
});

test.each(['repository', 'user'])(
  'case 36: no configuration of the %s runs a program or changes what is written',
  async (whose) => {
    const path = catalog();
    const trap = join(folder, 'trap.sh');
    writeFileSync(trap, `#!/bin/sh\necho sprung >> ${join(folder, 'sprung')}\nexit 1\n`);
    chmodSync(trap, 0o755);
    const hooks = join(path, '.git/hooks');
    for (const hook of [
      'pre-commit',
      'post-commit',
      'reference-transaction',
      'post-index-change',
      'commit-msg',
      'update',
    ]) {
      writeFileSync(join(hooks, hook), `#!/bin/sh\necho ${hook} >> ${join(folder, 'sprung')}\nexit 1\n`);
      chmodSync(join(hooks, hook), 0o755);
    }
    const hostile: [string, string][] = [
      ['core.fsmonitor', trap],
      ['core.editor', trap],
      ['core.pager', trap],
      ['core.sshCommand', trap],
      ['core.autocrlf', 'true'],
      ['core.eol', 'crlf'],
      ['diff.external', trap],
      ['commit.gpgSign', 'true'],
      ['gpg.program', trap],
      ['credential.helper', `!${trap}`],
      ['filter.trap.clean', trap],
      ['filter.trap.required', 'true'],
      ['i18n.commitEncoding', 'UTF-16'],
      ['alias.commit-tree', `!${trap}`],
      ['alias.hash-object', `!${trap}`],
      ['core.hooksPath', hooks],
      ['url.ext::trap.insteadOf', path],
      ['log.showSignature', 'true'],
      ['core.attributesFile', join(folder, 'attributes')],
      ['extensions.partialClone', 'origin'],
      ['remote.origin.promisor', 'true'],
      ['remote.origin.url', `ext::${trap}`],
      ['remote.origin.uploadpack', trap],
      ['protocol.ext.allow', 'always'],
    ];
    const ada = author(path);
    const configuration = whose === 'user' ? ['--file', join(ada.folder, '.gitconfig')] : [];
    for (const [key, value] of hostile) git('config', ...configuration, key, value);
    writeFileSync(join(folder, 'attributes'), '* filter=trap text eol=crlf\n');
    writeFileSync(join(path, '.git/info/attributes'), '* filter=trap text eol=crlf\n');
    await ada.publish();
    expect(existsSync(join(folder, 'sprung'))).toBe(false);
    const written = execFileSync('git', ['-C', path, 'cat-file', 'blob', `${branch}:${entry}`], { encoding: 'utf8' });
    expect(written).not.toContain('\r');
    expect(execFileSync('git', ['-C', path, 'cat-file', 'commit', branch], { encoding: 'utf8' })).not.toContain(
      '\nencoding ',
    );
    expect(written).toContain('name: your-provider\n');
  },
);

test('case 36: no GIT_ variable leads it elsewhere, and no identity is needed', async () => {
  const path = catalog();
  const elsewhere = join(folder, 'elsewhere');
  mkdirSync(elsewhere);
  execFileSync('git', ['init', '--quiet', '--bare', elsewhere]);
  const env = {
    GIT_DIR: elsewhere,
    GIT_WORK_TREE: folder,
    GIT_INDEX_FILE: join(folder, 'index'),
    GIT_OBJECT_DIRECTORY: join(elsewhere, 'objects'),
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: 'core.bare',
    GIT_CONFIG_VALUE_0: 'true',
    GIT_AUTHOR_NAME: 'Mallory',
  };
  const { result } = await author(path, env).publish();
  expect(git('rev-parse', branch)).toBe(result.headSha);
  expect(execFileSync('git', ['-C', elsewhere, 'for-each-ref'], { encoding: 'utf8' })).toBe('');
  expect(git('log', '-1', '--format=%an <%ae>', branch)).toBe('vrtg-provider <your-email@example.com>');
});

test("commits under the user's own identity where git knows one", async () => {
  const path = catalog();
  git('config', 'user.name', 'Ada');
  git('config', 'user.email', 'ada@example.com');
  await author(path).publish();
  expect(git('log', '-1', '--format=%an <%ae>', branch)).toBe('Ada <ada@example.com>');
});

test('serves a bare repository', async () => {
  catalog();
  const bare = join(folder, 'bare.git');
  execFileSync('git', ['clone', '--quiet', '--bare', join(folder, 'catalog'), bare], { stdio: 'ignore' });
  const { result } = await author(bare).publish();
  expect(execFileSync('git', ['-C', bare, 'rev-parse', branch], { encoding: 'utf8' }).trim()).toBe(result.headSha);
});

const conflicts: {
  name: string;
  prepare: (ada: Author) => Promise<void>;
  attempt: object;
  code: string;
  override: object;
}[] = [
  {
    name: 'a lower version than the open submission',
    prepare: async (ada) => void (await ada.publish({ flags: { tag: 'v1.1.0' } })),
    attempt: {},
    code: 'DOWNGRADE',
    override: { allowDowngrade: true },
  },
  {
    name: 'a lower version than the catalog',
    prepare: async (ada) => {
      await ada.publish({ flags: { tag: 'v1.1.0' } });
      git('merge', '--quiet', '--ff-only', branch);
      git('branch', '--quiet', '--delete', '--force', branch);
    },
    attempt: {},
    code: 'DOWNGRADE',
    override: { allowDowngrade: true },
  },
  {
    name: 'a tag that is another image now',
    prepare: async (ada) => void (await ada.publish()),
    attempt: {
      report: { subject: { kind: 'image', image: 'ghcr.io/yourorg/your-provider:v1.0.0', digest: digests.second } },
    },
    code: 'MOVED_DIGEST',
    override: { allowMovedDigest: true },
  },
  {
    name: "somebody's commit on the branch",
    prepare: async (ada) => {
      await ada.publish();
      git('switch', '--quiet', branch);
      commit({ [entry]: 'name: your-provider\n' }, 'Tidy up');
      git('switch', '--quiet', 'main');
    },
    attempt: { flags: { tag: 'v1.1.0' } },
    code: 'COMMITS_OF_OTHERS',
    override: { force: true },
  },
];

test.each(named(conflicts))(
  'refuses %s, unless told otherwise',
  async (_name, { prepare, attempt, code, override }) => {
    const ada = author(catalog());
    await prepare(ada);
    const before = git('for-each-ref');
    const refusal = await refusalOf(ada.publish(attempt));
    expect(refusal).toMatchObject({ code, exitCode: 7 });
    const flag = `--${Object.keys(override)[0]?.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
    expect(refusal.hint).toContain(flag);
    expect(git('for-each-ref')).toBe(before);
    expect((await ada.publish({ ...attempt, ...override })).result.action).toMatch(/created|updated/);
  },
);

test('does not stop at a merge of the base into the branch', async () => {
  const ada = author(catalog());
  await ada.publish();
  commit({ 'later.txt': 'later\n' }, 'Go on');
  git('switch', '--quiet', branch);
  git('merge', '--quiet', '--no-edit', 'main');
  git('switch', '--quiet', 'main');
  expect((await ada.publish({ flags: { tag: 'v1.1.0' } })).result.action).toBe('updated');
});

test('does not move a branch under a checkout', async () => {
  const ada = author(catalog());
  await ada.publish();
  git('switch', '--quiet', branch);
  const refusal = await refusalOf(ada.publish({ flags: { tag: 'v1.1.0' } }));
  expect(refusal).toMatchObject({ code: 'BRANCH_CHECKED_OUT', exitCode: 7 });
  expect(git('status', '--porcelain')).toBe('');
});

test('continues where only the text is missing', async () => {
  const ada = author(catalog());
  const { result } = await ada.publish();
  rmSync(fileURLToPath(result.prUrl ?? ''));
  const again = await ada.publish({ report: { finishedAt: '2026-02-03T00:00:00Z' } });
  expect(again.result.headSha).toBe(result.headSha);
  expect(readFileSync(fileURLToPath(result.prUrl ?? ''), 'utf8')).toContain('### Conformance: pass');
});

test('keeps what people wrote around the text', async () => {
  const ada = author(catalog());
  const { result } = await ada.publish();
  const file = fileURLToPath(result.prUrl ?? '');
  writeFileSync(file, `Please look at this.\n\n${readFileSync(file, 'utf8')}\nThank you.\n`);
  await ada.publish({ flags: { tag: 'v1.1.0' } });
  const text = readFileSync(file, 'utf8');
  expect(text).toMatch(/^Please look at this\.\n/);
  expect(text).toMatch(/Thank you\.\n$/);
  expect(text).toContain('`v1.1.0`');
  expect(text).not.toContain('`v1.0.0`');
});

test('a lock that another program holds is said as what it is', async () => {
  const path = catalog();
  mkdirSync(join(path, '.git/refs/heads', `${branch}.lock`));
  expect(await refusalOf(author(path).publish())).toMatchObject({ code: 'BRANCH_MOVED', exitCode: 7 });
});

test('a damaged repository is no bug of ours', async () => {
  const path = catalog();
  const tree = git('rev-parse', 'main^{tree}');
  rmSync(join(path, '.git/objects', tree.slice(0, 2)), { recursive: true });
  expect(await refusalOf(author(path).publish())).toMatchObject({ code: 'GIT_FAILED', exitCode: 8 });
});

test.each([
  ['a path that is no repository', () => folder, 'NOT_A_REPOSITORY', 2],
  ['a repository without a commit', () => emptyRepository(), 'CATALOG_EMPTY', 1],
])('says what is wrong with %s', async (_name, path, code, exitCode) => {
  expect(await refusalOf(author(path()).publish())).toMatchObject({ code, exitCode });
});

function emptyRepository(): string {
  const path = join(folder, 'empty');
  execFileSync('git', ['init', '--quiet', path]);
  return path;
}

// Only root can give a folder away.
test.runIf(process.getuid?.() === 0)('case 36: a repository of somebody else is not read unasked', async () => {
  const path = catalog();
  execFileSync('chown', ['--recursive', '65534', path]);
  const refusal = await refusalOf(author(path).publish());
  expect(refusal).toMatchObject({ code: 'UNSAFE_REPOSITORY', exitCode: 6 });
  expect(refusal.hint).toContain('safe.directory');
});

test('two entries of a single file: the branch is rebuilt from the tip when it is published again', async () => {
  const entryIn = (text: string) => text.match(/name: (?:your|other)-provider$/gm);
  const path = catalog({
    'providers/catalog.yaml': '# All of them\nproviders:\n  - name: mock\n    tag: 1.10 # ten\n',
  });
  const ada = author(path);
  await ada.publish();
  await ada.publish({ flags: { name: 'other-provider' } });
  git('merge', '--quiet', '--no-edit', 'vrtg-provider--other-provider');
  expect(() => git('merge', '--quiet', '--no-edit', branch)).toThrow();
  git('merge', '--abort');
  const { result } = await ada.publish();
  expect(result.action).toBe('updated');
  git('merge', '--quiet', '--no-edit', branch);
  const text = git('show', 'main:providers/catalog.yaml');
  expect(entryIn(text)).toEqual(['name: other-provider', 'name: your-provider']);
  expect(text.startsWith('# All of them\nproviders:\n  - name: mock\n    tag: 1.10 # ten\n')).toBe(true);
  expect((await ada.publish()).result.action).toBe('noop');
});
