import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { packageRoot } from '../../../src/foundation/package-info.js';

const generated = 'src/provider/contract/generated';
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'contract-'));
  await execa(process.execPath, [join(packageRoot, 'scripts/generate-contract.mjs'), folder]);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function filesBelow(root: string): Record<string, string> {
  const entries = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = entries.map(({ parentPath, name }) => join(parentPath, name)).sort();
  return Object.fromEntries(paths.map((path) => [path.slice(root.length + 1), readFileSync(path, 'utf8')]));
}

test('the committed code is what the .proto files generate', () => {
  const fresh = filesBelow(join(folder, generated));
  expect([Object.keys(fresh).length, filesBelow(join(packageRoot, generated))]).toEqual([2, fresh]);
});
