import { RemoteError } from '../../foundation/errors.js';
import type { SubmissionPlan } from '../catalog-repository/catalog-view.js';
import { fittingBody } from '../pull-request/kept-text.js';
import type { GitHub } from './client.js';
import { isFailure } from './github-failure.js';
import { changedPaths } from './open-pulls.js';
import type { Repository } from './repository.js';
import { lookUntil, pause } from './retries.js';

/** Milliseconds: GitHub takes some seconds until a new head is seen everywhere. */
const lagDelaysMs = [1_000, 2_000, 4_000, 8_000];
const label = 'provider-catalog';

export interface Pull {
  number: number;
  url: string;
  title: string;
  body: string;
  headSha: string;
}

interface PullTarget {
  catalog: Repository;
  head: Repository;
  base: string;
  plan: SubmissionPlan;
}

/** The open pull request of the branch, by a look at GitHub's list. */
async function findPull(github: GitHub, { catalog, head, base, plan }: PullTarget): Promise<Pull | undefined> {
  const { data } = await github.request('GET /repos/{owner}/{repo}/pulls', {
    owner: catalog.owner,
    repo: catalog.name,
    state: 'open',
    head: `${head.owner}:${plan.branch}`,
    base,
  });
  const own = data.find(
    (pull) => pull.head.ref === plan.branch && pull.head.repo && Number(pull.head.repo.id) === head.id,
  );
  return (
    own && { number: own.number, url: own.html_url, title: own.title, body: own.body ?? '', headSha: own.head.sha }
  );
}

export interface Opened {
  pull: Pull;
  existed: boolean;
  warnings: string[];
}

/** Opens the pull request, or finds it where it is there already or the answer got lost. */
export async function openPull(github: GitHub, target: PullTarget): Promise<Opened> {
  const { catalog, head, base, plan } = target;
  const warnings: string[] = [];
  let [draft, maintainersMayEdit] = [plan.draft, head.id !== catalog.id];
  const delays = [...lagDelaysMs];
  for (;;) {
    try {
      const { data } = await github.request('POST /repos/{owner}/{repo}/pulls', {
        owner: catalog.owner,
        repo: catalog.name,
        title: plan.title,
        body: plan.body,
        base,
        head: head.id === catalog.id ? plan.branch : `${head.owner}:${plan.branch}`,
        ...(draft && { draft }),
        ...(head.id !== catalog.id && { maintainer_can_modify: maintainersMayEdit }),
      });
      const { number, html_url: url, title, body } = data;
      return { pull: { number, url, title, body: body ?? '', headSha: data.head.sha }, existed: false, warnings };
    } catch (thrown) {
      const refusal = openingRefusal(thrown);
      const delay = delays.shift();
      if (refusal === 'draft' && draft) {
        draft = false;
        warnings.push('Drafts are not possible in this repository: the pull request is ready for review.');
      } else if (refusal === 'fork-collaboration' && maintainersMayEdit) {
        maintainersMayEdit = false;
      } else if (refusal === 'exists' || refusal === 'unknown') {
        // Where the opening did take effect but does not show yet, the next try is told that it exists.
        const delaysMs = refusal === 'exists' ? lagDelaysMs : lagDelaysMs.slice(0, 1);
        const pull = await lookUntil(() => findPull(github, target), { delaysMs, signal: github.signal });
        if (pull) return { pull, existed: refusal === 'exists', warnings };
        if (refusal === 'exists' || delay === undefined) throw thrown;
      } else if (refusal === 'late' && delay !== undefined) {
        await pause(delay, github.signal);
      } else {
        throw thrown;
      }
    }
  }
}

function openingRefusal(thrown: unknown): 'exists' | 'unknown' | 'late' | 'draft' | 'fork-collaboration' | 'other' {
  if (isFailure(thrown, 'unavailable')) return 'unknown';
  if (!isFailure(thrown, 'validation')) return 'other';
  if (/already exists/i.test(thrown.said)) return 'exists';
  if (/no commits between|head\b.*\binvalid|not all refs are readable/i.test(thrown.said)) return 'late';
  if (/draft/i.test(thrown.said)) return 'draft';
  return /fork.?collab/i.test(thrown.said) ? 'fork-collaboration' : 'other';
}

