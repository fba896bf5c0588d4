import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { mockSettings, nodeLayer } from '../../support/container/mock-layers.js';
import { type PushedImage, pushImage } from '../../support/container/push-image.js';
import { tarArchive } from '../../support/container/tar-archive.js';

interface Lockfile {
  packages: Record<string, { dev?: boolean; devOptional?: boolean }>;
}

/** Pushes what the Dockerfile of a TypeScript project puts together, without its base images. */
export async function pushProject(
  project: string,
  { repository, tag }: Pick<PushedImage, 'repository' | 'tag'>,
): Promise<PushedImage> {
  const lockfile = JSON.parse(readFileSync(join(project, 'package-lock.json'), 'utf8')) as Lockfile;
  const modules = Object.entries(lockfile.packages)
    .filter(([path, { dev, devOptional }]) => path !== '' && !dev && !devOptional)
    .map(([path]) => path);
  const paths = ['package.json', ...['dist/src', ...modules].flatMap((path) => filesBelow(project, path))];
  const files = paths.map((path) => ({ path: `app/${path}`, content: readFileSync(join(project, path)) }));
  const Entrypoint = ['/usr/bin/node', '--enable-source-maps', 'dist/src/main.js'];
  const layers = [await nodeLayer(), tarArchive(files)];
  return await pushImage({ repository, tag, layers, config: { ...mockSettings, Entrypoint } });
}

/** Without types, maps and texts, which nobody reads at run time; packages inside packages have entries of their own. */
function filesBelow(project: string, folder: string): string[] {
  return readdirSync(join(project, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return entry.name === 'node_modules' ? [] : filesBelow(project, path);
    return entry.isFile() && !/\.(d\.[cm]?ts|map|md)$/.test(path) ? [path] : [];
  });
}
