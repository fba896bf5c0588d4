import type { CatalogView, EntryFiles } from '../catalog-repository/catalog-view.js';
import type { GitHub } from './client.js';
import { readEntry } from './entry-reading.js';
import { GitHubFailure, isFailure } from './github-failure.js';
import { type Repository, treeOf } from './repository.js';
import { lookUntil } from './retries.js';
import type { Survey } from './survey/survey-types.js';

export interface Parent {
  sha: string;
  tree: string;
  /** True where it was brought to the head repository only now. */
  isNew?: boolean;
}

export interface ParentSearch {
  github: GitHub;
  survey: Survey;
  /** Where the commit is made: the catalog itself or a fork. */
  head: Repository;
  view: CatalogView;
  name: string;
}

const syncDelaysMs = [500, 1_500, 4_000];

/**
 * The commit to build on: the catalog's tip where the head repository can see it, at once or after a sync; undefined
 * where GitHub refuses the sync.
 */
export async function tipAsParent(search: ParentSearch): Promise<Parent | undefined> {
  const { github, survey, head, view } = search;
  const { baseTree, catalog } = survey;
  const isHere = head.id === catalog.id || head.tip === view.baseSha;
  if (isHere && baseTree !== undefined) return { sha: view.baseSha, tree: baseTree };
  const seen = await lookForTip(search);
  if (seen || head.id === catalog.id) return seen;
  try {
    await github.request('POST /repos/{owner}/{repo}/merge-upstream', {
      owner: head.owner,
      repo: head.name,
      branch: head.defaultBranch,
    });
  } catch (thrown) {
    if (!(thrown instanceof GitHubFailure) || isFailure(thrown, 'authentication', 'rate-limit', 'redirect'))
      throw thrown;
    return lookForTip(search);
  }
  if (baseTree !== undefined) return { sha: view.baseSha, tree: baseTree, isNew: true };
  return lookUntil(() => lookForTip(search), { delaysMs: syncDelaysMs, signal: github.signal });
}

/** Waits until the head repository can see the catalog's tip; false where it never does. */
export async function isSeen(search: ParentSearch): Promise<boolean> {
  const found = await lookUntil(() => lookForTip(search), { delaysMs: syncDelaysMs, signal: search.github.signal });
  return found !== undefined;
}

async function lookForTip({ github, head, view }: ParentSearch): Promise<Parent | undefined> {
  const tree = await treeOf(github, head, view.baseSha);
  return tree === undefined ? undefined : { sha: view.baseSha, tree };
}

/**
 * The newest commit that catalog and fork share, for a fork that cannot be synced. Throws (exit 6) where the entry
 * changed since, because the pull request would then undo that change.
 */
export async function sharedParent({ github, survey, head, view, name }: ParentSearch): Promise<Parent> {
  const { catalog } = survey;
  const { data } = await github.request('GET /repos/{owner}/{repo}/compare/{basehead}', {
    owner: catalog.owner,
    repo: catalog.name,
    basehead: `${view.baseBranch}...${head.owner}:${head.defaultBranch}`,
    per_page: 1,
  });
  const { sha } = data.merge_base_commit;
  const then = await readEntry(github, { ...catalog, sha }, { layout: view.layout, name });
  const tree = await treeOf(github, head, sha);
  if (tree !== undefined && sameFiles(then, view.tip)) return { sha, tree };
  throw new GitHubFailure({
    kind: 'missing-scope',
    message: `${head.fullName} is behind ${catalog.fullName}, and the entry of ${name} changed since; GitHub does not let the token from ${github.token.source} bring the fork up to date`,
    hint: `Sync ${head.url} with its upstream by hand, or give the token the workflow scope: \`gh auth refresh --scopes workflow\``,
    status: 0,
    said: 'merge-upstream was refused',
  });
}

export function sameFiles(left: EntryFiles, right: EntryFiles): boolean {
  return left.size === right.size && [...left].every(([path, text]) => right.get(path) === text);
}
