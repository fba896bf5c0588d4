import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ConformanceReport } from '../../../src/conformance/report/report-types.js';
import { packageRoot } from '../../../src/foundation/package-info.js';
import { runCommand, startCommand } from '../../support/command-line.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'vcts-command-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A provider that starts the mock as a child, tells both process ids in a file, and then does something. */
function provider(name: string, then: string): string {
  const script = join(folder, `${name}.cjs`);
  const bin = join(packageRoot, 'bin', 'vrtg-provider.js');
  writeFileSync(
    script,
    `const mock = require('node:child_process').spawn(process.execPath, [${JSON.stringify(bin)}, 'serve', 'mock', ...process.argv.slice(2)]);
     require('node:fs').writeFileSync(${JSON.stringify(join(folder, `${name}.pids`))}, process.pid + ' ' + mock.pid);
     ${then}`,
  );
  return `node ${script} --port $PORT --health-port $HEALTH_PORT`;
}

const options = (env = {}) => ({ bin: 'vcts', cwd: folder, env: { XDG_STATE_HOME: folder, ...env } }) as const;
const pidsOf = (name: string) =>
  readFileSync(join(folder, `${name}.pids`), 'utf8')
    .split(' ')
    .map(Number);

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    // A zombie has ended; only its parent has not asked yet.
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

async function survivorsOf(name: string): Promise<number[]> {
  for (let tries = 100; ; tries -= 1) {
    const living = pidsOf(name).filter(alive);
    if (living.length === 0 || tries === 0) return living;
    await sleep(50);
  }
}

describe.concurrent('vcts run --exec ends the whole process group', () => {
  it.each(['SIGINT', 'SIGTERM', 'SIGKILL'] as const)('after %s', async (signal) => {
    const command = provider(signal, "process.on('SIGTERM', () => {})");
    const running = startCommand(['run', '--profile=core', '--exec', command], options());
    for (let tries = 400; tries > 0 && !existsSync(join(folder, `${signal}.pids`)); tries -= 1) await sleep(50);
    await sleep(500);
    process.kill(running.pid as number, signal);
    await running;
    expect(await survivorsOf(signal)).toEqual([]);
  });

  it('after a run that passes', async () => {
    const command = provider('passing', '');
    const { exitCode } = await runCommand(['run', '--focus=^validate-ok$', '--exec', command], options());
    expect({ exitCode, survivors: await survivorsOf('passing') }).toEqual({ exitCode: 3, survivors: [] });
  });
});

describe.concurrent('what the command printed', () => {
  const says = [
    'connecting to https://admin:hunter2hunter2@vc.example.com/sdk?token=hunter2hunter2',
    '{"level":"info","password":"hunter2hunter2","user":"admin"}',
    'password: hunter2hunter2',
    'Authorization: Bearer hunter2hunter2',
    'using \u001b[31mhunter2hunter2\u001b[0m as it came',
    'panic: out of memory\u0007',
  ];
  const printing = `${says.map((line) => `console.log(${JSON.stringify(line)});`).join('\n')}`;
  const secret = { VSPHERE_PASSWORD: 'hunter2hunter2' };

  it('is in the report of a run that it ended, without secrets and control characters', async () => {
    const dying = provider('dying', `setTimeout(() => { ${printing} mock.kill('SIGKILL'); process.exit(2); }, 4000)`);
    const words = ['run', '--profile=core', '--exec', dying, '--json'];
    const { exitCode, stdout } = await runCommand(words, options(secret));
    const { ended, providerOutput } = JSON.parse(stdout) as ConformanceReport;
    expect({ exitCode, ended }).toEqual({ exitCode: 4, ended: 'provider-lost' });
    expect(providerOutput?.split('\n')).toEqual([
      'connecting to https://REDACTED@vc.example.com/sdk?REDACTED',
      '{"level":"info","password":"(redacted)","user":"admin"}',
      'password: (redacted)',
      'Authorization: (redacted)',
      'using REDACTED as it came',
      'panic: out of memory\\u0007',
    ]);
  });

  it('is shown where it does not start', async () => {
    const { exitCode, stderr } = await runCommand(
      ['run', '--exec', provider('failing', `${printing} mock.kill(); process.exit(2)`)],
      options(secret),
    );
    expect({ exitCode, leaks: stderr.includes('hunter2') }).toEqual({ exitCode: 4, leaks: false });
    expect(stderr).toMatch(/did not start: it ended with exit code 2[\s\S]*panic: out of memory/);
  });

  it('is not in the report of a run that passes', async () => {
    const command = provider('chatting', printing);
    const { stdout } = await runCommand(['run', '--focus=^validate-ok$', '--exec', command, '--json'], options());
    expect(JSON.parse(stdout)).not.toHaveProperty('providerOutput');
  });
});
