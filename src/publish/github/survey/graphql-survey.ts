import { isDirectoryEntry, layoutOf, singleFilePath } from '../../catalog-repository/layout.js';
import { type BranchCommit, branchName } from '../../submission/commit-trailer.js';
import type { GitHub } from '../client.js';
import { readEntry, treeAt } from '../entry-reading.js';
import { GitHubFailure } from '../github-failure.js';
import { isOwnHead, laterPulls, type OpenPull, toOpenPull } from '../open-pulls.js';
import { type Repository, type RepositoryName, refuseArchived, refuseEmpty, viewerLogin } from '../repository.js';
import { filesOf } from './object-text.js';
import {
  type BranchNodes,
  type CommitNode,
  type HeadNode,
  type OwnPullNode,
  type SurveyAnswer,
  surveyQuery,
} from './survey-query.js';
import type { OwnPull, SeenBranch, Survey } from './survey-types.js';

type Found = NonNullable<SurveyAnswer['repository']>;

/** The whole look in one request, two where there are more than a hundred open pull requests or a single file. */
export async function graphqlSurvey(github: GitHub, name: string): Promise<Survey> {
  const { owner, name: repositoryName } = github.address;
  const branch = branchName(name);
  const [tip, head] = ['HEAD:', `refs/heads/${branch}:`];
  const report = `providers/reports/${name}.json`;
  const { viewer, repository } = await github.graphql<SurveyAnswer>(surveyQuery, {
    owner,
    name: repositoryName,
    branch,
    branchRef: `refs/heads/${branch}`,
    entryAtTip: `${tip}providers/${name}`,
    fileAtTip: tip + singleFilePath,
    reportAtTip: tip + report,
    entryOnBranch: `${head}providers/${name}`,
    fileOnBranch: head + singleFilePath,
    reportOnBranch: head + report,
  });
  if (!repository) throw nothingTold();
  const catalog = refuseArchived(toRepository(repository, { isFork: repository.isFork }));
  const base = repository.defaultBranchRef;
  if (!base?.target) throw refuseEmpty(catalog);
  const login = await personOf(github, viewer?.login);
  const layout = await layoutAtTip(github, catalog, repository);
  const read = (where: RepositoryName, nodes: BranchNodes) =>
    filesOf(github, where, {
      nodes: { folder: nodes.branchEntry, file: nodes.branchFile, report: nodes.branchReport },
      layout,
      name,
    });
  const branchOf = async (where: RepositoryName, nodes: BranchNodes): Promise<SeenBranch | null> => {
    const sha = nodes.branch?.target?.oid;
    return sha === undefined ? null : { sha, files: await read(where, nodes) };
  };
  const forks = (repository.forks?.nodes ?? []).map((node) => ({ node, fork: toRepository(node, { isFork: true }) }));
  const branches = new Map<number, SeenBranch | null>([[catalog.id, await branchOf(catalog, repository)]]);
  for (const { node, fork } of forks) branches.set(fork.id, await branchOf(fork, node));
  const against = catalog.defaultBranch;
  const ownNode = repository.own.nodes.find(({ baseRefName, headRepository: from }) => {
    const owner = from ? { owner: from.owner.login, name: from.name } : undefined;
    return baseRefName === against && isOwnHead(owner, { catalog, login });
  });
  const own = ownNode && (await ownPull(github, ownNode, { branches, layout, name }));
  const { open } = repository;
  const pulls = [
    ...open.nodes.map(toOpenPull),
    ...(open.pageInfo.hasNextPage ? await laterPulls(github, catalog, open.pageInfo.endCursor) : []),
  ];
  const headOwner = (catalog.canPush ? catalog.owner : (login ?? catalog.owner)).toLowerCase();
  const closed = repository.closed.nodes.find(
    ({ baseRefName, headRepositoryOwner }) =>
      baseRefName === against && (headRepositoryOwner?.login ?? headOwner).toLowerCase() === headOwner,
  );
  return {
    catalog,
    login,
    baseSha: base.target.oid,
    baseTree: base.target.tree?.oid,
    layout,
    tip: await filesOf(github, catalog, { nodes: atTip(repository), layout, name }),
    own,
    otherPulls: pulls.filter((pull) => pull.baseBranch === against && pull.number !== own?.pull.number),
    closed: closed && { ...closed, headSha: closed.headRefOid },
    fork: forks.find(({ fork }) => fork.owner.toLowerCase() === login?.toLowerCase())?.fork,
    forksTold: repository.forks !== null,
    branches,
  };
}

