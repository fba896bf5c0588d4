import type { Signature } from './commit-text.js';
import { createFork } from './forks.js';
import type { Account, PullRequest, Repository, World } from './world.js';

type Files = Readonly<Record<string, string | Buffer>>;

/** A first commit as a `git fast-import` stream: one process, however many files there are. */
export function firstCommit(wanted: { branch: string; message: string; by: Signature; files: Files }): Buffer {
  const { name, email, date } = wanted.by;
  const parts: Buffer[] = [];
  const line = (text: string) => parts.push(Buffer.from(`${text}\n`));
  const data = (content: string | Buffer) => {
    const bytes = typeof content === 'string' ? Buffer.from(content) : content;
    line(`data ${bytes.length}`);
    parts.push(bytes, Buffer.from('\n'));
  };
  line(`commit refs/heads/${wanted.branch}`);
  line(`committer ${name} <${email}> ${Date.parse(date) / 1000} +0000`);
  data(wanted.message);
  for (const [path, content] of Object.entries(wanted.files)) {
    line(`M 100644 inline ${path}`);
    data(content);
  }
  return Buffer.concat(parts);
}

/** So many providers in the directory layout: `providers/seed-000000/provider.yaml` and so on. */
export function seedProviders(count: number): Record<string, string> {
  const files: Record<string, string> = {};
  for (let at = 0; at < count; at += 1) {
    const name = `seed-${String(at).padStart(6, '0')}`;
    files[`providers/${name}/provider.yaml`] = providerYaml(name);
    files[`providers/${name}/page.md`] = `The provider ${name} is here to fill the catalog.\n`;
  }
  return files;
}

function providerYaml(name: string): string {
  return `schemaVersion: 1
name: ${name}
displayName: Provider ${name}
description: Fills the catalog
repo: https://github.com/example/${name}
image: ghcr.io/example/${name}
tag: 1.0.0
capabilities: [core]
maintainer: ${name}@example.com
license: Apache-2.0
maturity: alpha
tags: [seed]
documentation: https://example.com/${name}/
compatibility:
  kubernetes: 1.25+
  virtrigaud: 0.1.0+
  platforms: [linux/amd64]
`;
}

/** Pull requests of one author's fork, made in two strokes of git whatever their number. */
export function seedPulls(
  world: World,
  repository: Repository,
  wanted: { count: number; author: Account },
): PullRequest[] {
  const fork = createFork(world, repository, { owner: wanted.author });
  fork.readyAt = { request: -1, time: 0 };
  const base = repository.git.branch(repository.defaultBranch) ?? '';
  const names = Array.from({ length: wanted.count }, (_, at) => `seed-${String(at).padStart(6, '0')}`);
  const email = wanted.author.email ?? `${wanted.author.login}@users.noreply.github.com`;
  const stream = names.map((name) => {
    const yaml = providerYaml(name);
    return `commit refs/heads/${name}
committer ${wanted.author.login} <${email}> 1767225600 +0000
data ${name.length + 4}
Add ${name}
from ${base}
M 100644 inline providers/${name}/provider.yaml
data ${Buffer.byteLength(yaml)}
${yaml}
`;
  });
  repository.git.run(['push', '--quiet', fork.git.path, `${base}:refs/seed/base`]);
  fork.git.run(['fast-import', '--quiet'], { input: stream.join('') });
  fork.git.run(['update-ref', '-d', 'refs/seed/base']);
  const first = Math.max(0, ...repository.pulls.map((pull) => pull.number)) + 1;
  const refspecs = names.map((name, at) => `refs/heads/${name}:refs/pull/${first + at}/head`);
  repository.git.run(['fetch', '--quiet', '--no-tags', '--stdin', fork.git.path], { input: refspecs.join('\n') });
  const heads = new Map(fork.git.refs('refs/heads/').map(({ ref, sha }) => [ref.slice('refs/heads/'.length), sha]));
  return names.map((branch, at) => {
    const now = world.now();
    const pull: PullRequest = {
      id: world.nextId(),
      number: first + at,
      repository,
      base: { branch: repository.defaultBranch, sha: base },
      head: { owner: wanted.author, repository: fork, branch, sha: heads.get(branch) ?? '' },
      title: `Add ${branch}`,
      body: null,
      state: 'open',
      closedForGood: false,
      draft: false,
      merged: false,
      mergeCommit: null,
      mergedBy: undefined,
      mergedAt: null,
      closedAt: null,
      author: wanted.author,
      labels: [],
      comments: [],
      maintainerCanModify: true,
      locked: false,
      createdAt: now,
      updatedAt: now,
      listedFrom: 0,
    };
    repository.pulls.push(pull);
    return pull;
  });
}
