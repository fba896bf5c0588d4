import { commitText, type Signature } from './commit-text.js';
import { createFork, shareObjects } from './forks.js';
import { GitFolder } from './git-folder.js';
import { branchMoved, close as closePull } from './pull-request-state.js';
import { newLabel } from './rest/issues.js';
import { firstCommit, seedProviders } from './seeding.js';
import {
  type Account,
  type BranchRule,
  fullName,
  type Repository,
  type Role,
  type Token,
  type TokenKind,
  type World,
} from './world.js';

export interface NewToken {
  /** The user whose token it is; apps and Actions act as a bot of their own. */
  user?: string;
  /** Default `classic`. */
  kind?: TokenKind;
  /** Of classic and OAuth tokens; default `['repo', 'workflow']`. */
  scopes?: string[];
  /** Of fine-grained tokens, apps and Actions, for instance `{contents: 'write', pull_requests: 'write'}`. */
  permissions?: Record<string, 'read' | 'write' | 'admin'>;
  /** Full names that a fine-grained token, app or Actions reaches; default `all` (of the resource owner). */
  repositories?: 'all' | string[];
  /** Default: the user. */
  resourceOwner?: string;
  value?: string;
}

export interface NewRepository {
  owner: string;
  name: string;
  /** Path to content; none makes an empty repository. */
  files?: Record<string, string | Buffer>;
  permissions?: Record<string, Role>;
  defaultBranch?: string;
  private?: boolean;
  archived?: boolean;
  allowForking?: boolean;
  rules?: BranchRule[];
  labels?: string[];
}

export interface NewCommit {
  branch: string;
  /** null deletes. */
  files: Record<string, string | Buffer | null>;
  /** Login of the author; default the owner. */
  author?: string;
  message?: string;
  /** Instead of the branch's tip; then the branch is moved by force. */
  parent?: string;
}

const PREFIX: Record<TokenKind, string> = {
  classic: 'ghp_',
  oauth: 'gho_',
  'fine-grained': 'github_pat_',
  actions: 'ghs_',
  app: 'ghs_',
};

/** Everyone and everything on the loopback GitHub, and how a test puts them there. */
export class Population {
  readonly world: World;

  constructor(world: World) {
    this.world = world;
  }

  addUser(login: string, facts: { name?: string; email?: string } = {}): Account {
    return this.addAccount({ login, kind: 'User', ...facts });
  }

  addOrganization(login: string, facts: { saml?: boolean } = {}): Account {
    return this.addAccount({ login, kind: 'Organization', ...facts });
  }

  /** Makes a token and gives its value. */
  addToken(wanted: NewToken): string {
    const kind = wanted.kind ?? 'classic';
    const bot = kind === 'actions' ? 'github-actions[bot]' : 'catalog-app[bot]';
    const account =
      wanted.user === undefined
        ? (this.world.account(bot) ?? this.addAccount({ login: bot, kind: 'Bot' }))
        : this.accountOf(wanted.user);
    const token: Token = {
      value: wanted.value ?? `${PREFIX[kind]}${String(this.world.nextId()).padStart(36, 'x')}`,
      kind,
      account,
      scopes: kind === 'classic' || kind === 'oauth' ? (wanted.scopes ?? ['repo', 'workflow']) : [],
      permissions: wanted.permissions ?? {},
      repositories: wanted.repositories ?? 'all',
      resourceOwner: wanted.resourceOwner ?? account.login,
      ssoFor: [],
      revoked: false,
      rate: { limit: 5000, used: 0, resetAt: Math.floor(Date.now() / 1000) + 3600 },
    };
    this.world.tokens.push(token);
    return token.value;
  }

  /** The live state of a token: revoke it, use up its rate, let it pass single sign-on. */
  token(value: string): Token {
    const found = this.world.tokens.find((token) => token.value === value);
    if (found === undefined) throw new Error('no such token');
    return found;
  }

  addRepository(wanted: NewRepository): Repository {
    const owner = this.world.account(wanted.owner) ?? this.addOrganization(wanted.owner);
    const id = this.world.nextId();
    const defaultBranch = wanted.defaultBranch ?? 'main';
    const now = this.world.now();
    const repository: Repository = {
      id,
      owner,
      name: wanted.name,
      git: GitFolder.create(this.world.gitPath(id), defaultBranch),
      defaultBranch,
      description: null,
      private: wanted.private ?? false,
      archived: wanted.archived ?? false,
      allowForking: wanted.allowForking ?? true,
      draftsAllowed: true,
      issuesEnabled: true,
      interactionLimit: 'none',
      actionsMayOpenPullRequests: true,
      permissions: wanted.permissions ?? {},
      rules: wanted.rules ?? [],
      parent: undefined,
      source: undefined,
      labels: [],
      pulls: [],
      readyAt: { request: -1, time: 0 },
      createdAt: now,
      pushedAt: now,
    };
    this.world.repositories.push(repository);
    for (const name of wanted.labels ?? []) newLabel(this.world, repository, { name });
    const files = wanted.files ?? {};
    if (Object.keys(files).length > 0) {
      const stream = firstCommit({ branch: defaultBranch, message: 'Start', by: this.signatureOf(owner), files });
      repository.git.run(['fast-import', '--quiet'], { input: stream });
    }
    return repository;
  }

