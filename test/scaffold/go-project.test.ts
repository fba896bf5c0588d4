import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ConformanceReport } from '../../src/conformance/report/report-types.js';
import { packageRoot } from '../../src/foundation/package-info.js';
import { type GoProject, newGoProject, withoutGo } from './support/go-project.js';

/** A busy machine with an empty build cache takes several times as long as a quiet one. */
const patience = 400_000;

describe.skipIf(withoutGo)(
  `a Go project, untouched${withoutGo ? ` (${withoutGo})` : ''}`,
  { timeout: patience },
  () => {
    const folder = mkdtempSync(join(tmpdir(), 'go project '));
    const entry = ['--module', 'git.example.org/Teams/glacier9/v3', '--license', 'MIT OR Apache-2.0'];
    let project: GoProject;
    beforeAll(async () => {
      project = await newGoProject(join(folder, 'glacier'), 'glacier-9', '--profiles', 'all', ...entry);
    });
    afterAll(() => rmSync(folder, { recursive: true, force: true }));

    test('builds', async () => {
      const { exitCode, all } = await project.make('build');
      expect(exitCode, all).toBe(0);
    });

    test('needs no other modules than go.mod and go.sum name', async () => {
      const { exitCode, all } = await execa('go', ['mod', 'tidy', '-diff'], {
        cwd: project.directory,
        all: true,
        reject: false,
      });
      expect(exitCode, all).toBe(0);
    });

    test('is formatted, vetted and passes staticcheck', async () => {
      const { exitCode, all } = await project.make('lint');
      expect(exitCode, all).toBe(0);
    });

    test('passes its own tests, with the race detector where that can be', async () => {
      const { exitCode, all } = await project.make('test');
      expect(exitCode, all).toBe(0);
      for (const tested of ['provider', 'server', 'tasks'])
        expect(all).toMatch(new RegExp(`^ok .*internal/${tested}\\t`, 'm'));
      const compiler = await execa('sh', ['-c', '[ "$(go env CGO_ENABLED)" = 1 ] && command -v $(go env CC)'], {
        reject: false,
      });
      expect(all).toContain(compiler.failed ? 'without the race detector' : 'go test -race');
    });

    test('has the generated code that its command generates', async () => {
      const generated = join(project.directory, 'internal/gen');
      const read = () =>
        readdirSync(join(generated, 'provider/v1'))
          .sort()
          .map((name) => readFileSync(join(generated, 'provider/v1', name), 'utf8'));
      const before = read();
      rmSync(generated, { recursive: true });
      // The same buf that `make generate` builds from its Go module, which takes minutes.
      await execa(join(packageRoot, 'node_modules/.bin/buf'), ['generate'], { cwd: project.directory });
      expect([before.length, read()]).toEqual([2, before]);
    });

    test('passes VCTS by make conformance, in every profile', async () => {
      const { exitCode, all } = await project.make('conformance', 'FLAGS=--settle-time 100ms --report report.json');
      expect(exitCode, all).toBe(0);
      const report = JSON.parse(readFileSync(join(project.directory, 'report.json'), 'utf8')) as ConformanceReport;
      expect(Object.values(report.profiles).map(({ verdict }) => verdict)).toEqual(Array(5).fill('pass'));
      expect(report.tests.filter(({ verdict }) => ['fail', 'warn', 'could-not-run'].includes(verdict))).toEqual([]);
      const verdicts = new Map(report.tests.map(({ id, verdict }) => [id, verdict]));
      const readme = readFileSync(join(project.directory, 'README.md'), 'utf8');
      const promised = [...readme.matchAll(/^\| [a-z-]+ \| `\w+` \| (.*) \|$/gm)].flatMap(([, tests = '']) => [
        ...tests.matchAll(/`([a-z-]+)`/g),
      ]);
      expect(promised.length).toBeGreaterThan(6);
      for (const [, id = ''] of promised) expect(verdicts.get(id), id).toBe('pass');
    });
  },
);
