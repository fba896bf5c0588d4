import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ConformanceReport } from '../../../src/conformance/report/report-types.js';
import { packageRoot } from '../../../src/foundation/package-info.js';
import { type CommandResult, runCommand } from '../../support/command-line.js';
import { containersOf } from '../../support/container/containers.js';
import { type PushedImage, pushVariant } from '../../support/container/push-image.js';
import { describeWithEngine } from '../../support/container/with-engine.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'vcts-sidecars-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const serveInContainer = ['bin/vrtg-provider.js', 'serve', 'mock', '--host', '0.0.0.0'];
const greeting = 'a simulated hypervisor';

/** Serves the mock only where the sidecar answers under the address that it was told; ends with 7 where it does not. */
const startsWithSidecar = (serve: string[], then = '') => `
  fetch(process.env.SIM_URL).then((answer) => answer.text(), String).then((text) => {
    console.log('the sidecar says', text);
    if (text !== ${JSON.stringify(greeting)}) process.exit(7);
    const mock = require('node:child_process').spawn(process.execPath, ${JSON.stringify(serve)}.concat(process.argv.slice(1)), { stdio: ['ignore', 'inherit', 'pipe'] });
    process.on('SIGTERM', () => mock.kill('SIGKILL') && process.exit());
    ${then}
  });`;

/** It ends when it is asked to. */
const simulator = `require('node:http').createServer(({ url }, answer) => {
  if (url === '/end') process.exit(9);
  answer.end(${JSON.stringify(greeting)});
}).listen(8989);`;

describeWithEngine('a provider with sidecars', (images) => {
  const variant = (tag: string, script: string) => {
    const config = { Entrypoint: ['/usr/bin/node', '-e', script], Labels: { variant: tag } };
    return pushVariant(images().mock, { tag: `sidecar-${tag}`, config });
  };
  const reference = ({ repository, digest }: PushedImage) => `${repository}@${digest}`;

  async function run(name: string, how: Record<string, unknown>, ...flags: string[]): Promise<CommandResult> {
    const directory = join(folder, name);
    mkdirSync(directory);
    const metadata = {
      schemaVersion: 1,
      name,
      displayName: 'Simulated Provider',
      description: 'A provider that needs a simulator beside it',
      repo: 'https://github.com/example/provider',
      image: 'ghcr.io/example/provider',
      tag: '1.0.0',
      capabilities: ['core'],
      maintainer: 'someone@example.com',
      license: 'Apache-2.0',
      maturity: 'alpha',
      run: how,
    };
    writeFileSync(join(directory, 'provider.yaml'), JSON.stringify(metadata));
    const words = ['run', directory, '--profile=core', '--focus=^power-on$', ...flags];
    return await runCommand(words, { bin: 'vcts', cwd: folder, env: { XDG_STATE_HOME: folder } });
  }

  async function left(...used: PushedImage[]): Promise<string[]> {
    const { engine } = images();
    const containers = await Promise.all(used.map((image) => containersOf(engine, image)));
    const { stdout } = await execa(engine, ['network', 'ls', '--format', '{{.Name}}']);
    return [...containers.flat(), ...stdout.split('\n').filter((name) => name.startsWith('vcts-'))];
  }

  it('that is an image reaches them by name in a network of their own, and all is removed', async () => {
    const sim = await variant('simulator', simulator);
    const provider = await variant('provider', startsWithSidecar(serveInContainer));
    const { exitCode, stdout, stderr } = await run('in-a-container', {
      image: reference(provider),
      env: { SIM_URL: `http://$SIDECAR_VC_SIM_HOST:\${SIDECAR_VC_SIM_PORT}/` },
      sidecars: [{ name: 'vc-sim', image: reference(sim), ports: [8989] }],
    });
    expect({ exitCode, stdout, stderr }).toMatchObject({ exitCode: 3, stdout: expect.stringContaining('1 of ') });
    expect(await left(sim, provider)).toEqual([]);
  });

  it('that is a command reaches them on loopback', async () => {
    const sim = await variant('for-a-command', simulator);
    const serve = [join(packageRoot, 'bin', 'vrtg-provider.js'), 'serve', 'mock'];
    writeFileSync(join(folder, 'start.cjs'), startsWithSidecar(serve).replace('slice(1)', 'slice(2)'));
    const { exitCode, stdout } = await run('a-command', {
      exec: `node ${join(folder, 'start.cjs')} --port $PORT --health-port $HEALTH_PORT`,
      env: { SIM_URL: 'http://$SIDECAR_SIM_HOST:$SIDECAR_SIM_PORT_8989/' },
      sidecars: [{ name: 'sim', image: reference(sim), ports: [8989] }],
    });
    expect({ exitCode, stdout }).toMatchObject({ exitCode: 3, stdout: expect.stringContaining('1 of ') });
    expect(await left(sim)).toEqual([]);
  });

  it('that do not start is exit code 4 with their output', async () => {
    const broken = await variant('broken', 'console.error("no licence for this simulator"); process.exit(2)');
    const { exitCode, stderr } = await run('broken', {
      image: reference(images().mock),
      sidecars: [{ name: 'sim', image: reference(broken), ports: [8989] }],
    });
    expect({ exitCode, left: await left(broken) }).toEqual({ exitCode: 4, left: [] });
    expect(stderr).toMatch(
      /the sidecar sim did not start: it ended with exit code 2.*\n.*\nno licence for this simulator/,
    );
  });

  it('that end in the middle is exit code 4, and blames the provider for nothing', async () => {
    const sim = await variant('ending', simulator);
    const endsIt = `mock.stderr.on('data', (line) => String(line).includes('"method":"power"') && fetch(process.env.SIM_URL + 'end').catch(() => {}));`;
    const provider = await variant('ended-with-it', startsWithSidecar(serveInContainer, endsIt));
    const how = {
      image: reference(provider),
      env: { SIM_URL: 'http://$SIDECAR_SIM_HOST:$SIDECAR_SIM_PORT/', LOG_LEVEL: 'debug' },
      sidecars: [{ name: 'sim', image: reference(sim), ports: [8989] }],
    };
    const { exitCode, stdout } = await run('ending', how, '--json');
    const { ended, tests } = JSON.parse(stdout) as ConformanceReport;
    expect({ exitCode, ended, failed: tests.filter(({ verdict }) => verdict === 'fail') }).toEqual({
      exitCode: 4,
      ended: 'provider-lost',
      failed: [],
    });
    expect(await left(sim, provider)).toEqual([]);
  });

  it('of one name is refused', async () => {
    const sidecars = [{ image: 'ghcr.io/example/sim:1' }, { image: 'ghcr.io/another/sim:1' }];
    const { exitCode, stderr } = await run('twice', { sidecars });
    expect({ exitCode, stderr }).toEqual({ exitCode: 2, stderr: expect.stringContaining('the name sim of a sidecar') });
  });
});
