import type { GitHub } from './client.js';
import type { Repository, RepositoryName } from './repository.js';
import type { PullNode, PullsNode } from './survey/survey-query.js';

/** An open pull request, as far as publish compares it. */
export interface OpenPull {
  number: number;
  url: string;
  /** Of the own one only. */
  title: string;
  body: string;
  author: string;
  baseBranch: string;
  headBranch: string;
  headSha: string;
  /** The repository of the head; undefined where it was deleted. */
  headRepository: RepositoryName | undefined;
  paths: string[];
  /** True where it changes more files than one request tells. */
  hasMorePaths: boolean;
}

const query = `query OpenPulls($owner: String!, $name: String!, $after: String) {
  repository(owner: $owner, name: $name) {
    pullRequests(states: OPEN, first: 100, after: $after) {
      pageInfo { hasNextPage endCursor }
      nodes {
        number url headRefName headRefOid baseRefName
        author { login }
        headRepository { databaseId name owner { login } }
        files(first: 100) { pageInfo { hasNextPage } nodes { path } }
      }
    }
  }
}`;

/** The open pull requests behind a cursor, a hundred a request; all of them where it is null. */
export async function laterPulls(
  github: GitHub,
  { owner, name }: RepositoryName,
  cursor: string | null,
): Promise<OpenPull[]> {
  const found: OpenPull[] = [];
  for (let after = cursor; ; ) {
    const { repository }: { repository: { pullRequests: PullsNode } } = await github.graphql(query, {
      owner,
      name,
      after,
    });
    const { nodes, pageInfo } = repository.pullRequests;
    found.push(...nodes.map(toOpenPull));
    if (!pageInfo.hasNextPage || pageInfo.endCursor === null) return found;
    after = pageInfo.endCursor;
  }
}

export function toOpenPull(node: PullNode): OpenPull {
  const { number, url, headRefName: headBranch, headRefOid: headSha, headRepository, files } = node;
  return {
    number,
    url,
    title: '',
    body: '',
    headBranch,
    headSha,
    baseBranch: node.baseRefName,
    author: node.author?.login ?? 'ghost',
    headRepository: headRepository ? { owner: headRepository.owner.login, name: headRepository.name } : undefined,
    paths: files?.nodes.map(({ path }) => path) ?? [],
    hasMorePaths: files?.pageInfo.hasNextPage === true,
  };
}

/** Whether a branch with the submission's name is the own one, by the repository that it is in. */
export function isOwnHead(
  head: RepositoryName | undefined,
  { catalog, login }: { catalog: Repository; login: string | undefined },
): boolean {
  if (!head) return false;
  // What a token of Actions or an App may do is not told; its branch is in the catalog, or nowhere.
  if (sameRepository(head, catalog)) return catalog.canPush || login === undefined;
  return login !== undefined && head.owner.toLowerCase() === login.toLowerCase();
}

/** All paths that a pull request changes, a hundred a request. */
export async function changedPaths(github: GitHub, { owner, name }: RepositoryName, pull: number): Promise<string[]> {
  const paths: string[] = [];
  for (let page = 1; ; page += 1) {
    const { data } = await github.request('GET /repos/{owner}/{repo}/pulls/{pull_number}/files', {
      owner,
      repo: name,
      pull_number: pull,
      per_page: 100,
      page,
    });
    paths.push(...data.map(({ filename }) => filename));
    if (data.length < 100) return paths;
  }
}

export function sameRepository(left: RepositoryName, right: RepositoryName): boolean {
  const text = ({ owner, name }: RepositoryName) => `${owner}/${name}`.toLowerCase();
  return text(left) === text(right);
}
