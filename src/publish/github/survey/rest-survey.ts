import { branchName } from '../../submission/commit-trailer.js';
import type { GitHub } from '../client.js';
import { readEntry, readLayout } from '../entry-reading.js';
import { isOwnHead, laterPulls, type OpenPull } from '../open-pulls.js';
import {
  branchHead,
  catalogRepository,
  findRepository,
  type Repository,
  refuseEmpty,
  viewerLogin,
} from '../repository.js';
import type { OwnPull, Survey } from './survey-types.js';

/** The look in single requests, for hosts whose GraphQL lacks a field, and to say exactly what a token lacks. */
export async function restSurvey(github: GitHub, name: string): Promise<Survey> {
  const login = await viewerLogin(github);
  const catalog = await catalogRepository(github);
  const baseSha = await branchHead(github, catalog, catalog.defaultBranch);
  if (baseSha === undefined) throw refuseEmpty(catalog);
  const place = { owner: catalog.owner, name: catalog.name, sha: baseSha };
  const [layout, everyPull] = await Promise.all([readLayout(github, place), laterPulls(github, catalog, null)]);
  const pulls = everyPull.filter(({ baseBranch }) => baseBranch === catalog.defaultBranch);
  const tip = await readEntry(github, place, { layout, name });
  const branch = branchName(name);
  const pull = pulls.find((each) => each.headBranch === branch && isOwnHead(each.headRepository, { catalog, login }));
  const own = pull && (await ownPull(github, pull, { catalog, layout, name }));
  const owner = catalog.canPush ? catalog.owner : (login ?? catalog.owner);
  return {
    catalog,
    login,
    baseSha,
    baseTree: undefined,
    layout,
    tip,
    own,
    otherPulls: pulls.filter(({ number }) => number !== own?.pull.number),
    closed: own ? undefined : await lastClosed(github, catalog, { owner, branch }),
    fork: undefined,
    forksTold: false,
    branches: new Map(),
  };
}

async function ownPull(
  github: GitHub,
  pull: OpenPull,
  { catalog, layout, name }: { catalog: Repository; layout: Survey['layout']; name: string },
): Promise<OwnPull | undefined> {
  const head = pull.headRepository && (await findRepository(github, pull.headRepository));
  if (!head) return undefined;
  const sha = (await branchHead(github, head, pull.headBranch)) ?? pull.headSha;
  const [files, { data }] = await Promise.all([
    readEntry(github, { owner: head.owner, name: head.name, sha }, { layout, name }),
    github.request('GET /repos/{owner}/{repo}/pulls/{pull_number}', {
      owner: catalog.owner,
      repo: catalog.name,
      pull_number: pull.number,
    }),
  ]);
  const { title, body } = data;
  return {
    pull: { ...pull, title, body: body ?? '', headSha: sha },
    head,
    branch: { sha, files },
    commits: undefined,
  };
}

async function lastClosed(
  github: GitHub,
  catalog: Repository,
  { owner, branch }: { owner: string; branch: string },
): Promise<Survey['closed']> {
  const { data } = await github.request('GET /repos/{owner}/{repo}/pulls', {
    owner: catalog.owner,
    repo: catalog.name,
    state: 'closed',
    head: `${owner}:${branch}`,
    base: catalog.defaultBranch,
    sort: 'updated',
    direction: 'desc',
    per_page: 10,
  });
  const last = data.find(
    ({ head }) => head.ref === branch && (head.user?.login ?? owner).toLowerCase() === owner.toLowerCase(),
  );
  return last && { number: last.number, url: last.html_url, merged: last.merged_at !== null, headSha: last.head.sha };
}
