import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { TestClient } from './support/client.js';

interface Line {
  level: string;
  msg: string;
  port?: number;
  error?: string;
}

const main = fileURLToPath(new URL('../src/main.js', import.meta.url));

/** The program as a container runs it, and what it logs; `exit` is its exit code. */
function start(env: Record<string, string>) {
  const free = { HOST: '127.0.0.1', PORT: '0', HEALTH_PORT: '0', TLS_DIR: '/nowhere' };
  const child: ChildProcess = spawn(process.execPath, [main], {
    env: { ...free, ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  after(() => child.kill('SIGKILL'));
  const lines: Line[] = [];
  const reading = createInterface({ input: child.stderr as NodeJS.ReadableStream });
  reading.on('line', (line) => lines.push(JSON.parse(line) as Line));
  const logged = async (msg: string): Promise<Line> => {
    for (;;) {
      const found = lines.find((line) => line.msg === msg);
      if (found) return found;
      await once(reading, 'line');
    }
  };
  return { child, lines, logged, exit: once(child, 'exit').then(([code]) => code as number | null) };
}

test('it serves, logs JSON lines and ends in order on SIGTERM', async () => {
  const { child, lines, logged, exit } = start({});
  const { port = 0 } = await logged('serving');
  const client = new TestClient(port);
  assert.equal((await client.call('validate', {})).ok, true);
  child.kill('SIGTERM');
  assert.equal(await exit, 0);
  client.close();
  assert.deepEqual(
    lines
      .map(({ msg }) => msg)
      .filter((msg) => msg !== 'serving plaintext: anybody who reaches the port can change virtual machines'),
    ['ready', 'serving', 'stopping', 'stopped'],
  );
});

for (const [what, env, error] of [
  ['a setting that is wrong', { PORT: 'x' }, /PORT must be a whole number/],
  ['an unknown hypervisor', { HYPERVISOR: 'else' }, /there are memory and own/],
  ['missing TLS files', { VIRTRIGAUD_PROVIDER_INSECURE: 'false' }, /no TLS certificate/],
] as const) {
  test(`it does not start with ${what}, and says so`, async () => {
    const { logged, exit } = start(env);
    assert.match((await logged('cannot start')).error ?? '', error);
    assert.equal(await exit, 1);
  });
}
