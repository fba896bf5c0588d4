import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ConformanceReport } from '../../../src/conformance/report/report-types.js';
import { runCommand, startCommand } from '../../support/command-line.js';
import {
  confinementOf,
  containersOf,
  remainingContainers,
  runningContainer,
} from '../../support/container/containers.js';
import { type ImageSettings, type PushedImage, pushVariant } from '../../support/container/push-image.js';
import { describeWithEngine } from '../../support/container/with-engine.js';
import { mockFixtures } from '../run-on-mock.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'vcts-image-'));
  writeFileSync(join(folder, 'fixtures.json'), JSON.stringify(mockFixtures));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const named = ({ repository, tag }: PushedImage) => `${repository}:${tag}`;
const command = (image: PushedImage, flags: string[]) =>
  [
    ['run', `--image=${named(image)}`, '--fixtures=fixtures.json', ...flags],
    { bin: 'vcts', cwd: folder, env: { XDG_STATE_HOME: folder } },
  ] as const;
const run = (image: PushedImage, ...flags: string[]) => runCommand(...command(image, flags));
const start = (image: PushedImage, ...flags: string[]) => startCommand(...command(image, flags));

/** Node.js with a script in place of the mock. */
const script = (text: string): ImageSettings => ({ Entrypoint: ['/usr/bin/node', '-e', text] });

