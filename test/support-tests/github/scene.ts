import { Octokit } from 'octokit';
import type { NewToken } from '../../support/github/population.js';
import { type GitHubOptions, type LoopbackGitHub, startGitHub } from '../../support/github/start-github.js';

export const CATALOG = { owner: 'acme', repo: 'catalog' };
export const FORK = { owner: 'ada', repo: 'catalog' };

export interface Scene {
  github: LoopbackGitHub;
  /** An octokit with a new token; neither retries nor waits, so that every answer is seen. */
  as(token: NewToken): Octokit;
  anonymous: Octokit;
}

/** acme/catalog with a licence and one provider; ada may only read it, mia maintains it, bob is a stranger. */
export async function startScene(options: GitHubOptions = {}): Promise<Scene> {
  const github = await startGitHub(options);
  github.addUser('ada', { name: 'Ada', email: 'ada@example.com' });
  github.addUser('bob');
  github.addUser('mia', { email: 'mia@example.com' });
  github.addRepository({
    ...CATALOG,
    name: CATALOG.repo,
    permissions: { mia: 'maintain' },
    labels: ['provider'],
    files: {
      'README.md': '# Catalog\n',
      LICENSE: 'Apache License\nVersion 2.0\n',
      'providers/mock/provider.yaml': 'name: mock\n',
      'providers/mock/page.md': 'Mock.\n',
    },
  });
  const octokit = (auth?: string) =>
    new Octokit({
      ...(auth && { auth }),
      baseUrl: github.apiUrl,
      retry: { enabled: false },
      throttle: { enabled: false },
    });
  return { github, as: (token) => octokit(github.addToken(token)), anonymous: octokit() };
}

interface Refusal {
  status: number;
  message: string;
  errors: { code?: string; field?: string; message?: string }[];
  headers: Record<string, string>;
}

/** What a refused request was told; fails where it was not refused. */
export async function refusal(request: Promise<unknown>): Promise<Refusal> {
  try {
    await request;
  } catch (thrown) {
    const { status, response } = thrown as {
      status: number;
      response?: { data?: { message?: string; errors?: Refusal['errors'] }; headers: Record<string, string> };
    };
    if (response === undefined) throw thrown;
    return {
      status,
      message: response.data?.message ?? '',
      errors: response.data?.errors ?? [],
      headers: response.headers,
    };
  }
  throw new Error('the request was not refused');
}

/** One commit on a new or given branch through the REST API; gives its id. */
export async function commitByApi(
  octokit: Octokit,
  where: { owner: string; repo: string },
  wanted: { parent: string; files: Record<string, string | null>; message?: string },
): Promise<string> {
  const entries = Object.entries(wanted.files).map(([path, content]) => ({
    path,
    mode: '100644' as const,
    type: 'blob' as const,
    ...(content === null ? { sha: null } : { content }),
  }));
  const { data: tree } = await octokit.rest.git.createTree({ ...where, base_tree: wanted.parent, tree: entries });
  const { data: commit } = await octokit.rest.git.createCommit({
    ...where,
    message: wanted.message ?? 'Change',
    tree: tree.sha,
    parents: [wanted.parent],
  });
  return commit.sha;
}
