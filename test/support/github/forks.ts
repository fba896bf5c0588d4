import { appendFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { GitFolder } from './git-folder.js';
import type { Account, Repository, World } from './world.js';

/** The fork of an account in the network, which GitHub allows once; or a new one, whose git data comes later. */
export function createFork(
  world: World,
  parent: Repository,
  wanted: { owner: Account; name?: string | undefined; onlyDefaultBranch?: boolean },
): Repository {
  const there = world.network(parent).find((each) => each.owner === wanted.owner);
  if (there !== undefined) return there;
  const id = world.nextId();
  const only = wanted.onlyDefaultBranch ? parent.defaultBranch : undefined;
  const git = GitFolder.clone(parent.git, world.gitPath(id), only);
  if (world.forkObjects === 'shared') shareObjects(git, parent.git);
  const now = world.now();
  const fork: Repository = {
    id,
    owner: wanted.owner,
    name: freeName(world, wanted.owner, wanted.name ?? parent.name),
    git,
    defaultBranch: parent.defaultBranch,
    description: parent.description,
    private: parent.private,
    archived: false,
    allowForking: true,
    draftsAllowed: true,
    issuesEnabled: false,
    interactionLimit: 'none',
    actionsMayOpenPullRequests: false,
    permissions: {},
    rules: [],
    parent,
    source: parent.source ?? parent,
    labels: [],
    pulls: [],
    readyAt: { request: world.requestCount + world.forkDelay.requests, time: Date.now() + world.forkDelay.ms },
    createdAt: now,
    pushedAt: parent.pushedAt,
  };
  if (world.forkDelay.requests === 0) fork.readyAt.request = -1;
  if (world.forkDelay.ms === 0) fork.readyAt.time = 0;
  world.repositories.push(fork);
  return fork;
}

/** A taken name gets a number, as GitHub gives it. */
function freeName(world: World, owner: Account, wanted: string): string {
  let name = wanted;
  for (let count = 1; world.repository(owner.login, name) !== undefined; count += 1) name = `${wanted}-${count}`;
  return name;
}

/** From now on every object of the other repository is also one of this. */
export function shareObjects(git: GitFolder, other: GitFolder): void {
  const info = join(git.path, 'objects', 'info');
  mkdirSync(info, { recursive: true });
  appendFileSync(join(info, 'alternates'), `${join(other.path, 'objects')}\n`);
}
