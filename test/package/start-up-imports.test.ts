import { readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { build } from 'esbuild';
import { expect, test } from 'vitest';
import { packageRoot } from '../../src/foundation/package-info.js';

/** Each of them takes longer to load than a small command takes as a whole. */
const heavy = [
  '@grpc/grpc-js',
  'octokit',
  'simple-git',
  'ajv',
  'handlebars',
  'badge-maker',
  'execa',
  'prom-client',
  'log-update',
];

const commandFiles = readdirSync(join(packageRoot, 'src/commands'), { recursive: true, withFileTypes: true })
  .filter((file) => file.isFile())
  .map((file) => relative(packageRoot, join(file.parentPath, file.name)))
  .sort();

const { metafile } = await build({
  absWorkingDir: packageRoot,
  entryPoints: commandFiles,
  outdir: 'unused',
  bundle: true,
  packages: 'external',
  platform: 'node',
  format: 'esm',
  write: false,
  metafile: true,
  logLevel: 'silent',
});

/** The packages that a file needs before its first line runs. */
function needed(file: string, seen = new Set<string>()): Set<string> {
  const packages = new Set<string>();
  seen.add(file);
  for (const { path, kind, external } of metafile.inputs[file]?.imports ?? []) {
    if (kind !== 'import-statement') continue;
    if (external)
      packages.add(
        path
          .split('/')
          .slice(0, path.startsWith('@') ? 2 : 1)
          .join('/'),
      );
    else if (!seen.has(path)) for (const name of needed(path, seen)) packages.add(name);
  }
  return packages;
}

test.each(commandFiles)('%s starts without heavy packages', (file) => {
  const packages = needed(file);
  expect([...packages]).toContain('@oclif/core');
  expect(heavy.filter((name) => packages.has(name))).toEqual([]);
});
