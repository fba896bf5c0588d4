import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HttpFront } from './http-front.js';
import { LoopbackGitHub } from './loopback-github.js';
import { World } from './world.js';

export interface GitHubOptions {
  /** A new fork is empty (409) for so many requests, or milliseconds. Default: never. */
  forkDelay?: { requests?: number; ms?: number };
  /** `separate` (default): a fork does not see objects that reached the upstream after it was made. */
  forkObjects?: 'separate' | 'shared';
  /** In requests: how late pull requests see a new head, and lists a new pull request. Default 0. */
  lag?: { newHead?: number; pullRequestList?: number };
  /** Entries after which a tree is truncated; GitHub's 100,000 by default. */
  treeLimit?: number;
}

/**
 * A GitHub Enterprise host on loopback, over real bare repositories in a temporary folder.
 *
 * ```ts
 * const github = await startGitHub({ forkDelay: { requests: 2 } });
 * github.addUser('ada', { email: 'ada@example.com' });
 * const token = github.addToken({ user: 'ada', scopes: ['repo', 'workflow'] });
 * github.addRepository({ owner: 'acme', name: 'catalog', files: { 'README.md': '# Catalog\n' } });
 * // point the product at it: --catalog `${github.origin}/acme/catalog`, GH_ENTERPRISE_TOKEN=token
 * // or octokit: new Octokit({ auth: token, baseUrl: github.apiUrl })
 * github.inject({ when: { method: 'POST', path: /\/pulls$/ }, fault: { kind: 'dropAnswer' } });
 * github.killAfter(3, () => child.kill('SIGKILL'));
 * ...
 * expect(github.pullRequest('acme/catalog', 1).head.branch).toBe('vrtg-provider--mock');
 * expect(github.readFile('acme/catalog', 'main', 'README.md')).toBe('# Catalog\n');
 * expect(github.requests.map((each) => `${each.method} ${each.path}`)).toEqual([...]);
 * expect(github.violations).toEqual([]);
 * await github.close();
 * ```
 *
 * An owner that does not exist yet is made an organisation by addRepository. `repositories` and pull requests are live
 * state: set `repository.archived = true`, `repository.rules.push({type: 'required_signatures', branch: '*'})`,
 * `repository.draftsAllowed = false` and so on at any time. Requests that GitHub's OpenAPI description (or GraphQL
 * schema) refuses, and answers that do not fit it, are collected in `violations`; so is an operation that is not served.
 */
export async function startGitHub(options: GitHubOptions = {}): Promise<LoopbackGitHub> {
  const world = new World(mkdtempSync(join(tmpdir(), 'loopback-github-')));
  world.forkDelay = { requests: options.forkDelay?.requests ?? 0, ms: options.forkDelay?.ms ?? 0 };
  world.forkObjects = options.forkObjects ?? 'separate';
  Object.assign(world.lag, options.lag);
  world.treeLimit = options.treeLimit ?? world.treeLimit;
  const front = new HttpFront(world);
  world.origin = await front.listen();
  return new LoopbackGitHub(world, front);
}

export type { LoopbackGitHub } from './loopback-github.js';
