import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { quoteForShell } from '../../src/conformance/report/reproduce.js';
import { packageRoot } from '../../src/foundation/package-info.js';
import { runCommand } from '../support/command-line.js';

const report = join(packageRoot, 'test/golden/conformance-report/report.json');
const bad = join(packageRoot, 'test/fixtures/metadata/catalog');
const hasScript = spawnSync('script', ['--version'], { encoding: 'utf8' }).stdout?.includes('util-linux') === true;
const why = hasScript ? '' : ' (skipped: no script of util-linux)';

/** What stands on a terminal of 80 columns, stdout and stderr together. */
function onTerminal([bin, ...args]: readonly string[]): string {
  const words = [process.execPath, join(packageRoot, 'bin', `${bin}.js`), ...args].map(quoteForShell).join(' ');
  const { stdout } = spawnSync('script', ['-qec', `stty cols 80; exec ${words}`, '/dev/null'], {
    encoding: 'utf8',
    cwd: tmpdir(),
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], SHELL: '/bin/sh', TERM: 'xterm', NO_COLOR: '1' },
  });
  return stdout.replaceAll('\r\n', '\n');
}

async function inPipes([bin, ...args]: readonly string[]): Promise<string> {
  const { stdout, stderr } = await runCommand(args, { bin: bin as 'vcts', cwd: tmpdir() });
  return [stdout, stderr].filter((text) => text !== '').join('\n');
}

const words = (text: string) => text.split(/\s+/).filter((word) => word !== '');

test
  .skipIf(!hasScript)
  .each([
    [['vcts', 'report', 'show', report]],
    [['vcts', 'list']],
    [['vrtg-provider', 'validate', bad]],
    [['vrtg-provider', 'validate', join(packageRoot, 'no-such-folder-of-this-repository', 'provider.yaml')]],
    [
      [
        'vrtg-provider',
        'catalog',
        'list',
        '--root',
        packageRoot,
        '--tag',
        'a-tag-that-is-no-tag-of-any-provider-of-this-catalog',
      ],
    ],
    [['vrtg-provider', 'catalog', 'show', 'mock', '--offline', '--root', packageRoot]],
  ])(`a terminal of 80 columns gets %j folded, without a word lost${why}`, async (command) => {
  const [shown, piped] = [onTerminal(command), await inPipes(command)];
  const long = shown.split('\n').filter((line) => line.length > 80);
  expect(long.filter((line) => /\S [^ ]/.test(line) && !/^ *vcts run /.test(line))).toEqual([]);
  expect(piped.split('\n').some((line) => line.length > 80)).toBe(true);
  expect(words(shown)).toEqual(words(piped));
});

test
  .skipIf(!hasScript)
  .each([
    [['vrtg-provider', 'validate', bad, '--format', 'github', '--quiet']],
    [['vrtg-provider', 'validate', bad, '--json']],
    [['vcts', 'report', 'convert', report, '--to', 'md']],
    [['vrtg-provider', 'completion', 'bash']],
  ])(`a terminal gets %j as it is, since it is data${why}`, async (command) => {
  expect(onTerminal(command).trimEnd()).toBe((await inPipes(command)).trimEnd());
});

test('what is tested is there', () => {
  expect([report, bad].filter((path) => !existsSync(path))).toEqual([]);
});
