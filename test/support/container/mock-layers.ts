import { readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { execa } from 'execa';
import { packageRoot } from '../../../src/foundation/package-info.js';
import type { ImageSettings } from './push-image.js';
import { type ArchivedFile, tarArchive } from './tar-archive.js';

const user = 65_532;

/** The settings of the mock's own Dockerfile, as an image FROM scratch needs them. */
export const mockSettings: ImageSettings = {
  User: `${user}:${user}`,
  WorkingDir: '/app',
  Env: ['NODE_ENV=production', 'PATH=/usr/bin'],
  Entrypoint: ['/usr/bin/node', 'bin/vrtg-provider.js', 'serve', 'mock', '--host', '0.0.0.0'],
  ExposedPorts: { '9443/tcp': {}, '8080/tcp': {} },
};

/** Two archives: Node.js with the libraries it is linked with, and this package as built, with what it needs at run time. */
export async function mockLayers(): Promise<Buffer[]> {
  return [await nodeLayer(), packageLayer()];
}

export async function nodeLayer(): Promise<Buffer> {
  const node = realpathSync(process.execPath);
  // A Node.js that is linked with nothing makes ldd fail.
  const { stdout } = await execa('ldd', [node], { reject: false });
  const libraries = [...new Set(stdout.match(/\/\S+/g) ?? [])].filter((path) => path !== `${node}:`);
  const line = `nonroot:x:${user}:${user}:nonroot:/:/sbin/nologin\n`;
  return tarArchive(
    [
      { path: 'usr/bin/node', content: readFileSync(node), executable: true },
      ...libraries.map((path) => ({ path: path.slice(1), content: readFileSync(path), executable: true })),
      // The command line asks the system who it runs as.
      { path: 'etc/passwd', content: Buffer.from(`root:x:0:0:root:/:/sbin/nologin\n${line}`) },
    ],
    ['tmp'],
  );
}

interface Lockfile {
  packages: Record<string, { dev?: boolean; devOptional?: boolean }>;
}

function packageLayer(): Buffer {
  const lockfile = JSON.parse(readFileSync(join(packageRoot, 'package-lock.json'), 'utf8')) as Lockfile;
  const modules = Object.entries(lockfile.packages)
    .filter(([path, { dev, devOptional }]) => path !== '' && !dev && !devOptional)
    .flatMap(([path]) => filesBelow(join(packageRoot, path)));
  const own = ['package.json', 'oclif.manifest.json', 'bin', 'dist', 'providers/mock/provider.yaml'];
  const files = own.flatMap((path) => filesBelow(join(packageRoot, path)));
  return tarArchive([...files, ...modules].map(archived));
}

/** Without types, maps and texts, which nobody reads at run time; packages inside packages have entries of their own. */
function filesBelow(path: string): string[] {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) return [];
  if (!found.isDirectory()) return /\.(d\.[cm]?ts|map|md)$/.test(path) ? [] : [path];
  return readdirSync(path)
    .filter((name) => name !== 'node_modules')
    .sort()
    .flatMap((name) => filesBelow(join(path, name)));
}

function archived(file: string): ArchivedFile {
  return { path: `app/${relative(packageRoot, file)}`, content: readFileSync(file) };
}
