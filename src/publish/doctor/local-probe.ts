import { exitCodes } from '../../foundation/exit-codes.js';
import { GitRepository } from '../../foundation/git/git-repository.js';
import type { Environment } from '../../foundation/run-context.js';
import { lacking, type Probe, skipped } from './probe.js';

/** A catalog in a repository on this machine: no token is needed, but git is. */
export function localProbes({ path, env }: { path: string; env: Environment }): Probe[] {
  return [
    { id: 'token', title: 'token', look: async () => skipped('a catalog on this machine needs none') },
    {
      id: 'catalog',
      title: `catalog ${path}`,
      exitCode: exitCodes.notAllowed,
      look: async (signal) => {
        const repository = await GitRepository.open(path, { env, signal });
        const branch = await repository.headBranch();
        const hasCommit = branch !== undefined && (await repository.commit(`refs/heads/${branch}`)) !== undefined;
        if (hasCommit) return { status: 'ok', found: `a git repository, on ${branch}`, facts: { branch } };
        const found = branch === undefined ? 'its HEAD names no branch' : `its branch ${branch} has no commit yet`;
        return lacking(found, { exitCode: exitCodes.usage, fix: 'Check a branch with a commit out there.' });
      },
    },
  ];
}