  /** A catalog with n providers in the directory layout, made in one stream. */
  seedCatalog(count: number, wanted: Partial<NewRepository> = {}): Repository {
    const files = { ...wanted.files, ...seedProviders(count) };
    return this.addRepository({ owner: 'projectbeskar', name: 'virtrigaud', ...wanted, files });
  }

  /** A fork made beforehand, ready at once. */
  addFork(of: string | Repository, owner: string, options: { name?: string; shared?: boolean } = {}): Repository {
    const parent = this.repository(of);
    const fork = createFork(this.world, parent, { owner: this.accountOf(owner), name: options.name });
    this.finishFork(fork);
    if (options.shared) shareObjects(fork.git, parent.git);
    return fork;
  }

  /** A fork that waits (forkDelay) has its git data from now on. */
  finishFork(name: string | Repository): void {
    this.repository(name).readyAt = { request: -1, time: 0 };
  }

  /** From now on the fork sees every object of its parent. */
  shareObjects(name: string | Repository): void {
    const fork = this.repository(name);
    if (fork.parent !== undefined) shareObjects(fork.git, fork.parent.git);
  }

  repository(name: string | Repository): Repository {
    if (typeof name !== 'string') return name;
    const [owner = '', short = ''] = name.split('/');
    const found = this.world.repository(owner, short);
    if (found === undefined) throw new Error(`no repository ${name}`);
    return found;
  }

  /** The old name answers with a redirect from now on. */
  renameRepository(name: string | Repository, to: string): Repository {
    const repository = this.repository(name);
    const before = fullName(repository).toLowerCase();
    const [owner = '', short = ''] = to.includes('/') ? to.split('/') : [repository.owner.login, to];
    repository.owner = this.accountOf(owner);
    repository.name = short;
    this.world.renamed.set(before, repository);
    return repository;
  }

  /** Its pull requests stay, without a head repository, and closed. */
  deleteRepository(name: string | Repository): void {
    const repository = this.repository(name);
    for (const other of this.world.network(repository)) {
      for (const pull of other.pulls) {
        if (pull.head.repository !== repository) continue;
        if (pull.state === 'open') closePull(this.world, pull);
        pull.head.repository = undefined;
      }
    }
    this.world.repositories.splice(this.world.repositories.indexOf(repository), 1);
  }

  /** Someone's commit, as if pushed; gives its id. */
  commit(name: string | Repository, wanted: NewCommit): string {
    const repository = this.repository(name);
    const { git } = repository;
    const account = wanted.author === undefined ? repository.owner : this.accountOf(wanted.author);
    const before = git.branch(wanted.branch);
    const parent = wanted.parent ?? before ?? git.branch(repository.defaultBranch);
    const changes = Object.entries(wanted.files).map(([path, content]) => ({
      path,
      mode: '100644',
      sha: content === null ? null : git.write('blob', content),
    }));
    const sha = this.writeCommit(repository, {
      tree: git.writeTree(parent, changes),
      parents: parent === undefined ? [] : [parent],
      message: wanted.message ?? `Change ${Object.keys(wanted.files).join(', ')}`,
      by: account,
    });
    git.run(['update-ref', `refs/heads/${wanted.branch}`, sha]);
    branchMoved(this.world, { repository, branch: wanted.branch, before, after: sha, by: account });
    return sha;
  }

  /** Moves, creates (sha given) or deletes (undefined) a branch, past every rule. */
  setBranch(name: string | Repository, branch: string, sha: string | undefined): void {
    const repository = this.repository(name);
    const before = repository.git.branch(branch);
    repository.git.run(
      sha === undefined ? ['update-ref', '-d', `refs/heads/${branch}`] : ['update-ref', `refs/heads/${branch}`, sha],
    );
    branchMoved(this.world, { repository, branch, before, after: sha, by: repository.owner });
  }

  private addAccount(facts: {
    login: string;
    kind: Account['kind'];
    name?: string;
    email?: string;
    saml?: boolean;
  }): Account {
    const account: Account = {
      id: this.world.nextId(),
      login: facts.login,
      name: facts.name ?? null,
      email: facts.email ?? null,
      kind: facts.kind,
      saml: facts.saml ?? false,
    };
    this.world.accounts.push(account);
    return account;
  }

  protected accountOf(login: string): Account {
    const account = this.world.account(login);
    if (account === undefined) throw new Error(`no account ${login}`);
    return account;
  }

  private signatureOf({ login, name, email, id }: Account): Signature {
    return {
      name: name ?? login,
      email: email ?? `${id}+${login}@users.noreply.github.com`,
      date: this.world.now(),
    };
  }

  protected writeCommit(
    repository: Repository,
    wanted: { tree: string; parents: string[]; message: string; by: Account; web?: boolean },
  ): string {
    const author = this.signatureOf(wanted.by);
    // What is done on GitHub's pages is committed by GitHub itself.
    const committer = wanted.web ? { name: 'GitHub', email: 'noreply@github.com', date: author.date } : author;
    const sha = repository.git.write('commit', commitText({ ...wanted, author, committer, signature: undefined }));
    if (wanted.web) this.world.verifiedCommits.add(sha);
    return sha;
  }
}
