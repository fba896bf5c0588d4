import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { packageRoot } from '../../src/foundation/package-info.js';

interface Packed {
  size: number;
  unpackedSize: number;
  filename: string;
  files: { path: string }[];
}

function pack(): Packed & { sha256: string } {
  const folder = mkdtempSync(join(tmpdir(), 'vrtg-pack-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  // The build is the one that all tests run; making it anew here would pull it from under them.
  const args = ['pack', '--json', '--ignore-scripts', '--pack-destination', folder];
  const answer = execFileSync('npm', args, { cwd: packageRoot, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  const [packed] = JSON.parse(answer) as Packed[];
  if (!packed) throw new Error('npm packed nothing');
  const bytes = readFileSync(join(folder, packed.filename));
  return { ...packed, sha256: createHash('sha256').update(bytes).digest('hex') };
}

const KiB = 1024;

test('two packs are the same bytes, small, and hold what the program reads', () => {
  const [first, second] = [pack(), pack()];
  expect(second.sha256).toBe(first.sha256);
  expect(first.size).toBeLessThanOrEqual(900 * KiB);
  expect(first.unpackedSize).toBeLessThanOrEqual(12 * KiB * KiB);
  const paths = first.files.map(({ path }) => path);
  expect(paths).toEqual(
    expect.arrayContaining([
      'LICENSE',
      'README.md',
      'bin/vcts.js',
      'bin/vrtg-provider.js',
      'bin/package.json',
      'dist/THIRD_PARTY_LICENSES.txt',
      'dist/start.cjs',
      'dist/vrtg-provider.cjs',
      'oclif.manifest.json',
      'providers/mock/provider.yaml',
      'schemas/provider.schema.json',
      'templates/catalog/page.md.hbs',
    ]),
  );
  expect(paths.filter((path) => /^(?:src|test|scripts|docs|catalog)\//.test(path))).toEqual([]);
});

test('nothing is installed beside it, and nothing runs when it is', () => {
  const manifest = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8'));
  expect(manifest.dependencies).toBeUndefined();
  expect(Object.keys(manifest.scripts).filter((name) => /^(?:pre|post)?install$/.test(name))).toEqual([]);
});
