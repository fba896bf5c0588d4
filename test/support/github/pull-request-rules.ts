import { acceptedHeaders, atLeast, authorise, mayRead, notAccessible, roleOf, WRITE_PULLS } from './access.js';
import type { Exchange } from './exchange.js';
import { ApiFailure, validationFailed } from './failures.js';
import { branchMoved, fetchHead, markMerged } from './pull-request-state.js';
import { type Account, fullName, type PullRequest, type Repository, type World } from './world.js';

type Caller = Pick<Exchange, 'world' | 'token' | 'user'>;

export interface NewPull {
  title: string | undefined;
  head: string;
  headRepository?: string | undefined;
  base: string;
  body: string | null;
  draft: boolean;
  maintainerCanModify: boolean | undefined;
}

const custom = (message: string) => validationFailed({ resource: 'PullRequest', code: 'custom', message });
const invalid = (field: string) => validationFailed({ resource: 'PullRequest', field, code: 'invalid' });

/** The longest text of a pull request or comment, in characters. */
const MOST_TEXT = 65_536;

export function holdTexts(texts: { title?: unknown; body?: unknown }): void {
  if (typeof texts.title === 'string' && texts.title.length > 256) {
    throw custom('title is too long (maximum is 256 characters)');
  }
  if (typeof texts.body === 'string' && texts.body.length > MOST_TEXT) {
    throw custom(`body is too long (maximum is ${MOST_TEXT} characters)`);
  }
}

/** Where a head label points: `branch` in the repository itself, `owner:branch` anywhere in its network. */
function headOf(world: World, repository: Repository, wanted: Pick<NewPull, 'head' | 'headRepository'>) {
  const [first = '', ...rest] = wanted.head.split(':');
  const branch = rest.length === 0 ? first : rest.join(':');
  const owner = rest.length === 0 ? repository.owner : world.account(first);
  if (owner === undefined) throw invalid('head');
  const named = wanted.headRepository?.split('/').at(-1)?.toLowerCase();
  const candidates = world.network(repository).filter((each) => each.owner === owner);
  const head =
    named !== undefined
      ? candidates.find((each) => each.name.toLowerCase() === named)
      : (candidates.find((each) => each === repository) ?? candidates[0]);
  if (head === undefined) throw invalid('head');
  return { owner, repository: head, branch };
}

function mayOpen(caller: Caller, repository: Repository, head: Repository): Account {
  const { token, user } = caller;
  authorise(caller, repository, WRITE_PULLS);
  if (user === undefined || token === undefined) throw new ApiFailure(401, 'Requires authentication');
  if (!mayRead(caller, head)) throw invalid('head');
  if (token.kind === 'actions' && !repository.actionsMayOpenPullRequests) {
    throw new ApiFailure(403, 'GitHub Actions is not permitted to create or approve pull requests.');
  }
  const writes = atLeast(roleOf(user, repository), 'write') || token.kind === 'actions' || token.kind === 'app';
  if (repository.interactionLimit !== 'none' && !writes) {
    const who = repository.interactionLimit === 'collaborators_only' ? 'collaborators' : 'prior contributors';
    throw custom(
      `An owner of this repository has limited the ability to open a pull request to users that are ${who} on this repository.`,
    );
  }
  return user;
}

/** Someone who may write neither here nor there opens nothing in another's name. */
function holdAuthorship({ token, user }: Caller, repository: Repository, head: Repository): void {
  if (token?.kind === 'actions' || token?.kind === 'app') return;
  if (atLeast(roleOf(user, repository), 'write') || atLeast(roleOf(user, head), 'write')) return;
  if (token?.kind === 'fine-grained') throw notAccessible(token, acceptedHeaders({ token }, WRITE_PULLS));
  throw new ApiFailure(404, 'Not Found');
}

