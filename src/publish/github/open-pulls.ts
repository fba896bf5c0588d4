import type { GitHub } from './client.js';
import type { RepositoryName } from './repository.js';

/** An open pull request, as far as publish compares it. */
export interface OpenPull {
  number: number;
  url: string;
  title: string;
  body: string;
  author: string;
  headBranch: string;
  headSha: string;
  /** The repository of the head; undefined where it was deleted. */
  head: RepositoryName | undefined;
  paths: string[];
  /** True where it changes more files than one request tells. */
  hasMorePaths: boolean;
}

const query = `query OpenPulls($owner: String!, $name: String!, $base: String!, $after: String) {
  repository(owner: $owner, name: $name) {
    pullRequests(states: OPEN, baseRefName: $base, first: 100, after: $after) {
      pageInfo { hasNextPage endCursor }
      nodes {
        number url title body headRefName headRefOid
        author { login }
        headRepository { name owner { login } }
        files(first: 100) { pageInfo { hasNextPage } nodes { path } }
      }
    }
  }
}`;

interface Answer {
  repository: {
    pullRequests: {
      pageInfo: { hasNextPage: boolean; endCursor: string | null };
      nodes: {
        number: number;
        url: string;
        title: string;
        body: string;
        headRefName: string;
        headRefOid: string;
        author: { login: string } | null;
        headRepository: { name: string; owner: { login: string } } | null;
        files: { pageInfo: { hasNextPage: boolean }; nodes: { path: string }[] } | null;
      }[];
    };
  };
}

/** Every open pull request against a branch, a hundred a request. */
export async function openPulls(github: GitHub, { owner, name }: RepositoryName, base: string): Promise<OpenPull[]> {
  const found: OpenPull[] = [];
  for (let after: string | null = null; ; ) {
    const answer: Answer = await github.graphql<Answer>(query, { owner, name, base, after });
    const { nodes, pageInfo } = answer.repository.pullRequests;
    for (const node of nodes) {
      const { number, url, title, body, headRefName: headBranch, headRefOid: headSha, headRepository } = node;
      found.push({
        number,
        url,
        title,
        body,
        headBranch,
        headSha,
        author: node.author?.login ?? 'ghost',
        head: headRepository ? { owner: headRepository.owner.login, name: headRepository.name } : undefined,
        paths: node.files?.nodes.map(({ path }) => path) ?? [],
        hasMorePaths: node.files?.pageInfo.hasNextPage === true,
      });
    }
    if (!pageInfo.hasNextPage || pageInfo.endCursor === null) return found;
    after = pageInfo.endCursor;
  }
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

export function sameRepository(left: RepositoryName | undefined, right: RepositoryName): boolean {
  if (!left) return false;
  const text = ({ owner, name }: RepositoryName) => `${owner}/${name}`.toLowerCase();
  return text(left) === text(right);
}
