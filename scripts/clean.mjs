// Removes what a build wrote, so that no file of an older source is left in it.
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../', import.meta.url));
for (const path of ['dist', 'oclif.manifest.json']) rmSync(`${root}${path}`, { recursive: true, force: true });
