import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { execa } from 'execa';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { packageRoot } from '../../src/foundation/package-info.js';
import type { ScaffoldResult } from '../../src/scaffold/scaffold-options.js';
import { runCommand } from '../support/command-line.js';

const schema = JSON.parse(readFileSync(join(packageRoot, 'schemas/scaffold-result.schema.json'), 'utf8')) as object;
const isResult = new Ajv2020({ strict: false }).compile(schema);

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'scaffold-command-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const run = (...args: string[]) => runCommand(args, { cwd: folder });

async function json(...args: string[]): Promise<ScaffoldResult> {
  const { stdout, stderr } = await run(...args, '--json');
  expect(stderr).toBe('');
  const result = JSON.parse(stdout) as ScaffoldResult;
  expect(isResult(result), JSON.stringify(isResult.errors)).toBe(true);
  return result;
}

describe('writes', () => {
  test('a project, and says how to go on', async () => {
    const { exitCode, stdout, stderr } = await run('scaffold', 'zeta', '--language', 'go', '--profiles', 'clone');
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toContain('core, clone');
    expect(stdout).toContain('cd zeta\n  make build\n  make test\n  make conformance');
    expect(stdout).toContain('repo, image, maintainer');
    expect((await run('validate', 'zeta')).exitCode).toBe(0);
  });

  test('what the flags say, under its other name too', async () => {
    const place = ['--output', 'x y/z', '--license', 'MIT', '--repo', 'https://github.com/zeta/z'];
    const result = await json('init', 'zeta', '--language', 'typescript', ...place, '--maintainer', 'z@zeta.example');
    expect(result).toMatchObject({ action: 'written', directory: join(folder, 'x y/z'), placeholders: [] });
    expect(result.next).toEqual(["cd 'x y/z'", 'npm install', 'npm test', 'npm run conformance']);
    const licence = readFileSync(join(folder, 'x y/z/LICENSE'), 'utf8');
    expect(licence).toContain(`Copyright (c) ${new Date().getUTCFullYear()} The Zeta Provider authors`);
    expect(licence).toMatch(/^MIT License/);
    for (const { path, executable, action } of result.files) {
      expect(action).toBe('create');
      expect((statSync(join(result.directory, path)).mode & 0o100) !== 0, path).toBe(executable);
    }
  });

  test('into the working directory', async () => {
    const result = await json('scaffold', 'zeta', '--language', 'go', '--output', '.');
    expect(result.next[0]).toBe('make build');
    expect(readdirSync(folder)).toContain('go.mod');
  });
});

describe('--dry-run', () => {
  test('draws the tree and writes nothing', async () => {
    const { exitCode, stdout } = await run('scaffold', 'zeta', '--language', 'go', '--dry-run');
    expect(exitCode).toBe(0);
    expect(stdout).toContain('├── .github/\n│   ├── dependabot.yml\n│   └── workflows/\n│       └── provider.yml\n');
    expect(stdout).toContain('nothing written');
    expect(readdirSync(folder)).toEqual([]);
  });

  test('marks what force would overwrite', async () => {
    mkdirSync(join(folder, 'zeta'));
    writeFileSync(join(folder, 'zeta/Makefile'), 'mine');
    const { stdout } = await run('scaffold', 'zeta', '--language', 'go', '--dry-run', '--force');
    expect(stdout).toContain('── Makefile  (overwrites)\n');
    expect((await json('scaffold', 'zeta', '--language', 'go', '--dry-run', '--force')).action).toBe('planned');
  });
});

describe('a folder that is not empty', () => {
  beforeEach(() => {
    mkdirSync(join(folder, 'zeta'));
    writeFileSync(join(folder, 'zeta/Makefile'), 'mine');
  });

  test('is refused, with what is in the way', async () => {
    const { exitCode, stdout, stderr } = await run('scaffold', 'zeta', '--language', 'go');
    expect({ exitCode, stdout }).toEqual({ exitCode: 7, stdout: '' });
    expect(stderr).toContain('Makefile');
    expect(stderr).toContain('--force');
    expect(readFileSync(join(folder, 'zeta/Makefile'), 'utf8')).toBe('mine');
  });

  test('is overwritten with force, which says what', async () => {
    const { exitCode, stdout } = await run('scaffold', 'zeta', '--language', 'go', '--force');
    expect(exitCode).toBe(0);
    expect(stdout).toContain('Overwritten:\n  Makefile\n');
    expect(readdirSync(join(folder, 'zeta')).filter((name) => /tmp|orig|~|bak/.test(name))).toEqual([]);
  });
});

