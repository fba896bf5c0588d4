import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ConformanceReport } from '../../src/conformance/report/report-types.js';
import { packageRoot } from '../../src/foundation/package-info.js';
import { runCommand, startCommand } from '../support/command-line.js';
import { defectNamed } from '../support/mock-provider/defects.js';
import { type StartedMock, startMock } from '../support/mock-provider/start-mock.js';

const schema = JSON.parse(readFileSync(join(packageRoot, 'schemas', 'conformance-report.schema.json'), 'utf8'));
const validate = new Ajv2020({ strict: false }).compile(schema);
// The mock shows every state at once.
const fast = '--settle-time=300ms';
const serveMock = 'vrtg-provider serve mock --port $PORT --health-port $HEALTH_PORT';

let folder: string;
let state: { XDG_STATE_HOME: string };

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'vcts-test-'));
  state = { XDG_STATE_HOME: join(folder, 'state') };
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const vcts = (args: string[], env = {}) => runCommand(args, { bin: 'vcts', cwd: folder, env: { ...state, ...env } });
const journals = () => readdirSync(join(folder, 'state', 'vrtg-provider', 'runs'));

describe('vcts run on an endpoint', () => {
  let mock: StartedMock;
  beforeAll(async () => {
    mock = await startMock();
  });
  afterAll(() => mock.stop());

  it('passes a correct provider and says so on stdout', async () => {
    const { exitCode, stdout, stderr } = await vcts([
      'run',
      `--provider-endpoint=${mock.endpoint}`,
      '--profile=core',
      fast,
    ]);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('core           pass     covers 6 of 6 capabilities');
    expect(stderr).toContain('power-on');
  });

  it('leaves nothing in the hypervisor and no journal', async () => {
    await vcts(['run', `--provider-endpoint=${mock.endpoint}`, '--profile=core', '--quiet', fast]);
    expect(mock.hypervisor.vms.size).toBe(0);
    expect(journals()).toEqual([]);
  });

  it('prints one JSON document that its schema accepts, and nothing else', async () => {
    const { stdout, stderr } = await vcts([
      'run',
      `--provider-endpoint=${mock.endpoint}`,
      '--profile=core',
      fast,
      '--json',
    ]);
    const report = JSON.parse(stdout) as ConformanceReport;
    expect({ valid: validate(report), errors: validate.errors }).toEqual({ valid: true, errors: null });
    expect(stderr).toBe('');
    expect(report.badge).toBe('pass');
  });

  it('writes the same document as --json, and Markdown', async () => {
    const { stdout } = await vcts([
      'run',
      `--provider-endpoint=${mock.endpoint}`,
      '--focus=^validate',
      '--json',
      '--report=out/report.json',
      '--report=out/report.md',
    ]);
    expect(JSON.parse(readFileSync(join(folder, 'out', 'report.json'), 'utf8'))).toEqual(JSON.parse(stdout));
    expect(readFileSync(join(folder, 'out', 'report.md'), 'utf8')).toContain(
      '| `validate-ok` | core | required | pass |',
    );
  });

  it('reports what a filter left out as excluded, and the profile as partial', async () => {
    const { exitCode, stdout } = await vcts([
      'run',
      `--provider-endpoint=${mock.endpoint}`,
      '--profile=core',
      '--skip=^power-',
      fast,
      '--json',
    ]);
    const { tests, profiles } = JSON.parse(stdout) as ConformanceReport;
    expect(exitCode).toBe(3);
    expect(profiles.core?.verdict).toBe('partial');
    expect(tests.filter(({ verdict }) => verdict === 'excluded').every(({ id }) => id.startsWith('power-'))).toBe(true);
  });
});

describe('vcts run on a defective provider', () => {
  it('fails with exit code 1 and names the test, with its exchange in the report', async () => {
    const mock = await startMock({ defect: defectNamed('power-on-ignored') });
    const { exitCode, stdout } = await vcts([
      'run',
      `--provider-endpoint=${mock.endpoint}`,
      '--profile=core',
      fast,
      '--json',
    ]);
    await mock.stop();
    const { tests } = JSON.parse(stdout) as ConformanceReport;
    expect(exitCode).toBe(1);
    const test = tests.find(({ id }) => id === 'power-on');
    expect(test?.verdict).toBe('fail');
    expect(test?.exchange?.map(({ method }) => method)).toContain('Power');
  });
});

