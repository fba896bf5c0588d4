import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ConformanceReport } from '../../src/conformance/report/report-types.js';
import { runCommand } from '../support/command-line.js';
import { pushImage } from '../support/container/push-image.js';
import { tarArchive } from '../support/container/tar-archive.js';
import { describeWithEngine } from '../support/container/with-engine.js';
import { dockerfileStages, type Stage, valuesOf } from './support/dockerfile.js';
import { newGoProject, withoutGo } from './support/go-project.js';

const folder = mkdtempSync(join(tmpdir(), 'go-image-'));
const context = join(folder, 'tundra');
let build: Stage;
let final: Stage;

beforeAll(async () => {
  await newGoProject(context, 'tundra', '--profiles', 'snapshot,clone');
  [build, final] = dockerfileStages(readFileSync(join(context, 'Dockerfile'), 'utf8')) as [Stage, Stage];
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('the Dockerfile ends as a user that is not root, without a shell', () => {
  expect([build.as, final.as]).toEqual(['build', undefined]);
  expect(valuesOf(final, 'USER').map((user) => /^(\d+)(:\d+)?$/.exec(user)?.[1])).toEqual(['65532']);
  expect(final.from).toMatch(/distroless.*:nonroot$/);
  expect(JSON.parse(valuesOf(final, 'ENTRYPOINT')[0] ?? '')).toEqual(['/provider']);
  expect(valuesOf(final, 'EXPOSE')).toEqual(['9443 8080']);
  expect([...build.instructions, ...final.instructions].map(({ name }) => name)).not.toContain('ADD');
});

test('what the Dockerfile copies is let through by .dockerignore', () => {
  const ignored = readFileSync(join(context, '.dockerignore'), 'utf8').trim().split('\n');
  const sources = valuesOf(build, 'COPY').flatMap((value) => value.split(' ').slice(0, -1));
  expect(ignored).toEqual(['*', ...sources.map((source) => `!${source}`)]);
});

/** Does what the first stage does, with nothing but the files that it copies; its result is the path of the program. */
async function runBuildStage(): Promise<string> {
  const place = join(folder, 'src');
  const program = join(folder, 'provider');
  for (const { name, value } of build.instructions) {
    if (name === 'COPY') {
      const [target = '', ...sources] = value.split(' ').reverse();
      for (const source of sources) {
        const to = target.endsWith('/') ? join(place, target, source) : join(place, target);
        mkdirSync(dirname(to), { recursive: true });
        cpSync(join(context, source), to, { recursive: true });
      }
    }
    if (name === 'RUN') {
      await execa('sh', ['-c', value.replace('-o /provider ', `-o '${program}' `)], {
        cwd: place,
        env: { TARGETOS: 'linux', TARGETARCH: process.arch === 'x64' ? 'amd64' : process.arch },
      });
    }
  }
  return program;
}

describe.skipIf(withoutGo)(withoutGo ? `with Go (${withoutGo})` : 'with Go', () => {
  describeWithEngine('the image of a Go project', (images) => {
    test('passes VCTS as a user that is not root, with a read-only root', { timeout: 300_000 }, async () => {
      const program = await runBuildStage();
      const image = await pushImage({
        repository: `${images().registry.address}/tundra`,
        tag: '0.1.0',
        layers: [tarArchive([{ path: 'provider', content: readFileSync(program), executable: true }])],
        config: {
          User: valuesOf(final, 'USER')[0] ?? '',
          Entrypoint: JSON.parse(valuesOf(final, 'ENTRYPOINT')[0] ?? '[]') as string[],
          ExposedPorts: { '9443/tcp': {}, '8080/tcp': {} },
        },
      });
      const reference = `${image.repository}:${image.tag}`;
      const file = join(folder, 'report.json');
      const { exitCode, stderr } = await runCommand(
        ['run', '--image', reference, '--report', file, '--settle-time', '100ms', '--quiet'],
        { bin: 'vcts' },
      );
      expect(exitCode, stderr).toBe(0);
      const { profiles, subject } = JSON.parse(readFileSync(file, 'utf8')) as ConformanceReport;
      expect(subject.digest).toBe(image.digest);
      expect(Object.entries(profiles).map(([name, { verdict }]) => `${name} ${verdict}`)).toEqual([
        'core pass',
        'snapshot pass',
        'clone pass',
        'image-prepare skip',
        'advanced skip',
      ]);
    });
  });
});
