import { rmSync } from 'node:fs';
import type { Fault, FaultCondition, InjectedFault } from './faults.js';
import type { HttpFront, LoggedRequest } from './http-front.js';
import type { Violation } from './openapi-check.js';
import { Population } from './population.js';
import { mergePull, openPull } from './pull-request-rules.js';
import { close as closePull } from './pull-request-state.js';
import { seedPulls } from './seeding.js';
import { fullName, type PullRequest, type Repository, type Token, type World } from './world.js';

/** The handle of a running loopback GitHub; see startGitHub. */
export class LoopbackGitHub extends Population {
  private readonly front: HttpFront;

  constructor(world: World, front: HttpFront) {
    super(world);
    this.front = front;
  }

  get origin(): string {
    return this.world.origin;
  }

  /** `127.0.0.1:PORT`. */
  get host(): string {
    return new URL(this.origin).host;
  }

  get apiUrl(): string {
    return this.world.api;
  }

  get graphqlUrl(): string {
    return `${this.origin}/api/graphql`;
  }

  get requests(): readonly LoggedRequest[] {
    return this.front.requests;
  }

  /** Empty where every request and answer was as GitHub describes them; emptied by clearViolations. */
  get violations(): readonly Violation[] {
    return this.front.violations;
  }

  clearViolations(): void {
    this.front.violations.length = 0;
  }

  /** Requests and bytes on the wire, headers included, since the start or the last clearRequests. */
  get traffic(): { requests: number; requestBytes: number; responseBytes: number } {
    const sum = (key: 'requestBytes' | 'responseBytes') => this.requests.reduce((total, each) => total + each[key], 0);
    return { requests: this.requests.length, requestBytes: sum('requestBytes'), responseBytes: sum('responseBytes') };
  }

  clearRequests(): void {
    this.front.requests.length = 0;
  }

  /** Whether answers are gzipped for clients that accept it, as GitHub does (default true). */
  set compress(on: boolean) {
    this.front.compress = on;
  }

  /** For `git clone`; the token goes into an extra header, never into the URL. */
  gitUrl(name: string | Repository): string {
    return `${this.origin}/${fullName(this.repository(name))}.git`;
  }

  /** The text of a file; undefined where there is none. */
  readFile(name: string | Repository, ref: string, path: string): string | undefined {
    const { git } = this.repository(name);
    const blob = git.resolve(`${ref}:${path}`, 'blob');
    return blob === undefined ? undefined : git.read(blob)?.content.toString('utf8');
  }

  /** Every path of a revision, sorted as git sorts. */
  listFiles(name: string | Repository, ref: string): string[] {
    const { git } = this.repository(name);
    return git
      .tree(ref, { recursive: true })
      .filter((entry) => entry.type !== 'tree')
      .map((entry) => entry.path);
  }

  /** The id that a revision names; undefined where there is none. */
  resolve(name: string | Repository, ref: string): string | undefined {
    return this.repository(name).git.resolve(ref, 'commit');
  }

  /** Newest first. */
  log(
    name: string | Repository,
    ref: string,
  ): { sha: string; parents: string[]; author: string; email: string; subject: string }[] {
    const output = this.repository(name).git.text(['log', '--format=%H%x00%P%x00%an%x00%ae%x00%s', ref, '--']);
    return output.split('\n').map((line) => {
      const [sha = '', parents = '', author = '', email = '', subject = ''] = line.split('\0');
      return { sha, parents: parents === '' ? [] : parents.split(' '), author, email, subject };
    });
  }

  /** The base merged into the head branch, as GitHub's button "Update branch" does it. */
  updatePullRequestBranch(name: string | Repository, number: number, by: string): string {
    const pull = this.pullRequest(name, number);
    const head = pull.head.repository;
    if (head === undefined) throw new Error('the head repository is gone');
    if (head !== pull.repository) {
      head.git.run(['fetch', '--quiet', '--no-tags', pull.repository.git.path, `refs/heads/${pull.base.branch}`]);
    }
    const tree = head.git.mergedTree(pull.head.sha, pull.base.sha);
    if (tree === undefined) throw new Error('the base does not merge into the head');
    const message = `Merge branch '${pull.base.branch}' into ${pull.head.branch}\n`;
    const parents = [pull.head.sha, pull.base.sha];
    const sha = this.writeCommit(head, { tree, parents, message, by: this.accountOf(by), web: true });
    this.setBranch(head, pull.head.branch, sha);
    return sha;
  }

  pullRequest(name: string | Repository, number: number): PullRequest {
    const found = this.repository(name).pulls.find((pull) => pull.number === number);
    if (found === undefined) throw new Error(`no pull request #${number}`);
    return found;
  }

  pullRequests(name: string | Repository): readonly PullRequest[] {
    return this.repository(name).pulls;
  }

  /** Someone's pull request, under GitHub's rules; the branch must be there. */
  openPullRequest(
    name: string | Repository,
    wanted: { head: string; author: string; title?: string; body?: string; draft?: boolean; base?: string },
  ): PullRequest {
    const repository = this.repository(name);
    const user = this.accountOf(wanted.author);
    const token: Token = { ...this.token(this.addToken({ user: wanted.author, scopes: ['repo', 'workflow'] })) };
    this.world.tokens.pop();
    return openPull({ world: this.world, token, user }, repository, {
      title: wanted.title ?? `Change by ${wanted.author}`,
      head: wanted.head,
      base: wanted.base ?? repository.defaultBranch,
      body: wanted.body ?? null,
      draft: wanted.draft ?? false,
      maintainerCanModify: undefined,
    });
  }

  /** So many open pull requests at once from a fork of the author's, each adding one provider. */
  seedPullRequests(name: string | Repository, wanted: { count: number; author: string }): PullRequest[] {
    return seedPulls(this.world, this.repository(name), { count: wanted.count, author: this.accountOf(wanted.author) });
  }

  /** Gives the id of the merge (or squashed) commit. */
  mergePullRequest(
    name: string | Repository,
    number: number,
    options: { method?: 'merge' | 'squash'; by?: string } = {},
  ): string {
    const pull = this.pullRequest(name, number);
    const by = options.by === undefined ? pull.repository.owner : this.accountOf(options.by);
    return mergePull(this.world, pull, {
      method: options.method ?? 'merge',
      by,
      commit: (tree, parents, message) => this.writeCommit(pull.repository, { tree, parents, message, by, web: true }),
    });
  }

  closePullRequest(name: string | Repository, number: number): void {
    closePull(this.world, this.pullRequest(name, number));
  }

  inject(wanted: { when?: FaultCondition; fault: Fault }): InjectedFault {
    return this.front.faults.inject(wanted.when ?? {}, wanted.fault);
  }

  /** Calls back right after the k-th request from now was answered (or cut off by a fault). */
  killAfter(k: number, callback: (request: LoggedRequest) => void): void {
    this.front.watches.push({ after: this.world.requestCount + k, callback });
  }

  /** Ends the server and removes the temporary folder. */
  async close(): Promise<void> {
    await this.front.close();
    rmSync(this.world.folder, { recursive: true, force: true });
  }
}
