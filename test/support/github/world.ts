import { join } from 'node:path';
import { isoSeconds } from './commit-text.js';
import { GitFolder } from './git-folder.js';

export type Role = 'none' | 'read' | 'triage' | 'write' | 'maintain' | 'admin';
export const ROLES: readonly Role[] = ['none', 'read', 'triage', 'write', 'maintain', 'admin'];

export interface Account {
  id: number;
  login: string;
  name: string | null;
  email: string | null;
  kind: 'User' | 'Organization' | 'Bot';
  /** An organisation that lets nobody in without single sign-on. */
  saml: boolean;
}

export type TokenKind = 'classic' | 'oauth' | 'fine-grained' | 'actions' | 'app';

export interface Token {
  value: string;
  kind: TokenKind;
  account: Account;
  scopes: string[];
  permissions: Record<string, 'read' | 'write' | 'admin'>;
  /** Full names, or those of one owner; classic tokens reach what their user reaches. */
  repositories: 'all' | string[];
  /** Whose repositories a fine-grained token is for. */
  resourceOwner: string;
  /** Logins of organisations whose single sign-on this token has passed. */
  ssoFor: string[];
  revoked: boolean;
  rate: { limit: number; used: number; resetAt: number };
}

export interface BranchRule {
  type: 'required_signatures' | 'pull_request' | 'creation' | 'update' | 'deletion' | 'non_fast_forward';
  /** A branch name, or the start of it with a star at the end. */
  branch: string;
}

export interface Label {
  id: number;
  name: string;
  color: string;
  description: string | null;
}

export interface Comment {
  id: number;
  author: Account;
  body: string;
  createdAt: string;
}

export interface Repository {
  id: number;
  owner: Account;
  name: string;
  git: GitFolder;
  defaultBranch: string;
  description: string | null;
  private: boolean;
  archived: boolean;
  allowForking: boolean;
  /** Drafts are a paid feature of private repositories. */
  draftsAllowed: boolean;
  issuesEnabled: boolean;
  interactionLimit: 'none' | 'contributors_only' | 'collaborators_only' | 'existing_users';
  /** An organisation's setting: whether the token of Actions may open pull requests. */
  actionsMayOpenPullRequests: boolean;
  permissions: Record<string, Role>;
  rules: BranchRule[];
  parent: Repository | undefined;
  source: Repository | undefined;
  labels: Label[];
  pulls: PullRequest[];
  /** A fork is empty until this request was counted and this time (ms) has come. */
  readyAt: { request: number; time: number };
  createdAt: string;
  pushedAt: string;
}

export interface PullRequest {
  id: number;
  number: number;
  repository: Repository;
  base: { branch: string; sha: string };
  head: { owner: Account; repository: Repository | undefined; branch: string; sha: string };
  title: string;
  body: string | null;
  state: 'open' | 'closed';
  /** Its head was moved to where it brought nothing, which no later push heals. */
  closedForGood: boolean;
  draft: boolean;
  merged: boolean;
  mergeCommit: string | null;
  mergedBy: Account | undefined;
  mergedAt: string | null;
  closedAt: string | null;
  author: Account;
  labels: Label[];
  comments: Comment[];
  maintainerCanModify: boolean;
  locked: boolean;
  createdAt: string;
  updatedAt: string;
  /** Lists show it from this request on. */
  listedFrom: number;
}

/** How late a part of GitHub sees what another part has done, in requests. */
export interface Lag {
  /** A new head, for the opening of pull requests and comparisons. */
  newHead: number;
  /** A new pull request, for lists and GraphQL connections. */
  pullRequestList: number;
}

/** Everything that the loopback GitHub remembers besides git's own objects. */
export class World {
  readonly accounts: Account[] = [];
  readonly tokens: Token[] = [];
  readonly repositories: Repository[] = [];
  /** Old full name, in lower case, to the repository of today. */
  readonly renamed = new Map<string, Repository>();
  readonly lag: Lag = { newHead: 0, pullRequestList: 0 };
  /** `repository id:branch` to what was there before, and the request from which the new head is seen. */
  readonly lateHeads = new Map<string, { before: string | undefined; from: number }>();
  /** Commits that GitHub has signed itself. */
  readonly verifiedCommits = new Set<string>();
  readonly folder: string;
  origin = '';
  /** What callers without a token share; epoch seconds, as GitHub's headers have them. */
  readonly anonymousRate = { limit: 60, used: 0, resetAt: Math.floor(Date.now() / 1000) + 3600 };
  /** Requests answered or being answered. */
  requestCount = 0;
  forkDelay = { requests: 0, ms: 0 };
  /** Whether forks see every object of their network, or only what they had when they were made or last synced. */
  forkObjects: 'separate' | 'shared' = 'separate';
  treeLimit = 100_000;
  /** Repositories known to have a branch, which every rendered repository would ask git for. */
  private readonly filled = new WeakSet<Repository>();
  private lastId = 1000;
  private time = Date.parse('2026-01-01T00:00:00Z');

  constructor(folder: string) {
    this.folder = folder;
  }

  get api(): string {
    return `${this.origin}/api/v3`;
  }

  nextId(): number {
    this.lastId += 1;
    return this.lastId;
  }

  /** A clock of its own, one second a question, so that commit ids are the same in every run. */
  now(): string {
    this.time += 1000;
    return isoSeconds(this.time);
  }

  account(login: string): Account | undefined {
    return this.accounts.find((account) => account.login.toLowerCase() === login.toLowerCase());
  }

  repository(owner: string, name: string): Repository | undefined {
    const full = `${owner}/${name}`.toLowerCase();
    return this.repositories.find((repository) => fullName(repository).toLowerCase() === full);
  }

  network(repository: Repository): Repository[] {
    const root = repository.source ?? repository;
    return this.repositories.filter((other) => other === root || other.source === root);
  }

  /** The repository's git with the objects of its whole network in reach, for comparisons across forks. */
  networkGit(repository: Repository): GitFolder {
    const others = this.network(repository).filter((other) => other !== repository);
    return others.length === 0
      ? repository.git
      : new GitFolder(
          repository.git.path,
          others.map((other) => other.git),
        );
  }

  gitPath(id: number): string {
    return join(this.folder, `${id}.git`);
  }

  isEmpty(repository: Repository): boolean {
    const { request, time } = repository.readyAt;
    if (this.requestCount <= request || Date.now() < time) return true;
    if (this.filled.has(repository)) return false;
    const empty = repository.git.refs('refs/heads').length === 0;
    if (!empty) this.filled.add(repository);
    return empty;
  }

  /** The head of a branch as the part of GitHub that opens and compares pull requests sees it. */
  seenHead(repository: Repository, branch: string): string | undefined {
    const late = this.lateHeads.get(`${repository.id}:${branch}`);
    if (late !== undefined && this.requestCount < late.from) return late.before;
    return repository.git.branch(branch);
  }
}

export function fullName(repository: Repository): string {
  return `${repository.owner.login}/${repository.name}`;
}

export function headLabel(pull: PullRequest): string {
  return `${pull.head.owner.login}:${pull.head.branch}`;
}
