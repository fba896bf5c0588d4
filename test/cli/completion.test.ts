import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { packageRoot } from '../../src/foundation/package-info.js';
import { runCommand } from '../support/command-line.js';

type Bin = 'vrtg-provider' | 'vcts';

const complete = async (bin: Bin, words: string[]) => {
  const { exitCode, stdout } = await runCommand(['complete', '--', ...words], { bin, cwd: packageRoot });
  expect(exitCode).toBe(0);
  return stdout.split('\n').filter(Boolean);
};

function executableOnPath() {
  const folder = mkdtempSync(join(tmpdir(), 'vrtg-completion-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  symlinkSync(join(packageRoot, 'bin/vcts.js'), join(folder, 'vcts'));
  return { folder, env: { PATH: `${folder}${delimiter}${process.env['PATH']}`, HOME: folder } };
}

const profiles = ['core', 'snapshot', 'clone', 'image-prepare', 'advanced'];

test.each<[Bin, string, string[]]>([
  ['vrtg-provider', 'val', ['validate']],
  ['vrtg-provider', 'conformance rep', ['report']],
  ['vrtg-provider', 'conformance report ', ['compare', 'convert', 'merge', 'show']],
  ['vrtg-provider', 'conformance run ', ['libvirt', 'mock', 'vsphere']],
  ['vrtg-provider', 'conformance run v', ['vsphere']],
  ['vrtg-provider', 'validate --format ', ['text', 'json', 'github', 'sarif']],
  ['vrtg-provider', 'validate --format=s', ['--format=sarif']],
  ['vrtg-provider', 'validate --no', ['--no-color']],
  ['vrtg-provider', 'validate --format json prov', []],
  ['vrtg-provider', 'serve m', ['mock']],
  ['vrtg-provider', 'completion ', ['bash', 'zsh', 'fish']],
  ['vrtg-provider', 'no-such-command --', []],
  ['vcts', 'r', ['report', 'run']],
  ['vcts', 'run --profile ', [...profiles, 'all']],
  ['vcts', 'run --profile core,sn', ['core,snapshot']],
  ['vcts', 'run mock --focus power-o', ['power-on', 'power-off']],
  ['vcts', 'run --report ', []],
])('%s %s', async (bin, line, expected) => {
  expect(await complete(bin, line.split(' '))).toEqual(expected);
});

test('hidden commands are not offered', async () => {
  expect(await complete('vrtg-provider', ['comp'])).toEqual(['completion']);
});

test('bash offers what complete says, and the part behind = alone', async () => {
  const { stdout: script } = await runCommand(['completion', 'bash']);
  const { env } = executableOnPath();
  const ask = (line: string, words: string[]) => {
    const { stdout, stderr } = spawnSync(
      'bash',
      [
        '--norc',
        '-c',
        `${script}\nCOMP_LINE=$1 COMP_POINT=\${#1}; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _vrtg_provider; printf '%s\\n' "\${COMPREPLY[@]}"`,
        'bash',
        line,
        ...words,
      ],
      { encoding: 'utf8', env },
    );
    expect(stderr).toBe('');
    return stdout.split('\n').filter(Boolean);
  };
  expect(ask('vcts run --profile=sn', ['vcts', 'run', '--profile', '=', 'sn'])).toEqual(['snapshot']);
  expect(ask('vcts run --profile=', ['vcts', 'run', '--profile', '='])).toEqual([...profiles, 'all']);
  expect(ask('vcts ', ['vcts', ''])).toEqual(['list', 'report', 'run', 'sweep']);
});

const has = (shell: string) => spawnSync(shell, ['-c', 'true']).status === 0;

test.each(['bash', 'zsh', 'fish'])('%s is given a script for both executables', async (shell) => {
  const { exitCode, stdout } = await runCommand(['completion', shell], { bin: 'vcts' });
  expect([exitCode, stdout]).toEqual([0, expect.stringMatching(/vrtg-provider(.|\n)*vcts/)]);
});

test.skipIf(!has('zsh'))(`zsh can read its script${has('zsh') ? '' : ': skipped, no zsh here'}`, async () => {
  const { stdout } = await runCommand(['completion', 'zsh']);
  const { status, stderr } = spawnSync('zsh', ['-n'], { input: stdout, encoding: 'utf8' });
  expect([status, stderr]).toEqual([0, '']);
});

test.skipIf(!has('fish'))(`fish offers what complete says${has('fish') ? '' : ': skipped, no fish here'}`, async () => {
  const { stdout: script } = await runCommand(['completion', 'fish']);
  const { folder, env } = executableOnPath();
  writeFileSync(join(folder, 'script.fish'), script);
  const { stdout, stderr } = spawnSync(
    'fish',
    ['--no-config', '-c', `source ${join(folder, 'script.fish')}; complete -C 'vcts run --profile core,sn'`],
    { encoding: 'utf8', env },
  );
  expect([stdout, stderr]).toEqual(['core,snapshot\n', '']);
});
