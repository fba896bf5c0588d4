import { authorise, WRITE_CONTENTS, WRITE_LABELS, WRITE_PULLS } from '../access.js';
import { commitText } from '../commit-text.js';
import { holdTexts, openPull } from '../pull-request-rules.js';
import { close } from '../pull-request-state.js';
import { changeRef } from '../ref-rules.js';
import { nodeId } from '../render/accounts.js';
import { fullName, type PullRequest, type Repository } from '../world.js';
import { accountView } from './account-views.js';
import { graphqlFailure } from './connection.js';
import type { View } from './context.js';
import { objectView, refView } from './git-views.js';
import { labelView, pullView } from './pull-views.js';
import { repositoryId } from './repository-views.js';

type Input<T> = { input: T & { clientMutationId?: string | null } };

function unresolved(id: string) {
  return graphqlFailure('NOT_FOUND', `Could not resolve to a node with the global id of '${id}'`);
}

function repositoryById(view: View, id: string): Repository {
  const found = view.world.repositories.find((each) => repositoryId(each) === id);
  if (found === undefined) throw unresolved(id);
  return found;
}

export function pullById(view: View, id: string): PullRequest {
  for (const repository of view.world.repositories) {
    const found = repository.pulls.find((pull) => nodeId('PR', pull.id) === id);
    if (found !== undefined) return found;
  }
  throw unresolved(id);
}

interface CommitInput {
  branch: { id?: string | null; repositoryNameWithOwner?: string | null; branchName?: string | null };
  message: { headline: string; body?: string | null };
  expectedHeadOid: string;
  fileChanges?: {
    additions?: { path: string; contents: string }[] | null;
    deletions?: { path: string }[] | null;
  } | null;
}

