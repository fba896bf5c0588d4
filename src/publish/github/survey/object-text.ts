import { createHash } from 'node:crypto';
import type { EntryFiles } from '../../catalog-repository/catalog-view.js';
import { type CatalogLayout, entryPaths, pathList } from '../../catalog-repository/layout.js';
import type { GitHub } from '../client.js';
import { readBlob } from '../entry-reading.js';
import type { RepositoryName } from '../repository.js';
import type { FolderNode, TextNode } from './survey-query.js';

/** The parts of an entry as GraphQL answers them, for both layouts. */
export interface EntryNodes {
  folder: FolderNode | null;
  file: TextNode | null;
  report: TextNode | null;
}

/** The entry's files; a text that is not the object's, byte for byte, is read again as an object. */
export async function filesOf(
  github: GitHub,
  repository: RepositoryName,
  { nodes, layout, name }: { nodes: EntryNodes; layout: CatalogLayout; name: string },
): Promise<EntryFiles> {
  const paths = entryPaths(layout, name);
  const found =
    layout === 'single-file'
      ? [
          { path: paths.metadata, object: nodes.file },
          { path: paths.report, object: nodes.report },
        ]
      : (nodes.folder?.entries ?? [])
          .filter(({ type }) => type === 'blob')
          .map((entry) => ({ path: `providers/${name}/${entry.name}`, object: { oid: entry.oid, ...entry.object } }));
  const wanted = pathList(paths);
  const texts = await Promise.all(
    found.flatMap(({ path, object }) =>
      object?.oid === undefined || !wanted.includes(path)
        ? []
        : [textOf(github, repository, { ...object, oid: object.oid }).then((text) => [path, text] as const)],
    ),
  );
  return new Map(texts.sort(([left], [right]) => (left < right ? -1 : 1)));
}

async function textOf(
  github: GitHub,
  repository: RepositoryName,
  { oid, text }: TextNode & { oid: string },
): Promise<string> {
  // GraphQL cuts long texts and gives none of what it takes for binary; the object's id tells.
  if (typeof text === 'string' && blobId(text) === oid) return text;
  return readBlob(github, repository, oid);
}

function blobId(text: string): string {
  const bytes = Buffer.from(text);
  return createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
}
