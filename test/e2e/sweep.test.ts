import { appendFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import type { SweepResult } from '../../src/conformance/sweep/sweep-types.js';
import { packageRoot } from '../../src/foundation/package-info.js';
import { runCommand, startCommand } from '../support/command-line.js';
import { connect, type ProviderClient } from '../support/mock-provider/provider-client.js';

const schemaNamed = (name: string) => JSON.parse(readFileSync(join(packageRoot, 'schemas', name), 'utf8'));
const validate = new Ajv2020({ strict: false, schemas: [schemaNamed('conformance-report.schema.json')] }).compile(
  schemaNamed('conformance-sweep.schema.json'),
);

let folder: string;
let mock: ReturnType<typeof startCommand>;
let endpoint: string;
let provider: ProviderClient;

beforeAll(async () => {
  mock = startCommand(['serve', 'mock', '--port=0', '--health-port=0', '--latency=power=1s', '--json']);
  let text = '';
  for await (const line of createInterface({ input: mock.stdout as NodeJS.ReadableStream })) {
    text += line;
    if (line === '}') break;
  }
  ({ endpoint } = JSON.parse(text) as { endpoint: string });
  provider = connect(endpoint);
});
afterAll(async () => {
  provider.close();
  mock.kill();
  await mock;
});
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vcts-sweep-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const runs = () => join(folder, 'vrtg-provider', 'runs');
const journals = () => readdirSync(runs());
const env = () => ({ XDG_STATE_HOME: folder, TMPDIR: folder });
const names = async () => (await provider.call('listVMs', {})).vms.map(({ name }) => name);

async function sweep(...args: string[]) {
  const words = ['sweep', '--settle-time=200ms', '--json', ...args];
  const { exitCode, stdout } = await runCommand(words, { bin: 'vcts', cwd: folder, env: env() });
  const result = JSON.parse(stdout) as SweepResult;
  expect({ valid: validate(result), errors: validate.errors }).toEqual({ valid: true, errors: null });
  return { exitCode, result, run: result.runs[0] };
}

/** A run on the mock that is in the middle of its work, with VMs in the hypervisor. */
async function startRun() {
  const running = startCommand(
    ['run', `--provider-endpoint=${endpoint}`, '--profile=core,snapshot', '--settle-time=200ms'],
    { bin: 'vcts', cwd: folder, env: env() },
  );
  for (let made = 0; made < 8; ) {
    await sleep(50);
    made = (await names()).filter((name) => name.startsWith('vcts-')).length;
  }
  return { running };
}

async function killedRun() {
  const { running } = await startRun();
  running.kill('SIGKILL');
  await running;
}

/** A Create that was under way at the kill may still be carried out, which a sweep soon after has to say. */
function afterKill(run: SweepResult['runs'][number] | undefined) {
  const others = run?.leftovers.filter(
    ({ reason }) => !reason?.startsWith('its Create was cut off, and it may still appear until'),
  );
  return { others, isCut: (run?.leftovers.length ?? 0) > 0 };
}

describe('vcts sweep after SIGKILL', () => {
  it('removes what the run left, and touches nothing else', async () => {
    for (const name of ['vcts-zzzzzzzz-0001', 'production']) {
      const { id } = await provider.call('create', { name });
      onTestFinished(async () => {
        await provider.call('delete', { id });
      });
    }
    await killedRun();
    const before = await names();

    const dry = await sweep('--dry-run');
    expect(dry.run).toMatchObject({ status: 'would-remove', target: { kind: 'endpoint', endpoint } });
    const own = before.filter((name) => !['vcts-zzzzzzzz-0001', 'production'].includes(name)).toSorted();
    const shown = dry.run?.removed.filter(({ kind }) => kind === 'vm').map(({ name }) => name);
    expect(shown?.toSorted()).toEqual(own);
    expect(own.length).toBeGreaterThan(3);
    expect((await names()).toSorted()).toEqual(before.toSorted());
    expect(journals()).toHaveLength(1);

    const { exitCode, run } = await sweep();
    const { others, isCut } = afterKill(run);
    expect({ exitCode, status: run?.status, others }).toEqual({
      exitCode: isCut ? 5 : 0,
      status: isCut ? 'left-behind' : 'removed',
      others: [],
    });
    expect((await names()).toSorted()).toEqual(['production', 'vcts-zzzzzzzz-0001']);
    expect(journals()).toHaveLength(isCut ? 1 : 0);
  });

  it('leaves a run alone that is still going on', async () => {
    const { running } = await startRun();
    const { exitCode, run } = await sweep();
    expect({ exitCode, status: run?.status, removed: run?.removed }).toEqual({
      exitCode: 0,
      status: 'alive',
      removed: [],
    });
    running.kill('SIGINT');
    expect((await running).exitCode).toBe(130);
    expect(journals()).toEqual([]);
  });

  it('keeps the journal where the provider cannot be reached, or another is asked', async () => {
    await killedRun();
    const other = startCommand(['serve', 'mock', '--port=0', '--health-port=0', '--json']);
    const text = await new Promise<string>((resolve) => other.stdout?.once('data', (data) => resolve(String(data))));
    const elsewhere = await sweep(`--provider-endpoint=${(JSON.parse(text) as { endpoint: string }).endpoint}`);
    other.kill();
    await other;
    expect(elsewhere.run).toMatchObject({ status: 'other-provider', journalRemoved: false });
    const refused = await sweep('--provider-endpoint=192.0.2.1:9443');
    expect({ exitCode: refused.exitCode, status: refused.run?.status }).toEqual({ exitCode: 4, status: 'unreachable' });
    expect(journals()).toHaveLength(1);
    const { exitCode, run } = await sweep();
    expect(exitCode).toBe(afterKill(run).isCut ? 5 : 0);
    expect(await names()).toEqual([]);
  });
});

describe('vcts sweep of journals as they are', () => {
  const header = (changes: object) => ({
    event: 'run',
    runId: 'abcdefgh',
    target: { kind: 'endpoint', endpoint },
    startedAt: '2026-01-01T00:00:00Z',
    pid: 2 ** 22 + 1,
    host: hostname(),
    ...changes,
  });
  const intent = { event: 'intend', kind: 'vm', name: 'vcts-abcdefgh-0001', at: 0 };
  const write = (...events: object[]) => {
    mkdirSync(runs(), { recursive: true });
    writeFileSync(join(runs(), 'abcdefgh.ndjson'), events.map((event) => `${JSON.stringify(event)}\n`).join(''));
  };
  const none = { event: 'baseline', ids: [] };

  it.each<[string, () => object[], string, number]>([
    [
      'a command ended with its run',
      () => [header({ target: { kind: 'command', command: 'x' } }), none, intent],
      'provider-ended',
      0,
    ],
    [
      'an image ended with its run',
      () => [header({ target: { kind: 'image', image: 'x:1' } }), none, intent],
      'provider-ended',
      0,
    ],
    ['a run that made nothing', () => [header({}), none], 'removed', 0],
    ['a run whose VMs are gone', () => [header({}), none, intent], 'removed', 0],
    ['a run of another host', () => [header({ host: 'elsewhere.example' }), none, intent], 'other-host', 0],
    ['a name that no run gives', () => [header({}), none, { ...intent, name: 'production' }], 'unreadable', 5],
    ['a name of another run', () => [header({}), none, { ...intent, name: 'vcts-zzzzzzzz-0001' }], 'unreadable', 5],
    ['VMs without what was there before', () => [header({}), intent], 'unreadable', 5],
    ['another run than its file', () => [header({ runId: 'zzzzzzzz' })], 'unreadable', 5],
    ['nothing', () => [], 'unreadable', 5],
  ])('%s', async (_what, events, status, code) => {
    write(...events());
    const { exitCode, run } = await sweep();
    expect({ exitCode, status: run?.status }).toEqual({ exitCode: code, status });
    expect(journals()).toHaveLength(run?.journalRemoved ? 0 : 1);
  });

  it('a line that was cut off by the end of the run does not matter', async () => {
    const { id } = await provider.call('create', { name: intent.name });
    write(header({}), none, intent, { event: 'present', entry: 0, id });
    appendFileSync(join(runs(), 'abcdefgh.ndjson'), '{"event":"de');
    expect((await sweep()).run).toMatchObject({ status: 'removed', removed: [{ kind: 'vm', id, name: intent.name }] });
    expect(await names()).toEqual([]);
  });

  it('leaves a VM alone whose id was there before the run, whatever it is called', async () => {
    const { id } = await provider.call('create', { name: intent.name });
    write(header({}), { event: 'baseline', ids: [id] }, intent, { event: 'present', entry: 0, id });
    const { exitCode, run } = await sweep();
    expect({ exitCode, status: run?.status }).toEqual({ exitCode: 5, status: 'left-behind' });
    expect(run?.leftovers).toMatchObject([{ id, reason: expect.stringContaining('before the run') }]);
    expect(await names()).toEqual([intent.name]);
    expect(journals()).toHaveLength(1);
    await provider.call('delete', { id });
  });

  it('refuses a run that it does not know', async () => {
    const { exitCode, stderr } = await runCommand(['sweep', '--run=nope'], { bin: 'vcts', cwd: folder, env: env() });
    expect({ exitCode, known: stderr.includes('no journal of a run "nope"') }).toEqual({ exitCode: 2, known: true });
  });
});
