import { mayRead, READ_CONTENTS } from '../access.js';
import { type Answer, ok, pageBounds } from '../exchange.js';
import { notFound } from '../failures.js';
import { readCommits, repositoryCommit } from '../render/commits.js';
import { changedFiles } from '../render/diffs.js';
import { fullName, type Repository } from '../world.js';
import { revision } from './repositories.js';
import { type Handler, type InRepository, inRepository } from './route.js';

/** GitHub shows no more files of a comparison. */
const MOST_FILES = 300;

/** One side: `branch`, `owner:branch` or `owner:repository:branch`, anywhere in the network. */
function sideOf(exchange: InRepository, text: string): { repository: Repository; name: string; sha: string } {
  const { world, repository } = exchange;
  const parts = text.split(':');
  const name = parts.at(-1) ?? '';
  const owner = parts.length > 1 ? (world.account(parts[0] ?? '') ?? undefined) : repository.owner;
  const wanted = parts.length > 2 ? parts[1]?.toLowerCase() : undefined;
  const candidates = world
    .network(repository)
    .filter((each) => each.owner === owner && (wanted === undefined || each.name.toLowerCase() === wanted));
  const side = candidates.find((each) => each === repository) ?? candidates[0];
  if (side === undefined || !mayRead(exchange, side) || world.isEmpty(side)) throw notFound();
  const late = world.lateHeads.has(`${side.id}:${name}`);
  const sha = late ? world.seenHead(side, name) : revision(side, name);
  if (sha === undefined) throw notFound();
  return { repository: side, name, sha };
}

function compare(exchange: InRepository): Answer {
  const { world, repository } = exchange;
  const basehead = exchange.params['basehead'] ?? '';
  const dots = basehead.includes('...') ? '...' : '..';
  const [left = '', right = ''] = basehead.split(dots);
  if (left === '' || right === '') throw notFound();
  const base = sideOf(exchange, left);
  const head = sideOf(exchange, right);
  const git = world.networkGit(repository);
  const common = git.mergeBase(base.sha, head.sha);
  if (common === undefined) throw notFound();
  const ids = git.text(['rev-list', '--reverse', `${base.sha}..${head.sha}`]);
  const ahead = ids === '' ? [] : ids.split('\n');
  const behind = git.count(`${head.sha}..${base.sha}`);
  const status = ahead.length > 0 ? (behind > 0 ? 'diverged' : 'ahead') : behind > 0 ? 'behind' : 'identical';
  const { start, end, headers } = pageBounds(exchange, ahead.length, 250);
  const paged = exchange.query.has('page') || exchange.query.has('per_page');
  const shown = paged ? ahead.slice(start, end) : ahead.slice(-250);
  const from = dots === '...' ? common : base.sha;
  const [baseCommit, commonCommit] = readCommits(git, [base.sha, common]);
  if (baseCommit === undefined || commonCommit === undefined) throw notFound();
  const full = fullName(repository);
  const html = `${world.origin}/${full}/compare/${basehead}`;
  const permanent = `${base.repository.owner.login}:${base.sha.slice(0, 7)}...${head.repository.owner.login}:${head.sha.slice(0, 7)}`;
  return ok(
    {
      url: `${world.api}/repos/${full}/compare/${encodeURI(basehead)}`,
      html_url: html,
      permalink_url: `${world.origin}/${full}/compare/${permanent}`,
      diff_url: `${html}.diff`,
      patch_url: `${html}.patch`,
      base_commit: repositoryCommit(world, repository, baseCommit),
      merge_base_commit: repositoryCommit(world, repository, commonCommit),
      status,
      ahead_by: ahead.length,
      behind_by: behind,
      total_commits: ahead.length,
      commits: readCommits(git, shown).map((commit) => repositoryCommit(world, head.repository, commit)),
      ...((!paged || start === 0) && {
        files: changedFiles(git, from, head.sha)
          .slice(0, MOST_FILES)
          .map((file) => file.rendered(world, head.repository, head.sha)),
      }),
    },
    paged ? headers : {},
  );
}

export const comparison: Readonly<Record<string, Handler>> = {
  'repos/compare-commits-with-basehead': inRepository(READ_CONTENTS, compare),
};
