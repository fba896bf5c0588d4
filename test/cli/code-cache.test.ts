import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { toolVersion } from '../../src/foundation/package-info.js';
import { runCommand } from '../support/command-line.js';

function cacheHome() {
  const home = mkdtempSync(join(tmpdir(), 'vrtg-cache-'));
  onTestFinished(() => rmSync(home, { recursive: true, force: true }));
  const folder = join(home, 'vrtg-provider');
  return {
    folder,
    files: () => readdirSync(folder).sort(),
    list: (env: Record<string, string> = {}) =>
      runCommand(['list', '--json'], { bin: 'vcts', env: { XDG_CACHE_HOME: home, ...env } }),
  };
}

test('a second start reads what the first one compiled, and answers the same', async () => {
  const { folder, files, list } = cacheHome();
  const first = await list();
  const [file = ''] = files();
  expect(file).toMatch(/^[0-9a-f]{16}-v\d+\.\d+\.\d+-\w+-conformance\.list\.v8$/);
  const { mtimeMs } = statSync(join(folder, file));
  expect(await list()).toEqual(first);
  expect([files(), statSync(join(folder, file)).mtimeMs]).toEqual([[file], mtimeMs]);
});

test.each([
  ['cut', (bytes: Buffer) => bytes.subarray(0, 1000)],
  ['empty', () => Buffer.alloc(0)],
  ['of other bytes', () => Buffer.from('not compiled code')],
])('a cache that is %s is made anew', async (_, spoil) => {
  const { folder, files, list } = cacheHome();
  const first = await list();
  const file = join(folder, files()[0] ?? '');
  const whole = readFileSync(file);
  writeFileSync(file, spoil(whole));
  expect(await list()).toEqual(first);
  expect(statSync(file).size).toBeGreaterThan(100_000);
});

test('what no start has used for a month is forgotten', async () => {
  const { folder, files, list } = cacheHome();
  mkdirSync(folder, { mode: 0o700 });
  const old = join(folder, '0000000000000000-v20.0.0-x64-help.v8');
  writeFileSync(old, 'old');
  utimesSync(old, new Date('2020-01-01'), new Date('2020-01-01'));
  writeFileSync(join(folder, '1111111111111111-v20.0.0-x64-help.v8'), 'of another version');
  writeFileSync(join(folder, 'notes.txt'), 'not ours');
  await list();
  expect(files()).toHaveLength(3);
  expect(files()).toEqual(expect.arrayContaining(['1111111111111111-v20.0.0-x64-help.v8', 'notes.txt']));
});

test.skipIf(process.platform === 'win32')('a folder that others can write to is not trusted', async () => {
  const { folder, files, list } = cacheHome();
  mkdirSync(folder);
  chmodSync(folder, 0o777);
  expect((await list()).exitCode).toBe(0);
  expect(files()).toEqual([]);
});

test('NODE_DISABLE_COMPILE_CACHE switches it off', async () => {
  const { folder, list } = cacheHome();
  expect((await list({ NODE_DISABLE_COMPILE_CACHE: '1' })).exitCode).toBe(0);
  expect(() => readdirSync(folder)).toThrow('ENOENT');
});

test('where the cache cannot be written the command runs all the same', async () => {
  const { exitCode, stderr } = await runCommand(['list', '--json'], {
    bin: 'vcts',
    env: { XDG_CACHE_HOME: '/dev/null/nowhere' },
  });
  expect([exitCode, stderr]).toEqual([0, '']);
});

test.each(['vrtg-provider', 'vcts'] as const)('%s --version says what oclif would', async (bin) => {
  const { exitCode, stdout } = await runCommand(['--version'], { bin });
  const version = `vrtg-provider/${toolVersion} ${process.platform}-${process.arch} node-${process.version}\n`;
  expect([exitCode, `${stdout}\n`]).toEqual([0, version]);
  expect(await runCommand(['--version', '--no-color'], { bin })).toMatchObject({ stdout });
});