describe('vcts run on a command', () => {
  it('starts it on free ports, tests it and ends it', async () => {
    const { exitCode, stdout } = await vcts(['run', '--exec', serveMock, '--profile=core', fast, '--json']);
    const { subject } = JSON.parse(stdout) as ConformanceReport;
    expect(exitCode).toBe(0);
    expect(subject).toEqual({ kind: 'command', command: serveMock });
  });

  it('runs a bundled provider by its name', async () => {
    const { exitCode, stdout } = await vcts(['run', 'mock', '--profile=core', fast, '--json']);
    expect(exitCode).toBe(0);
    expect((JSON.parse(stdout) as ConformanceReport).subject).toMatchObject({ kind: 'command', name: 'mock' });
  });

  it('says what a command printed that ended before it answered', async () => {
    const { exitCode, stderr } = await vcts([
      'run',
      '--exec',
      'node -e \'console.error("no licence found"); process.exit(7)\'',
      '--profile=core',
    ]);
    expect(exitCode).toBe(4);
    expect(stderr).toContain('exit code 7');
    expect(stderr).toContain('no licence found');
  });

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 143],
  ] as const)('cleans up after %s and exits with %i', async (signal, code) => {
    const { exitCode, stdout } = await interrupted((running) => running.kill(signal));
    expect(exitCode).toBe(code);
    expect(stdout).not.toContain('Left behind');
    expect(journals()).toEqual([]);
    expect(await processesNaming(folder)).toEqual([]);
  });

  it('ends at once at a second SIGINT, and ends the provider too', async () => {
    const { exitCode } = await interrupted(async (running) => {
      running.kill('SIGINT');
      await sleep(200);
      running.kill('SIGINT');
    });
    expect(exitCode).toBe(130);
    expect(await processesNaming(folder)).toEqual([]);
    // There was no time to clean up: the journal stays, which is what finds the VMs again.
    expect(journals()).toHaveLength(1);
    for (const journal of journals()) rmSync(join(folder, 'state', 'vrtg-provider', 'runs', journal));
  });

  it('leaves no provider behind when nobody reads what it prints', async () => {
    const command = `${process.execPath} ${join(packageRoot, 'bin', 'vcts.js')} run --exec '${serveMock}' --profile=core ${fast}`;
    const { stdout } = await execa('sh', ['-c', `${command} 2>&1 | head -2`], {
      cwd: folder,
      env: { PATH: process.env['PATH'] ?? '', ...state },
      extendEnv: false,
      stdin: 'ignore',
    });
    expect(stdout.split('\n')).toHaveLength(2);
    expect(await processesNaming(folder)).toEqual([]);
    expect(journals()).toEqual([]);
  });

  it('refuses an address where another provider listens, which would be tested instead', async () => {
    const other = await startMock();
    const { exitCode, stdout, stderr } = await vcts([
      ...['run', '--exec', `touch ${join(folder, 'started')}`, `--provider-endpoint=${other.endpoint}`],
    ]);
    await other.stop();
    expect({ exitCode, stdout, started: existsSync(join(folder, 'started')) }).toEqual({
      exitCode: 2,
      stdout: '',
      started: false,
    });
    expect(stderr).toContain(`something listens on ${other.endpoint} already`);
  });

  it('gives no verdict on a command that ended, though what it started answers', async () => {
    const inBackground = `${process.execPath} ${join(packageRoot, 'bin', 'vrtg-provider.js')} serve mock --port $PORT --health-port $HEALTH_PORT`;
    const { exitCode, stdout, stderr } = await vcts(['run', '--exec', `sh -c "${inBackground} &"`, '--profile=core']);
    expect({ exitCode, stdout }).toEqual({ exitCode: 4, stdout: '' });
    expect(stderr).toContain('exit code 0');
    expect(await processesNaming(folder)).toEqual([]);
  });
});