/** Brings title and generated text up to date, where they differ; gives warnings. */
export async function updatePull(
  github: GitHub,
  catalog: Repository,
  { pull, plan }: { pull: Pull; plan: SubmissionPlan },
): Promise<string[]> {
  const old = pull.body.replaceAll('\r\n', '\n');
  const body = fittingBody(pull.body, plan);
  const warnings = body === undefined ? ['What people wrote leaves no room: the text of the pull request is old.'] : [];
  if ((body ?? old) === old && pull.title === plan.title) return warnings;
  await github.request('PATCH /repos/{owner}/{repo}/pulls/{pull_number}', {
    owner: catalog.owner,
    repo: catalog.name,
    pull_number: pull.number,
    title: plan.title,
    ...(body !== undefined && { body }),
    // Setting the same text twice changes nothing.
    request: { repeatable: true },
  });
  return warnings;
}

/** Adds the label. A refusal is a warning, since nothing depends on it. */
export async function decorate(github: GitHub, catalog: Repository, number: number): Promise<string[]> {
  if (!catalog.canTriage) return [];
  try {
    await github.request('POST /repos/{owner}/{repo}/issues/{issue_number}/labels', {
      owner: catalog.owner,
      repo: catalog.name,
      issue_number: number,
      labels: [label],
      request: { repeatable: true },
    });
    return [];
  } catch (thrown) {
    if (isFailure(thrown, 'permission', 'policy', 'not-found', 'validation', 'unavailable', 'missing-scope')) {
      return [`The label ${label} could not be set: ${thrown.said}`];
    }
    throw thrown;
  }
}

export interface Expected {
  number: number;
  headSha: string;
  /** The files that the pull request must change, no others. */
  paths: readonly string[];
}

/** Reads the pull request back. Throws RemoteError (exit 8) where it is not what was planned. */
export async function verifyPull(github: GitHub, catalog: Repository, expected: Expected): Promise<void> {
  let seen = '';
  const wanted = [...expected.paths].sort().join(', ');
  const verified = await lookUntil(
    async () => {
      const { headSha, paths, state } = await pullAsItIs(github, catalog, expected.number);
      const changed = [...paths].sort().join(', ');
      seen = `it is ${state.toLowerCase()}, its head is ${headSha}, it changes ${changed || 'nothing'}`;
      return state === 'OPEN' && headSha === expected.headSha && changed === wanted ? true : undefined;
    },
    { delaysMs: lagDelaysMs, signal: github.signal },
  );
  if (verified) return;
  throw new RemoteError({
    code: 'NOT_VERIFIED',
    message: `Pull request #${expected.number} is not what was planned: ${seen}; planned were the head ${expected.headSha} and ${wanted}`,
    hint: 'Run the same command again; if it stays like this, look at the pull request.',
  });
}

interface PullState {
  state: string;
  headSha: string;
  paths: string[];
}

const verification = `query Verification($owner: String!, $name: String!, $number: Int!) {
  repository(owner: $owner, name: $name) {
    pullRequest(number: $number) {
      state headRefOid
      files(first: 100) { pageInfo { hasNextPage } nodes { path } }
    }
  }
}`;

interface Verification {
  repository: {
    pullRequest: {
      state: string;
      headRefOid: string;
      files: { pageInfo: { hasNextPage: boolean }; nodes: { path: string }[] } | null;
    } | null;
  } | null;
}

async function pullAsItIs(github: GitHub, { owner, name }: Repository, number: number): Promise<PullState> {
  try {
    const { repository } = await github.graphql<Verification>(verification, { owner, name, number });
    const pull = repository?.pullRequest;
    if (pull?.files && !pull.files.pageInfo.hasNextPage) {
      return { state: pull.state, headSha: pull.headRefOid, paths: pull.files.nodes.map(({ path }) => path) };
    }
  } catch (thrown) {
    if (!isFailure(thrown, 'unsupported', 'not-found', 'permission', 'missing-scope')) throw thrown;
  }
  const { data } = await github.request('GET /repos/{owner}/{repo}/pulls/{pull_number}', {
    owner,
    repo: name,
    pull_number: number,
  });
  const paths = await changedPaths(github, { owner, name }, number);
  return { state: data.merged_at ? 'MERGED' : data.state.toUpperCase(), headSha: data.head.sha, paths };
}
