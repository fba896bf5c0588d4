import { statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { UserError } from '../foundation/errors.js';
import { providersFolder } from '../provider/metadata/provider-files.js';

/**
 * The absolute path of the catalog to work on: the directory that was named, else the nearest one upwards with a
 * `providers/` folder. Throws UserError where there is none.
 */
export function catalogRoot({ named, cwd }: { named?: string | undefined; cwd: string }): string {
  if (named !== undefined) {
    const root = resolve(cwd, named);
    if (isCatalog(root)) return root;
    throw new UserError({
      code: 'NO_CATALOG',
      message: `${root} has no ${providersFolder}/ folder`,
      hint: 'Name the directory that holds providers/<name>/provider.yaml with --root.',
    });
  }
  const nearest = nearestCatalog(cwd);
  if (nearest !== undefined) return nearest;
  throw new UserError({
    code: 'NO_CATALOG',
    message: `neither ${cwd} nor a directory above it has a ${providersFolder}/ folder`,
    hint: 'Run the command inside a catalog, or name its directory with --root.',
  });
}

/** The nearest directory upwards with a `providers/` folder. */
export function nearestCatalog(cwd: string): string | undefined {
  for (let directory = cwd; ; directory = dirname(directory)) {
    if (isCatalog(directory)) return directory;
    if (directory === dirname(directory)) return undefined;
  }
}

function isCatalog(directory: string): boolean {
  return statSync(join(directory, providersFolder), { throwIfNoEntry: false })?.isDirectory() === true;
}
