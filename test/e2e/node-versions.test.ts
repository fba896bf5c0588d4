import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, describe, expect, test } from 'vitest';
import { packageRoot, toolVersion } from '../../src/foundation/package-info.js';

/** Besides the one that runs the tests. The npm packages node-<platform>-<arch> hold nothing but the program. */
const majors = [22, 24];
const folder = mkdtempSync(join(tmpdir(), 'vrtg-node-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function install(major: number): Promise<{ node: string } | { reason: string }> {
  const name = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
  const prefix = join(folder, String(major));
  const packed = await execa('npm', ['install', '--no-audit', '--no-fund', '--prefix', prefix, `${name}@${major}`], {
    cwd: folder,
    reject: false,
    timeout: 120_000,
  });
  if (packed.failed) return { reason: `npm cannot install ${name}@${major}` };
  const program = process.platform === 'win32' ? 'node.exe' : 'node';
  return { node: join(prefix, 'node_modules', name, 'bin', program) };
}

writeFileSync(join(folder, 'package.json'), '{}');
const installed = await Promise.all(majors.map(async (major) => ({ major, ...(await install(major)) })));

describe.each(installed)('Node.js $major', (found) => {
  const missing = 'reason' in found ? `: skipped, ${found.reason}` : '';
  const run = (bin: string, args: string[]) =>
    execa('node' in found ? found.node : '', [join(packageRoot, 'bin', `${bin}.js`), ...args], {
      cwd: packageRoot,
      env: { XDG_STATE_HOME: folder, XDG_CACHE_HOME: folder },
      reject: false,
    });

  test.skipIf(missing !== '')(`runs the bundle, with its compiled code cached${missing}`, async () => {
    for (const _ of ['compiles', 'reads the cache']) {
      const { exitCode, stdout, stderr } = await run('vrtg-provider', ['validate', 'providers', '--json']);
      expect({ exitCode, stderr, answer: JSON.parse(stdout) }).toMatchObject({
        exitCode: 0,
        stderr: '',
        answer: { valid: true },
      });
    }
    expect((await run('vcts', ['--version'])).stdout).toMatch(`vrtg-provider/${toolVersion} `);
  });

  test.skipIf(missing !== '')(`tests a provider${missing}`, async () => {
    const { exitCode, stdout } = await run('vcts', ['run', 'mock', '--profile=core', '--settle-time=200ms', '--json']);
    expect({ exitCode, report: JSON.parse(stdout) }).toMatchObject({ exitCode: 0, report: { badge: 'pass' } });
  });
});
