import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../', import.meta.url));
const folders = ['src/conformance/suite', 'src/conformance/run', 'src/conformance/client'];

export const digestFile = join(root, 'src/conformance/suite/suite-digest.ts');

function filesBelow(folder) {
  return readdirSync(folder)
    .map((name) => join(folder, name))
    .flatMap((path) => (statSync(path).isDirectory() ? filesBelow(path) : [path]))
    .sort();
}

/** The text of suite-digest.ts for the sources as they are: what a verdict depends on, and nothing else. */
export function suiteDigestSource() {
  const hash = createHash('sha256');
  for (const path of folders.flatMap((folder) => filesBelow(join(root, folder)))) {
    if (path === digestFile) continue;
    hash.update(`${relative(root, path).replaceAll('\\', '/')}\0${readFileSync(path, 'utf8')}\0`);
  }
  return `/** SHA-256 of the sources that verdicts depend on; \`npm run suite-digest\` writes it. */
export const suiteDigest = 'sha256:${hash.digest('hex')}';
`;
}
