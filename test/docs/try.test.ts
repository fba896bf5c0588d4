import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { packageRoot } from '../../src/foundation/package-info.js';

test("the README's first line goes the whole way of a provider", { timeout: 180_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'vrtg-docs-try-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const { status, stdout, stderr } = spawnSync(process.execPath, ['scripts/try.mjs'], {
    cwd: packageRoot,
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], HOME: folder, TMPDIR: folder },
  });
  expect({ status, stderr: status === 0 ? '' : stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout).toMatch(/Conformance: pass .*\n/);
  expect(stdout).toMatch(/wrote catalog\/README\.md/);
});
