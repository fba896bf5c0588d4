import { join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, onTestFinished, test } from 'vitest';
import { packageRoot } from '../../../src/foundation/package-info.js';
import { connect } from '../../support/mock-provider/provider-client.js';

const executable = join(packageRoot, 'bin/vrtg-provider.js');

function start(args: string[], env: Record<string, string> = {}) {
  const child = execa(process.execPath, [executable, 'serve', ...args], { env, reject: false });
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await child;
  });
  return child;
}

const anyPorts = ['mock', '--port', '0', '--health-port', '0'];

/** Starts the mock and waits for the line that says where it listens. */
async function serve(args: string[] = [], env: Record<string, string> = {}) {
  const child = start([...anyPorts, ...args], env);
  const line = await firstOutput(child);
  const [, endpoint = '', health = ''] = /listening on (\S+), health on (\S+)/.exec(line) ?? [];
  return { child, line, endpoint, health };
}

function firstOutput(child: ReturnType<typeof start>): Promise<string> {
  return new Promise((resolve, reject) => {
    child.stdout.once('data', (data: Buffer) => resolve(data.toString()));
    void child.then(({ stderr }) => reject(new Error(`it ended before it listened: ${stderr}`)));
  });
}

/** Runs a command line that must fail by itself. */
const run = async (args: string[]) => {
  const { exitCode, stdout, stderr } = await start(args);
  return { exitCode, stdout, stderr };
};

describe('serve mock', () => {
  test('says where it listens, on loopback, and serves there', async () => {
    const { endpoint, line } = await serve();
    const client = connect(endpoint);
    const { ok } = await client.call('validate', {});
    client.close();
    expect([line, ok]).toEqual([
      expect.stringMatching(/^mock provider listening on 127\.0\.0\.1:\d+, health on http:\/\/127\.0\.0\.1:\d+\n$/),
      true,
    ]);
  });

  test('--json says it as one document', async () => {
    const child = start([...anyPorts, '--json']);
    const document = JSON.parse(await firstOutput(child));
    child.kill('SIGTERM');
    const { stdout } = await child;
    expect([document, JSON.parse(stdout)]).toEqual([
      {
        name: 'mock',
        endpoint: expect.stringMatching(/^127\.0\.0\.1:\d+$/),
        health: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
      },
      document,
    ]);
  });

  test.each(['SIGTERM', 'SIGINT'] as const)('ends in order on %s, with exit code 0', async (signal) => {
    const { child, endpoint } = await serve();
    const client = connect(endpoint);
    await client.vm();
    child.kill(signal);
    const { exitCode, stderr } = await child;
    client.close();
    const messages = stderr.split('\n').map((line) => JSON.parse(line).msg);
    expect([exitCode, messages]).toEqual([0, ['draining', 'stopped']]);
  });

  test('a task that still runs does not keep it', async () => {
    const { child, endpoint } = await serve(['--latency', 'create=1h']);
    const client = connect(endpoint);
    await client.call('create', { name: 'slow' });
    client.close();
    child.kill('SIGTERM');
    expect((await child).exitCode).toBe(0);
  });

  test.each([
    { how: '--verbose', args: ['--verbose'], env: {} },
    { how: 'LOG_LEVEL=DEBUG', args: [], env: { LOG_LEVEL: 'DEBUG' } },
  ])('logs calls with their conformance test under $how', async ({ args, env }) => {
    const { child, endpoint } = await serve(args, env);
    const client = connect(endpoint);
    await client.call('validate', {}, { metadata: { 'x-vcts-test-id': 'validate-ok' } });
    client.close();
    child.kill('SIGTERM');
    const lines = (await child).stderr.split('\n').map((line) => JSON.parse(line));
    expect(lines.find(({ msg }) => msg === 'call')).toMatchObject({
      level: 'debug',
      method: 'validate',
      code: 'OK',
      testId: 'validate-ok',
    });
  });

  test('logs no calls otherwise', async () => {
    const { child, endpoint } = await serve();
    const client = connect(endpoint);
    await client.call('validate', {});
    client.close();
    child.kill('SIGTERM');
    expect((await child).stderr).not.toContain('"call"');
  });
});

describe('it refuses', () => {
  test.each(['--port', '--health-port'])('a %s that is in use, and names it', async (flag) => {
    const { endpoint } = await serve();
    const port = endpoint.split(':').at(-1) ?? '';
    const args = ['--port', '--health-port'].flatMap((name) => [name, name === flag ? port : '0']);
    const { exitCode, stdout, stderr } = await run(['mock', ...args]);
    expect({ exitCode, stdout, stderr }).toEqual({
      exitCode: 4,
      stdout: '',
      stderr: `Error: Port ${port} of 127.0.0.1 is in use by another process [PORT_IN_USE]\nChoose another port with ${flag}, 0 for any free one.`,
    });
  });

  test('an address that is not of this machine', async () => {
    const { exitCode, stderr } = await run([...anyPorts, '--host', '192.0.2.1']);
    expect([exitCode, stderr]).toEqual([4, expect.stringContaining('Cannot listen on 192.0.2.1')]);
  });

  test.each([
    { args: ['mokc'], error: 'No bundled provider is named "mokc"', hint: 'Did you mean mock? Bundled: mock.' },
    { args: ['vsphere'], error: 'No bundled provider is named "vsphere"', hint: 'Bundled: mock.' },
    { args: ['mock', '--latency', 'fast'], error: '"fast" is not a latency', hint: 'none, realistic' },
    { args: ['mock', '--tls-cert', 'a.pem'], error: '--tls-key', hint: '--help' },
    { args: ['mock', '--tls-cert', 'a.pem', '--tls-key', 'b.pem'], error: 'a.pem cannot be read', hint: 'path' },
    { args: ['mock', '--port', '65536'], error: '65536', hint: '--help' },
    { args: [], error: 'name', hint: '--help' },
  ])('$args', async ({ args, error, hint }) => {
    const { exitCode, stdout, stderr } = await run(args);
    expect([exitCode, stdout, stderr]).toEqual([2, '', expect.stringContaining(error)]);
    expect(stderr).toContain(hint);
  });
});