function branchOf(view: View, branch: CommitInput['branch']): { repository: Repository; name: string } {
  if (branch.id) {
    for (const repository of view.world.repositories) {
      const prefix = nodeId('REF', repository.id);
      if (!branch.id.startsWith(prefix)) continue;
      const ref = Buffer.from(branch.id.slice(prefix.length), 'base64url').toString('utf8');
      if (ref.startsWith('refs/heads/')) return { repository, name: ref.slice('refs/heads/'.length) };
    }
    throw unresolved(branch.id);
  }
  const [owner = '', name = ''] = (branch.repositoryNameWithOwner ?? '').split('/');
  const repository = view.world.repository(owner, name);
  if (repository === undefined) {
    throw graphqlFailure('NOT_FOUND', `Could not resolve to a Repository with the name '${owner}/${name}'.`);
  }
  return { repository, name: (branch.branchName ?? '').replace(/^refs\/heads\//, '') };
}

/** A commit on the branch's tip, signed by GitHub itself. It cannot take another parent. */
function createCommitOnBranch(view: View, { input }: Input<CommitInput>) {
  const { world, user } = view;
  const { repository, name } = branchOf(view, input.branch);
  authorise(view, repository, WRITE_CONTENTS);
  const { git } = repository;
  const head = git.branch(name);
  if (head === undefined) throw graphqlFailure('NOT_FOUND', 'Branch not found');
  if (head !== input.expectedHeadOid) {
    const message = `Expected branch to point to "${input.expectedHeadOid}" but it did not. Pull and try again.`;
    throw graphqlFailure('STALE_DATA', message);
  }
  const additions = (input.fileChanges?.additions ?? []).map(({ path, contents }) => ({
    path,
    mode: git.entry(head, path)?.mode ?? '100644',
    sha: git.write('blob', Buffer.from(contents, 'base64')),
  }));
  const deletions = (input.fileChanges?.deletions ?? []).map(({ path }) => {
    if (git.entry(head, path) === undefined) {
      throw graphqlFailure(
        'UNPROCESSABLE',
        `A path was requested for deletion which does not exist as of commit oid \`${head}\``,
      );
    }
    return { path, mode: '100644', sha: null };
  });
  const tree = git.writeTree(head, [...deletions, ...additions]);
  const date = world.now();
  const author = {
    name: user?.name ?? user?.login ?? '',
    email: user?.email ?? `${user?.id}+${user?.login}@users.noreply.github.com`,
    date,
  };
  const committer = { name: 'GitHub', email: 'noreply@github.com', date };
  const message = input.message.body ? `${input.message.headline}\n\n${input.message.body}` : input.message.headline;
  const sha = git.write(
    'commit',
    commitText({ tree, parents: [head], author, committer, signature: undefined, message }),
  );
  world.verifiedCommits.add(sha);
  changeRef(view, repository, { ref: `refs/heads/${name}`, sha, force: false, through: 'sync' });
  return {
    clientMutationId: input.clientMutationId,
    commit: objectView(view, repository, sha),
    ref: refView(view, repository, `refs/heads/${name}`),
  };
}

interface NewPullInput {
  repositoryId: string;
  baseRefName: string;
  headRefName: string;
  headRepositoryId?: string | null;
  title: string;
  body?: string | null;
  draft?: boolean | null;
  maintainerCanModify?: boolean | null;
}

function createPullRequest(view: View, { input }: Input<NewPullInput>) {
  const repository = repositoryById(view, input.repositoryId);
  const headRepository = input.headRepositoryId ? fullName(repositoryById(view, input.headRepositoryId)) : undefined;
  const owner = headRepository?.split('/')[0];
  const pull = openPull(view, repository, {
    title: input.title,
    head: owner === undefined || input.headRefName.includes(':') ? input.headRefName : `${owner}:${input.headRefName}`,
    headRepository,
    base: input.baseRefName,
    body: input.body ?? null,
    draft: input.draft ?? false,
    maintainerCanModify: input.maintainerCanModify ?? undefined,
  });
  return { clientMutationId: input.clientMutationId, pullRequest: pullView(view, pull) };
}

function editable(view: View, id: string, verb: string): PullRequest {
  const pull = pullById(view, id);
  const mine = pull.author === view.user;
  authorise(view, pull.repository, {
    ...WRITE_PULLS,
    role: mine ? 'read' : 'write',
    denied: { status: 403, message: `${view.user?.login} does not have permission to ${verb} the pull request ${id}.` },
  });
  return pull;
}

interface PullUpdateInput {
  pullRequestId: string;
  title?: string | null;
  body?: string | null;
  state?: 'OPEN' | 'CLOSED' | null;
}

function updatePullRequest(view: View, { input }: Input<PullUpdateInput>) {
  const pull = editable(view, input.pullRequestId, 'update');
  holdTexts(input);
  if (input.title) pull.title = input.title;
  if (typeof input.body === 'string') pull.body = input.body;
  if (input.state === 'CLOSED' && pull.state === 'open') close(view.world, pull);
  pull.updatedAt = view.world.now();
  const actor = view.user === undefined ? null : accountView(view, view.user);
  return { clientMutationId: input.clientMutationId, pullRequest: pullView(view, pull), actor };
}

function setDraft(view: View, input: { pullRequestId: string; clientMutationId?: string | null }, draft: boolean) {
  const pull = editable(view, input.pullRequestId, 'update');
  if (draft && !pull.repository.draftsAllowed) {
    throw graphqlFailure('UNPROCESSABLE', 'Draft pull requests are not supported in this repository.');
  }
  pull.draft = draft;
  return { clientMutationId: input.clientMutationId, pullRequest: pullView(view, pull) };
}

function addLabels(view: View, { input }: Input<{ labelableId: string; labelIds: string[] }>) {
  const pull = pullById(view, input.labelableId);
  authorise(view, pull.repository, WRITE_LABELS);
  for (const id of input.labelIds) {
    const label = pull.repository.labels.find((each) => labelView(view, pull.repository, each).id === id);
    if (label === undefined) throw unresolved(id);
    if (!pull.labels.includes(label)) pull.labels.push(label);
  }
  return { clientMutationId: input.clientMutationId, labelable: pullView(view, pull) };
}

export function mutations(view: View) {
  return {
    createCommitOnBranch: (args: Input<CommitInput>) => createCommitOnBranch(view, args),
    createPullRequest: (args: Input<NewPullInput>) => createPullRequest(view, args),
    updatePullRequest: (args: Input<PullUpdateInput>) => updatePullRequest(view, args),
    closePullRequest: ({ input }: Input<{ pullRequestId: string }>) => {
      const pull = editable(view, input.pullRequestId, 'close');
      if (pull.state === 'open') close(view.world, pull);
      return { clientMutationId: input.clientMutationId, pullRequest: pullView(view, pull) };
    },
    convertPullRequestToDraft: ({ input }: Input<{ pullRequestId: string }>) => setDraft(view, input, true),
    markPullRequestReadyForReview: ({ input }: Input<{ pullRequestId: string }>) => setDraft(view, input, false),
    addLabelsToLabelable: (args: Input<{ labelableId: string; labelIds: string[] }>) => addLabels(view, args),
  };
}
