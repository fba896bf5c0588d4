import type { EntryFiles } from '../catalog-repository/catalog-view.js';
import {
  type CatalogLayout,
  entryPaths,
  isDirectoryEntry,
  layoutOf,
  pathList,
  singleFilePath,
} from '../catalog-repository/layout.js';
import type { GitHub } from './client.js';
import { isFailure } from './github-failure.js';
import type { RepositoryName } from './repository.js';

export interface Place extends RepositoryName {
  /** A commit id. */
  sha: string;
}

/** The layout of a catalog at a commit: one request, or three where the single file is there. */
export async function readLayout(github: GitHub, place: Place): Promise<CatalogLayout> {
  const hasSingleFile = (await contents(github, place, singleFilePath)).length > 0;
  if (!hasSingleFile) return 'directories';
  const root = await treeAt(github, place, { sha: place.sha, recursive: false });
  const folder = root.find(({ path, type }) => path === 'providers' && type === 'tree');
  const paths = folder
    ? (await treeAt(github, place, { sha: folder.sha, recursive: true })).map(({ path }) => `providers/${path}`)
    : [];
  return layoutOf({ hasSingleFile, hasDirectories: paths.some(isDirectoryEntry) });
}

/** The files of an entry at a commit; those that are not there are left out. */
export async function readEntry(
  github: GitHub,
  place: Place,
  { layout, name }: { layout: CatalogLayout; name: string },
): Promise<EntryFiles> {
  const wanted = new Set(pathList(entryPaths(layout, name)));
  const listings = layout === 'directories' ? [`providers/${name}`] : [...wanted];
  const found = (await Promise.all(listings.map((path) => contents(github, place, path)))).flat();
  const files = found.filter(({ path, type }) => type === 'file' && wanted.has(path));
  const texts = await Promise.all(
    files.map(async ({ path, sha }) => [path, await readBlob(github, place, sha)] as const),
  );
  return new Map(texts.sort(([left], [right]) => (left < right ? -1 : 1)));
}

export interface Item {
  path: string;
  sha: string;
  type: string;
}

async function contents(github: GitHub, { owner, name, sha }: Place, path: string): Promise<Item[]> {
  try {
    const { data } = await github.request('GET /repos/{owner}/{repo}/contents/{path}', {
      owner,
      repo: name,
      path,
      ref: sha,
    });
    return (Array.isArray(data) ? data : [data]).map(({ path, sha, type }) => ({ path, sha, type }));
  } catch (thrown) {
    if (isFailure(thrown, 'not-found')) return [];
    throw thrown;
  }
}

/** The entries of a tree; with `recursive` of all trees below it. */
export async function treeAt(
  github: GitHub,
  { owner, name }: RepositoryName,
  { sha, recursive }: { sha: string; recursive: boolean },
): Promise<Item[]> {
  const { data } = await github.request('GET /repos/{owner}/{repo}/git/trees/{tree_sha}', {
    owner,
    repo: name,
    tree_sha: sha,
    ...(recursive && { recursive: '1' }),
  });
  return data.tree.map(({ path, sha, type }) => ({ path, sha, type }));
}

/** The text of an object. */
export async function readBlob(github: GitHub, { owner, name }: RepositoryName, sha: string): Promise<string> {
  const { data } = await github.request('GET /repos/{owner}/{repo}/git/blobs/{file_sha}', {
    owner,
    repo: name,
    file_sha: sha,
  });
  return Buffer.from(data.content, data.encoding === 'base64' ? 'base64' : 'utf8').toString('utf8');
}
