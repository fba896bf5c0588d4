// Writes src/conformance/suite/suite-digest.ts from the sources that a verdict depends on; with --check it only says,
// by exit code 1, that the file is not what it would write.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../', import.meta.url));
const folders = ['src/conformance/suite', 'src/conformance/run', 'src/conformance/client'];
const digestFile = join(root, 'src/conformance/suite/suite-digest.ts');

function filesBelow(folder) {
  return readdirSync(folder)
    .map((name) => join(folder, name))
    .flatMap((path) => (statSync(path).isDirectory() ? filesBelow(path) : [path]))
    .sort();
}

const hash = createHash('sha256');
for (const path of folders.flatMap((folder) => filesBelow(join(root, folder)))) {
  if (path === digestFile) continue;
  hash.update(`${relative(root, path).replaceAll('\\', '/')}\0${readFileSync(path, 'utf8')}\0`);
}
const text = `/** SHA-256 of the sources that verdicts depend on; \`npm run suite-digest\` writes it. */
export const suiteDigest = 'sha256:${hash.digest('hex')}';
`;

if (!process.argv.includes('--check')) writeFileSync(digestFile, text);
else if (readFileSync(digestFile, 'utf8') !== text) {
  process.stderr.write('suite-digest.ts is stale: run npm run suite-digest\n');
  process.exitCode = 1;
}