describeWithEngine('vcts run --image', (images) => {
  /** An image of its own, so that its containers can be told from those of other tests. */
  const variant = (tag: string, config: ImageSettings = {}) =>
    pushVariant(images().mock, { tag, config: { ...config, Labels: { variant: tag } } });

  it('passes all profiles of the mock, and says which image it was', async () => {
    const image = await variant('all-profiles');
    const { exitCode, stdout } = await run(image, '--settle-time=300ms', '--json');
    const { subject, badge, operations } = JSON.parse(stdout) as ConformanceReport;
    expect({ exitCode, subject, badge }).toEqual({
      exitCode: 0,
      subject: { kind: 'image', image: named(image), digest: image.digest },
      badge: 'pass',
    });
    expect(operations?.http).toMatchObject({ healthz: 200, readyz: 200, metrics: { status: 200 } });
    expect(await containersOf(images().engine, image)).toEqual([]);
  });

  it('runs it by digest, with least privileges', async () => {
    const image = await variant('confined', { User: '0:0' });
    const running = start(image, '--profile=core');
    const container = await runningContainer(images().engine, image);
    const confinement = await confinementOf(images().engine, container);
    running.kill('SIGINT');
    await running;
    expect(confinement).toEqual({
      capabilities: '0000000000000000',
      noNewPrivileges: '1',
      hostNetwork: false,
      readOnlyRoot: true,
      memoryBytes: 1024 ** 3,
      processes: 512,
      publishedOn: ['127.0.0.1'],
    });
  });

  it('removes the container after a run that fails', async () => {
    writeFileSync(join(folder, 'power-on.txt'), 'power-on\n');
    const image = await variant('failing');
    const { exitCode } = await run(image, '--focus=^power-on$', '--profile=core', '--known-failures=power-on.txt');
    expect({ exitCode, left: await containersOf(images().engine, image) }).toEqual({ exitCode: 1, left: [] });
  });

  it.each([
    { signal: 'SIGINT', exitCode: 130 },
    { signal: 'SIGTERM', exitCode: 143 },
    { signal: 'SIGKILL', exitCode: undefined },
  ] as const)('removes the container after $signal', async ({ signal, exitCode }) => {
    const image = await variant(signal.toLowerCase());
    const running = start(image, '--profile=core');
    await runningContainer(images().engine, image);
    // execa would follow it with a SIGKILL.
    process.kill(running.pid as number, signal);
    const ended = await running;
    expect({ exitCode: ended.exitCode, left: await remainingContainers(images().engine, image) }).toEqual({
      exitCode,
      left: [],
    });
  });

  it.each([
    {
      what: 'ends at once',
      text: 'console.error("no hypervisor at https://me:hunter2hunter2@vc.example.com"); process.exit(3)',
      flags: [],
      said: [/did not start: .*exit code 3/, /no hypervisor at https:\/\/REDACTED@vc\.example\.com/],
    },
    {
      what: 'never answers',
      text: 'console.log("\\x1b[31mwaiting for the hypervisor\\x1b[0m"); process.on("SIGTERM", process.exit); setInterval(() => {}, 1000)',
      flags: ['--timeout=3s'],
      said: [/--timeout \(3\.0s\) ended the run before the provider answered/, /^waiting for the hypervisor\b/m],
    },
  ])('of an image that $what is exit code 4, shows its output and removes it', async ({ what, text, flags, said }) => {
    const image = await variant(what.replaceAll(' ', '-'), script(text));
    const { exitCode, stderr } = await run(image, ...flags);
    const left = await containersOf(images().engine, image);
    expect({ exitCode, left }).toEqual({ exitCode: 4, left: [] });
    for (const pattern of said) expect(stderr).toMatch(pattern);
  });

  it('sees the end of a container that the engine never tells of', async () => {
    const { engine } = images();
    const bin = join(folder, 'bin');
    mkdirSync(bin);
    const deaf = `#!/bin/sh\n[ "$1" != wait ] || exec sleep 600\nPATH=\${PATH#*:} exec ${engine} "$@"\n`;
    writeFileSync(join(bin, engine), deaf, { mode: 0o755 });
    const image = await variant('untold', script('process.exit(3)'));
    const [args, options] = command(image, ['--timeout=50s']);
    const env = { ...options.env, PATH: `${bin}:${process.env['PATH']}` };
    const { exitCode, stderr } = await runCommand(args, { ...options, env });
    expect({ exitCode, stderr }).toEqual({
      exitCode: 4,
      stderr: expect.stringMatching(/did not start: .*exit code 3/),
    });
    expect(await containersOf(engine, image)).toEqual([]);
  });

  it('of one that dies in the middle is exit code 4, with its last words in the report', async () => {
    const dying = `const mock = require('node:child_process').spawn('/usr/bin/node', ['bin/vrtg-provider.js', 'serve', 'mock', '--host', '0.0.0.0']);
      setTimeout(() => { console.error('out of memory, giving up'); process.exit(137); }, 3000)`;
    const image = await variant('dying', script(dying));
    const { exitCode, stdout } = await run(image, '--profile=core', '--json');
    const { ended, providerOutput, tests } = JSON.parse(stdout) as ConformanceReport;
    expect({ exitCode, ended, providerOutput, failed: tests.filter(({ verdict }) => verdict === 'fail') }).toEqual({
      exitCode: 4,
      ended: 'provider-lost',
      providerOutput: 'out of memory, giving up',
      failed: [],
    });
    expect(await containersOf(images().engine, image)).toEqual([]);
  });

  it('of one that was built here and never pushed names no digest', async () => {
    const { engine, mock } = images();
    const here = 'localhost/vrtg-never-pushed:1.0.0';
    await execa(engine, ['pull', '--quiet', ...(engine === 'podman' ? ['--tls-verify=false'] : []), named(mock)]);
    await execa(engine, ['tag', named(mock), here]);
    const [repository, tag] = here.split(':') as [string, string];
    const { exitCode, stdout, stderr } = await run({ repository, tag, digest: '' }, '--focus=^power-on$', '--json');
    await execa(engine, ['rmi', here]);
    expect({ exitCode, stderr }).toEqual({ exitCode: 3, stderr: '' });
    expect((JSON.parse(stdout) as ConformanceReport).subject).toEqual({ kind: 'image', image: here });
  });

  it('of an image that is nowhere is exit code 4', async () => {
    const { repository } = images().mock;
    const { exitCode, stderr } = await run({ repository, tag: 'absent', digest: '' });
    expect({ exitCode }).toEqual({ exitCode: 4 });
    expect(stderr).toMatch(/pull failed/);
  });
});