function atTip({ entry, file, report }: Found) {
  return { folder: entry, file, report };
}

/** What GraphQL cannot tell apart, REST says exactly; the caller asks there. */
function nothingTold(): GitHubFailure {
  return new GitHubFailure({ kind: 'not-found', message: 'no such repository', status: 200, said: 'no answer' });
}

/** Bots have a login too, which is no account that could own a fork. */
async function personOf(github: GitHub, login: string | undefined): Promise<string | undefined> {
  const { value } = github.token;
  if (login === undefined || /^(?:ghs_|v1\.)/.test(value) || login.endsWith('[bot]')) return undefined;
  return /^(?:gh[pou]_|github_pat_)/.test(value) ? login : viewerLogin(github);
}

async function layoutAtTip(github: GitHub, catalog: Repository, { file, providers }: Found) {
  const hasSingleFile = file?.oid !== undefined;
  if (!hasSingleFile || !providers) return layoutOf({ hasSingleFile, hasDirectories: false });
  const paths = await treeAt(github, catalog, { sha: providers.oid, recursive: true });
  return layoutOf({ hasSingleFile, hasDirectories: paths.some(({ path }) => isDirectoryEntry(`providers/${path}`)) });
}

async function ownPull(
  github: GitHub,
  node: OwnPullNode,
  { branches, layout, name }: { branches: Survey['branches']; layout: Survey['layout']; name: string },
): Promise<OwnPull | undefined> {
  if (!node.headRepository) return undefined;
  const head = toRepository(node.headRepository, { isFork: true });
  const sha = node.headRef?.target?.oid ?? node.headRefOid;
  const seen = branches.get(head.id);
  const branch =
    seen?.sha === sha
      ? seen
      : { sha, files: await readEntry(github, { owner: head.owner, name: head.name, sha }, { layout, name }) };
  const commits = node.commits.nodes.map(({ commit }) => toCommit(commit));
  const isWhole = commits.length === node.commits.totalCount && commits.at(-1)?.sha === sha;
  const pull: OpenPull = { ...toOpenPull(node), title: node.title, body: node.body, headSha: sha };
  return { pull, head, branch, commits: isWhole ? commits : undefined };
}

function toCommit({ oid, message, author, parents }: CommitNode): BranchCommit {
  const name = author?.name ?? 'unknown';
  return {
    sha: oid,
    parents: parents.nodes.map(({ oid: parent }) => parent),
    author: author?.email ? `${name} <${author.email}>` : name,
    message,
  };
}

const pushing = ['ADMIN', 'MAINTAIN', 'WRITE'];

function toRepository(node: HeadNode, { isFork }: { isFork: boolean }): Repository {
  const { databaseId: id, name, owner, viewerPermission } = node;
  const permission = viewerPermission ?? '';
  return {
    owner: owner.login,
    name,
    fullName: `${owner.login}/${name}`,
    id,
    // GraphQL does not tell the source of a fork.
    networkId: isFork ? undefined : id,
    isFork,
    defaultBranch: node.defaultBranchRef?.name ?? 'main',
    tip: node.defaultBranchRef?.target?.oid,
    canPush: pushing.includes(permission),
    canTriage: permission === 'TRIAGE' || pushing.includes(permission),
    archived: node.isArchived,
    allowForking: node.forkingAllowed,
    url: node.url,
  };
}
