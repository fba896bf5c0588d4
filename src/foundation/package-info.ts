import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

function findPackageRoot(): string {
  for (let dir = import.meta.dirname; ; dir = dirname(dir)) {
    if (existsSync(join(dir, 'package.json'))) return dir;
    if (dir === dirname(dir)) throw new Error('the package.json of vrtg-provider is missing');
  }
}

/** Absolute path of the installed package: `schemas/`, `templates/` and `providers/` are below it. */
export const packageRoot = findPackageRoot();

/** The tool's own version, from package.json. */
export const toolVersion = (JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')) as { version: string })
  .version;