describe('without a terminal it asks nothing', () => {
  test.each([
    [[], ['NAME', '--language']],
    [['zeta'], ['--language']],
    [['--language', 'go'], ['NAME']],
  ])('%j', async (args, missing) => {
    const { exitCode, stdout } = await run('scaffold', ...args, '--json');
    expect(exitCode).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'MISSING_OPTIONS', details: { missing } } });
  });
});

const script = await execa('script', ['--version'], { reject: false });
describe.skipIf(script.failed)(
  script.failed ? 'on a terminal (skipped: no script(1) to make one)' : 'on a terminal',
  () => {
    /** script(1) gives the command a terminal of its own; each answer is typed when its question is there. */
    async function onTerminal(args: string, answers: readonly (readonly [question: string, answer: string])[] = []) {
      const bin = join(packageRoot, 'bin/vrtg-provider.js');
      const command = `"${process.execPath}" "${bin}" ${args}`;
      const child = execa('script', ['-qec', command, '/dev/null'], { cwd: folder, reject: false, timeout: 30_000 });
      let unread = '';
      let next = 0;
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        unread += text;
        const [question, answer] = answers[next] ?? [];
        if (question === undefined || !unread.includes(question)) return;
        unread = unread.slice(unread.indexOf(question) + question.length);
        next += 1;
        child.stdin.write(answer);
      });
      const { stdout, exitCode } = await child;
      return { stdout, exitCode, answered: next };
    }

    test('it asks for what is missing, again after an answer that means nothing', async () => {
      const { stdout, exitCode } = await onTerminal('scaffold', [
        ['language (go, typescript): ', 'cobol\n'],
        ['language (go, typescript): ', 'go\n'],
        ['name of the provider: ', 'Zeta!\n'],
        ['name of the provider: ', 'zeta\n'],
        ['profiles beside core', 'snapshot\n'],
        ['URL of its repository', 'zeta\n'],
        ['URL of its repository', 'https://github.com/zeta/z\n'],
        ['e-mail address', 'z@zeta.example\n'],
        ['licence', '\n'],
      ]);
      expect(exitCode, stdout).toBe(0);
      expect(stdout).toContain('for instance zeta');
      const entry = readFileSync(join(folder, 'zeta/provider.yaml'), 'utf8');
      expect(entry).toContain('capabilities: [core, snapshot]');
      expect(entry).toContain('maintainer: "z@zeta.example"');
      expect(entry).toContain('license: "Apache-2.0"');
    });

    test('Ctrl-D ends it, with nothing written', async () => {
      const { stdout, exitCode } = await onTerminal('scaffold --language go', [['name of the provider: ', '\u0004']]);
      expect(exitCode, stdout).toBe(2);
      expect(stdout).toContain('[NO_ANSWER]');
      expect(readdirSync(folder)).toEqual([]);
    });

    test('it asks nothing where the name and the language are given', async () => {
      const { stdout, exitCode } = await onTerminal('scaffold zeta --language go');
      expect(exitCode, stdout).toBe(0);
      expect(existsSync(join(folder, 'zeta/go.mod'))).toBe(true);
    });
  },
);

test.skipIf(process.platform !== 'linux')('a folder without permission stays as it was', async () => {
  const locked = join(folder, 'locked');
  mkdirSync(locked);
  chmodSync(locked, 0o555);
  // Root may write everywhere but there.
  const parent = process.getuid?.() === 0 ? '/sys' : locked;
  const { exitCode, stderr } = await run('scaffold', 'zeta', '--language', 'go', '--output', join(parent, 'zeta'));
  expect(stderr).toContain('[NO_PERMISSION]');
  expect(stderr).toContain('nothing was changed');
  expect(exitCode).toBe(6);
  expect(readdirSync(locked)).toEqual([]);
});