describe('the words of vcts run', () => {
  it.each([
    ['run', '--report', 'words.json', 'mock'],
    ['run', '--profile', 'core', 'mock'],
  ])('%s %s %s %s name the provider last', async (...words) => {
    const { exitCode, stdout } = await vcts([...words, '--focus=^validate-ok$', fast, '--json']);
    expect(exitCode).toBe(3);
    expect((JSON.parse(stdout) as ConformanceReport).subject.name).toBe('mock');
  });

  it('are refused before anything starts where a report cannot be written', async () => {
    writeFileSync(join(folder, 'file'), '');
    const { exitCode, stdout, stderr } = await vcts([
      ...['run', '--exec', `touch ${join(folder, 'begun')}`, '--report', join('file', 'report.json')],
    ]);
    expect({ exitCode, stdout, begun: existsSync(join(folder, 'begun')) }).toEqual({
      exitCode: 2,
      stdout: '',
      begun: false,
    });
    expect(stderr).toContain('cannot be written');
  });
});

describe('vcts run refuses', () => {
  it.each([
    ['no provider at all', ['run'], 2, 'no provider is named'],
    ['two providers', ['run', 'mock', '--exec', 'x'], 2, 'named 2 times'],
    ['an unknown profile', ['run', 'mock', '--profile=kore'], 2, 'unknown profile "kore"'],
    ['an unknown provider', ['run', 'mokc'], 2, 'there is no provider "mokc"'],
    ['plaintext to another host', ['run', '--provider-endpoint=192.0.2.1:9443'], 2, '--plaintext'],
    ['a bad endpoint', ['run', '--provider-endpoint=nonsense'], 2, 'host:port'],
    ['a bad duration', ['run', 'mock', '--timeout=5'], 2, 'not a duration'],
    ['a bad expression', ['run', 'mock', '--focus=('], 2, 'no regular expression'],
    ['an unknown report format', ['run', 'mock', '--report=x.docx'], 2, '.json'],
    ['a command that does not exist', ['run', '--exec=/no/such/program'], 4, 'there is no such program'],
    ['fixtures that do not exist', ['run', 'mock', '--fixtures=none.yaml'], 2, 'does not exist'],
    ['an unknown flag', ['run', 'mock', '--profil=core'], 2, '--profil'],
  ])('%s', async (_what, args, code, text) => {
    const { exitCode, stdout, stderr } = await vcts(args);
    expect({ exitCode, stdout }).toEqual({ exitCode: code, stdout: '' });
    expect(stderr).toContain(text);
  });

  it('a provider that nobody serves, with exit code 4, also as JSON', async () => {
    const { exitCode, stdout } = await vcts(['run', '--provider-endpoint=127.0.0.1:1', '--profile=core', '--json']);
    expect(exitCode).toBe(4);
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'PROVIDER_UNREACHABLE' } });
  });

  it('under --json with an error document that shows no flag values', async () => {
    const { exitCode, stdout } = await vcts(['run', '--nope=very-secret', '--json']);
    expect(exitCode).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'USAGE' } });
  });
});

describe('vcts list', () => {
  it('lists the core tests with profile, level, capability and what they assert', async () => {
    const { exitCode, stdout } = await vcts(['list', '--profile=core']);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(
      /^power-on +core +required +vm\.power +an Off VM reaches On, with its sizes and disks, and stays$/m,
    );
    expect(stdout).not.toContain('snapshot-create');
  });

  it('is the same command as vrtg-provider conformance list', async () => {
    const long = await runCommand(['conformance', 'list', '--json'], { cwd: folder });
    expect(long.stdout).toBe((await vcts(['list', '--json'])).stdout);
  });
});

/** Runs VCTS on a command of its own and interrupts it as soon as the first VM was made. */
async function interrupted(interrupt: (running: ReturnType<typeof startCommand>) => unknown) {
  const words = ['run', '--exec', `${serveMock} --latency power=500ms`, '--profile=core', fast];
  const running = startCommand(words, { bin: 'vcts', cwd: folder, env: state });
  let seen = '';
  let sent = false;
  running.stderr?.on('data', (chunk: Buffer) => {
    seen += chunk.toString();
    // Once only: a second signal ends it at once, with no time to clean up.
    if (sent || !seen.includes('create-returns-id')) return;
    sent = true;
    void interrupt(running);
  });
  const { exitCode, stdout } = await running;
  await sleep(50);
  return { exitCode, stdout: String(stdout) };
}

/** Processes of this machine whose command line or folder names that folder. */
async function processesNaming(text: string): Promise<string[]> {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .flatMap((pid) => {
      try {
        const environment = readFileSync(`/proc/${pid}/environ`, 'utf8');
        return environment.includes(text) ? [readFileSync(`/proc/${pid}/cmdline`, 'utf8')] : [];
      } catch {
        return [];
      }
    });
}
