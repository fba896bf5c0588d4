import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { packageRoot } from '../../src/foundation/package-info.js';

const bin = (name: string) => `"${process.execPath}" "${join(packageRoot, 'bin', `${name}.js`)}"`;

test.skipIf(process.platform === 'win32').each([
  ['text', `${bin('vcts')} list | head -n 1`],
  ['JSON', `${bin('vcts')} list --json | head -n 1`],
  ['nothing read at all', `${bin('vcts')} list --json | true`],
  ['a closed stdout', `${bin('vcts')} list >&-`],
])('nobody reads on: %s', (_, line) => {
  const { status, stderr } = spawnSync('bash', ['-c', `set -o pipefail; ${line}`], { encoding: 'utf8' });
  expect([status, stderr]).toEqual([0, '']);
});
