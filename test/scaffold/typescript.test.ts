import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { afterAll, expect, test } from 'vitest';
import { packageRoot } from '../../src/foundation/package-info.js';
import { planProject } from '../../src/scaffold/plan-project.js';
import type { PlannedFile } from '../../src/scaffold/template/template-file.js';
import { factsOf, profileSets } from './facts.js';

const folder = mkdtempSync(join(tmpdir(), 'typescript-sets-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const textOf = (files: readonly PlannedFile[], path: string) => files.find((file) => file.path === path)?.text ?? '';

test('every profile set compiles and is free of lint', async () => {
  for (const set of profileSets) {
    for (const { path, text } of await planProject(factsOf('typescript', set))) {
      const file = join(folder, set.join('-'), path);
      mkdirSync(dirname(file), { recursive: true });
      // One run over all of them: as in each project, but with the folders one level down.
      if (path === 'biome.json' || path === 'tsconfig.json') {
        writeFileSync(join(folder, path), text.replace(/"(src|test|scripts|\*)(\/\*\*|\.json)?"/g, '"*/$1$2"'));
      } else writeFileSync(file, text);
    }
  }
  symlinkSync(join(packageRoot, 'node_modules'), join(folder, 'node_modules'), 'dir');
  const tool = (name: string, ...args: string[]) =>
    execa(join(packageRoot, 'node_modules', '.bin', name), args, { cwd: folder, reject: false, all: true });
  const compiled = await tool('tsc', '--noEmit');
  expect([compiled.all, compiled.exitCode]).toEqual(['', 0]);
  const linted = await tool('biome', 'check', '--error-on-warnings', '.');
  expect(linted.exitCode, linted.all).toBe(0);
  expect(Number(/Checked (\d+) files/.exec(linted.all)?.[1])).toBeGreaterThan(16 * 40);
  // A busy machine takes several times as long as a quiet one.
}, 240_000);

test('the contract is that of VCTS', async () => {
  const files = await planProject(factsOf('typescript'));
  const own = (path: string) => readFileSync(join(packageRoot, path), 'utf8');
  expect(textOf(files, 'proto/provider/v1/provider.proto')).toBe(own('schemas/proto/provider/v1/provider.proto'));
});

test('the project asks for the versions that are tested here', async () => {
  const project = JSON.parse(textOf(await planProject(factsOf('typescript')), 'package.json')) as Record<
    string,
    Record<string, string>
  >;
  const wanted = { ...project['dependencies'], ...project['devDependencies'] };
  const installed = Object.keys(wanted).map((name) => {
    const { version } = JSON.parse(readFileSync(join(packageRoot, 'node_modules', name, 'package.json'), 'utf8'));
    return [name, version];
  });
  expect(wanted).toEqual(Object.fromEntries(installed));
});