/** Opens a pull request, or refuses in the words GitHub has for it. */
export function openPull(caller: Caller, repository: Repository, wanted: NewPull): PullRequest {
  const { world } = caller;
  if (wanted.title === undefined || wanted.title.trim() === '') {
    throw validationFailed({ resource: 'PullRequest', field: 'title', code: 'missing_field' });
  }
  holdTexts(wanted);
  const head = headOf(world, repository, wanted);
  const author = mayOpen(caller, repository, head.repository);
  const base = repository.git.branch(wanted.base);
  if (base === undefined) throw invalid('base');
  const late = world.lateHeads.has(`${head.repository.id}:${head.branch}`);
  const sha = world.seenHead(head.repository, head.branch);
  const label = `${head.owner.login}:${head.branch}`;
  const none = custom(`No commits between ${repository.owner.login}:${wanted.base} and ${label}`);
  if (sha === undefined) throw late && head.repository.git.branch(head.branch) !== undefined ? none : invalid('head');
  holdAuthorship(caller, repository, head.repository);
  const same = (pull: PullRequest) =>
    pull.state === 'open' &&
    pull.base.branch === wanted.base &&
    pull.head.repository === head.repository &&
    pull.head.branch === head.branch;
  if (repository.pulls.some(same)) throw custom(`A pull request already exists for ${label}.`);
  const git = world.networkGit(repository);
  if (git.mergeBase(base, sha) === undefined) {
    throw custom(`The ${head.branch} branch has no history in common with ${repository.owner.login}:${wanted.base}`);
  }
  if (git.isAncestor(sha, base)) throw none;
  if (wanted.draft && !repository.draftsAllowed) {
    throw new ApiFailure(422, 'Draft pull requests are not supported in this repository.');
  }
  const crosses = head.repository !== repository;
  if (wanted.maintainerCanModify === true && crosses && !atLeast(roleOf(author, head.repository), 'write')) {
    const message = "Fork collab can't be granted by someone without permission";
    throw validationFailed({ resource: 'PullRequest', field: 'fork_collab', code: 'custom', message });
  }
  const now = world.now();
  const pull: PullRequest = {
    id: world.nextId(),
    number: Math.max(0, ...repository.pulls.map((each) => each.number)) + 1,
    repository,
    base: { branch: wanted.base, sha: base },
    head: { ...head, sha },
    title: wanted.title,
    body: wanted.body,
    state: 'open',
    closedForGood: false,
    draft: wanted.draft,
    merged: false,
    mergeCommit: null,
    mergedBy: undefined,
    mergedAt: null,
    closedAt: null,
    author,
    labels: [],
    comments: [],
    // Only a person's fork can be opened to the maintainers; an organisation's cannot.
    maintainerCanModify: crosses && head.owner.kind === 'User' && wanted.maintainerCanModify !== false,
    locked: false,
    createdAt: now,
    updatedAt: now,
    listedFrom: world.requestCount + world.lag.pullRequestList + 1,
  };
  fetchHead(pull);
  repository.pulls.push(pull);
  return pull;
}

/** Open pull requests that lists show already. */
export function listedPulls(world: World, repository: Repository): PullRequest[] {
  return repository.pulls.filter((pull) => world.requestCount >= pull.listedFrom || world.lag.pullRequestList === 0);
}

export function mergePull(
  world: World,
  pull: PullRequest,
  how: {
    method: 'merge' | 'squash';
    by: Account;
    commit: (tree: string, parents: string[], message: string) => string;
  },
): string {
  const { git } = pull.repository;
  if (pull.state !== 'open')
    throw new Error(`pull request #${pull.number} of ${fullName(pull.repository)} is not open`);
  const tree = git.mergedTree(pull.base.sha, pull.head.sha);
  if (tree === undefined) throw new Error(`pull request #${pull.number} of ${fullName(pull.repository)} has conflicts`);
  const squash = how.method === 'squash';
  const message = squash
    ? `${pull.title} (#${pull.number})\n`
    : `Merge pull request #${pull.number} from ${pull.head.owner.login}/${pull.head.branch}\n\n${pull.title}\n`;
  const parents = squash ? [pull.base.sha] : [pull.base.sha, pull.head.sha];
  const commit = how.commit(tree, parents, message);
  const { branch, sha: before } = pull.base;
  git.run(['update-ref', `refs/heads/${branch}`, commit]);
  markMerged(world, pull, { commit, by: how.by });
  branchMoved(world, { repository: pull.repository, branch, before, after: commit, by: how.by });
  return commit;
}
