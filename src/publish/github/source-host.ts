import type { SourceHost } from '../../catalog/requirements/gather-facts.js';
import type { RepositoryFacts } from '../../catalog/requirements/requirement-facts.js';
import type { RunContext } from '../../foundation/run-context.js';
import { safeFetch } from './safe-fetch.js';
import { findToken } from './token.js';

const timeoutMs = 20_000;
const virtrigaud = { owner: 'projectbeskar', name: 'virtrigaud' };
const dotCom = { host: 'github.com', api: 'https://api.github.com' };

type Context = Pick<RunContext, 'env' | 'signal'>;

interface Api {
  host: string;
  /** Base URL without a slash at its end. */
  api: string;
}

/**
 * GitHub as the host of source repositories; public ones need no token. An Enterprise host is asked only where Actions
 * runs on it: an entry may name any host, and a token must not go there.
 */
export function gitHubSourceHost(context: Context): SourceHost {
  const get = reader(context);
  return {
    repository: async (url) => {
      const { hostname, pathname } = new URL(url);
      const api = apisOf(context.env).find(({ host }) => host === hostname);
      if (!api) throw new Error(`${hostname} is no GitHub that could be asked`);
      const [owner = '', last = ''] = pathname.split('/').filter((part) => part !== '');
      return await repositoryFacts(get, api, `/repos/${owner}/${last.replace(/\.git$/, '')}`);
    },
    virtrigaudReleases: async () => {
      const path = `/repos/${virtrigaud.owner}/${virtrigaud.name}`;
      const releases = (await get(dotCom, `${path}/releases?per_page=100`)) as { tag_name: string; draft: boolean }[];
      const tags = releases.filter(({ draft }) => !draft).map(({ tag_name: tag }) => tag);
      if (tags.length > 0) return tags;
      return ((await get(dotCom, `${path}/tags?per_page=100`)) as { name: string }[]).map(({ name }) => name);
    },
  };
}

interface RepositoryAnswer {
  archived: boolean;
  has_issues: boolean;
  license: { spdx_id: string | null } | null;
}

async function repositoryFacts(get: Get, api: Api, path: string): Promise<RepositoryFacts> {
  const { archived, has_issues: hasIssues, license } = (await get(api, path)) as RepositoryAnswer;
  const [newest] = (await get(api, `${path}/commits?per_page=1`)) as {
    commit: { committer: { date: string } | null };
  }[];
  const lastCommit = newest?.commit.committer?.date;
  if (lastCommit === undefined) throw new Error('the repository has no commit');
  return { archived, hasIssues, lastCommit, license: license?.spdx_id ?? null };
}

/** github.com, and the GitHub that a workflow runs on. */
function apisOf(env: Context['env']): Api[] {
  const [server, api] = [env['GITHUB_SERVER_URL'], env['GITHUB_API_URL']];
  if (!server || !api || !URL.canParse(server) || !URL.canParse(api)) return [dotCom];
  const { protocol, hostname } = new URL(api);
  const isLoopback = hostname === 'localhost' || /^127(?:\.\d+){3}$/.test(hostname);
  const { host } = new URL(server);
  if (host === dotCom.host || (protocol !== 'https:' && !isLoopback)) return [dotCom];
  return [dotCom, { host, api: api.replace(/\/+$/, '') }];
}

type Get = (api: Api, path: string) => Promise<unknown>;

function reader(context: Context): Get {
  const tokens = new Map<string, Promise<string | undefined>>();
  const tokenOf = (host: string) => {
    const token =
      tokens.get(host) ??
      findToken(host, context).then(
        ({ value }) => value,
        () => undefined,
      );
    tokens.set(host, token);
    return token;
  };
  return async ({ host, api }, path) => {
    const token = await tokenOf(host);
    const response = await safeFetch({ api, signal: context.signal, timeoutMs })(`${api}${path}`, {
      headers: {
        accept: 'application/vnd.github+json',
        'user-agent': 'vrtg-provider',
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
      },
    }).catch((thrown: Error) => {
      const { code } = (thrown.cause ?? {}) as { code?: string };
      throw new Error(`${host} does not answer${code === undefined ? '' : ` (${code})`}`);
    });
    if (response.status === 404) throw new Error(`${host} knows no such repository, or does not show it`);
    if (!response.ok) throw new Error(`${host} answers ${response.status}${limited(response)}`);
    return await response.json();
  };
}

function limited({ headers }: Response): string {
  return headers.get('x-ratelimit-remaining') === '0' ? ', its rate limit is used up; set GH_TOKEN' : '';
}
