import { READ_CONTENTS, WRITE_CONTENTS } from '../access.js';
import { commitText, type Signature } from '../commit-text.js';
import { type Answer, created, type Json, ok } from '../exchange.js';
import { ApiFailure, notFound, unprocessable } from '../failures.js';
import type { TreeChange, TreeEntry } from '../git-folder.js';
import { changeRef, deleteRef, gitTime, isValidRef } from '../ref-rules.js';
import { nodeId } from '../render/accounts.js';
import { gitCommit, readCommits } from '../render/commits.js';
import { fullName, type Repository } from '../world.js';
import { type Handler, type InRepository, inRepository } from './route.js';

function repositoryUrl({ world, repository }: InRepository): string {
  return `${world.api}/repos/${fullName(repository)}`;
}

function renderRef(exchange: InRepository, ref: string): Json {
  const sha = exchange.repository.git.text(['rev-parse', '--verify', ref]);
  const type = exchange.repository.git.text(['cat-file', '-t', sha]);
  const url = repositoryUrl(exchange);
  return {
    ref,
    node_id: `${nodeId('REF', exchange.repository.id)}${Buffer.from(ref).toString('base64url')}`,
    url: `${url}/git/${ref}`,
    object: { sha, type, url: `${url}/git/${type}s/${sha}` },
  };
}

function getRef(exchange: InRepository): Answer {
  const ref = `refs/${exchange.params['ref']}`;
  if (!exchange.repository.git.refs(ref).some((each) => each.ref === ref)) throw notFound();
  return ok(renderRef(exchange, ref));
}

function matchingRefs(exchange: InRepository): Answer {
  const start = `refs/${exchange.params['ref']}`;
  const found = exchange.repository.git
    .refs('refs/')
    .filter(({ ref }) => ref.startsWith(start) && /^refs\/(heads|tags)\//.test(ref));
  return ok(found.map(({ ref }) => renderRef(exchange, ref)));
}

function knownObject(repository: Repository, sha: string): void {
  if (!/^[0-9a-f]{40}$/.test(sha))
    throw unprocessable('The sha parameter must be exactly 40 characters and contain only [0-9a-f].');
  if (repository.git.ask(['cat-file', '-e', sha]) === undefined) throw unprocessable('Object does not exist');
}

function createRef(exchange: InRepository): Answer {
  const { ref, sha } = exchange.body as { ref: string; sha: string };
  if (!isValidRef(ref)) {
    const starts = ref.startsWith('refs/') && ref.split('/').length > 2;
    throw unprocessable(
      starts
        ? `${ref} is not a valid ref name.`
        : "Reference name must start with 'refs' and have at least two slashes.",
    );
  }
  knownObject(exchange.repository, sha);
  const names = exchange.repository.git.refs('refs/').map((each) => each.ref);
  if (names.includes(ref)) throw unprocessable('Reference already exists');
  const blocked = names.some((name) => name.startsWith(`${ref}/`) || ref.startsWith(`${name}/`));
  if (blocked) throw unprocessable('Reference update failed');
  changeRef(exchange, exchange.repository, { ref, sha, force: false, through: 'refs' });
  return created(renderRef(exchange, ref));
}

function updateRef(exchange: InRepository): Answer {
  const ref = `refs/${exchange.params['ref']}`;
  const { sha, force } = exchange.body as { sha: string; force?: boolean };
  if (!exchange.repository.git.refs(ref).some((each) => each.ref === ref))
    throw unprocessable('Reference does not exist');
  knownObject(exchange.repository, sha);
  changeRef(exchange, exchange.repository, { ref, sha, force: force === true, through: 'refs' });
  return ok(renderRef(exchange, ref));
}

function removeRef(exchange: InRepository): Answer {
  deleteRef(exchange, exchange.repository, `refs/${exchange.params['ref']}`);
  return { status: 204 };
}

function getCommit(exchange: InRepository): Answer {
  const sha = exchange.params['commit_sha'] ?? '';
  if (exchange.repository.git.resolve(sha, 'commit') !== sha) throw notFound();
  const [commit] = readCommits(exchange.repository.git, [sha]);
  if (commit === undefined) throw notFound();
  return ok(gitCommit(exchange.world, exchange.repository, commit));
}

function createCommit(exchange: InRepository): Answer {
  const { world, repository, user, token } = exchange;
  const body = exchange.body as {
    message: string;
    tree: string;
    parents?: string[];
    author?: Partial<Signature>;
    committer?: Partial<Signature>;
    signature?: string;
  };
  if (repository.git.resolve(body.tree, 'tree') !== body.tree) throw unprocessable('Tree SHA does not exist');
  const parents = body.parents ?? [];
  for (const parent of parents) {
    if (repository.git.resolve(parent, 'commit') !== parent) {
      throw unprocessable('Parent SHA does not exist or is not a commit object');
    }
  }
  const now = world.now();
  const self = {
    name: user?.name ?? user?.login ?? '',
    email: user?.email ?? `${user?.id}+${user?.login}@users.noreply.github.com`,
    date: now,
  };
  const author = body.author === undefined ? self : { ...self, ...body.author, date: gitTime(body.author.date, now) };
  const committer =
    body.committer === undefined ? author : { ...author, ...body.committer, date: gitTime(body.committer.date, now) };
  const text = commitText({ ...body, parents, author, committer, signature: body.signature });
  const sha = repository.git.write('commit', text);
  // What a bot commits without naming anyone is signed by GitHub.
  const bot = token?.kind === 'app' || token?.kind === 'actions';
  if (bot && body.author === undefined && body.committer === undefined) world.verifiedCommits.add(sha);
  const [commit] = readCommits(repository.git, [sha]);
  if (commit === undefined) throw new ApiFailure(500, 'Server Error');
  return created(gitCommit(world, repository, commit));
}

function renderTree(exchange: InRepository, sha: string, entries: readonly TreeEntry[]): Json {
  const url = `${repositoryUrl(exchange)}/git`;
  const limit = exchange.world.treeLimit;
  const tree = entries.slice(0, limit).map((entry) => ({
    path: entry.path,
    mode: entry.mode,
    type: entry.type,
    sha: entry.sha,
    ...(entry.size !== undefined && { size: entry.size }),
    ...(entry.type !== 'commit' && { url: `${url}/${entry.type}s/${entry.sha}` }),
  }));
  return { sha, url: `${url}/trees/${sha}`, tree, truncated: entries.length > limit };
}

function getTree(exchange: InRepository): Answer {
  const name = exchange.params['tree_sha'] ?? '';
  const { git } = exchange.repository;
  const sha = git.resolve(name, 'tree');
  if (sha === undefined) throw notFound();
  const entries = git.tree(sha, { recursive: exchange.query.has('recursive') });
  // Asked for by a commit's or a branch's name, GitHub says the tree's id only where the name was one.
  return ok(renderTree(exchange, /^[0-9a-f]{40}$/.test(name) ? name : sha, entries));
}

interface NewEntry {
  path?: string;
  mode?: string;
  type?: string;
  sha?: string | null;
  content?: string;
}

function treeChange(repository: Repository, entry: NewEntry, base: string | undefined): TreeChange {
  const { git } = repository;
  const { path = '', mode = '100644', sha, content } = entry;
  if (path === '' || /^\/|\/\/|\/$|(^|\/)(\.|\.\.|\.git)(\/|$)/i.test(path)) {
    throw unprocessable('tree.path contains a malformed path component');
  }
  if ((sha === undefined) === (content === undefined)) {
    throw unprocessable('Must supply either tree.sha or tree.content. Request will be rejected if both are present.');
  }
  if (content !== undefined) return { path, mode, sha: git.write('blob', content) };
  if (sha === null || sha === undefined) {
    const there = base === undefined ? undefined : git.entry(base, path);
    if (there === undefined) throw unprocessable('GitRPC::BadObjectState');
    return { path, mode, sha: null };
  }
  const wanted = mode === '040000' ? 'tree' : mode === '160000' ? 'commit' : 'blob';
  if (wanted !== 'commit' && git.ask(['cat-file', '-t', sha]) !== wanted) {
    throw unprocessable(`tree.sha ${sha} is not a valid ${wanted}`);
  }
  return { path, mode, sha };
}

function createTree(exchange: InRepository): Answer {
  const { repository } = exchange;
  const { base_tree, tree } = exchange.body as { base_tree?: string; tree: NewEntry[] };
  const base = base_tree === undefined ? undefined : repository.git.resolve(base_tree, 'tree');
  if (base_tree !== undefined && base === undefined) throw unprocessable('base_tree is not a valid tree oid');
  if (tree.length === 0) throw unprocessable('Invalid tree info');
  const sha = repository.git.writeTree(
    base,
    tree.map((entry) => treeChange(repository, entry, base)),
  );
  return created(renderTree(exchange, sha, repository.git.tree(sha)));
}

function getBlob(exchange: InRepository): Answer {
  const sha = exchange.params['file_sha'] ?? '';
  const object = exchange.repository.git.resolve(sha) === sha ? exchange.repository.git.read(sha) : undefined;
  if (object?.type !== 'blob') throw notFound();
  return ok({
    sha,
    node_id: nodeId('B', exchange.repository.id) + sha,
    url: `${repositoryUrl(exchange)}/git/blobs/${sha}`,
    size: object.content.length,
    content: wrappedBase64(object.content),
    encoding: 'base64',
  });
}

/** GitHub breaks base64 after sixty characters. */
export function wrappedBase64(bytes: Buffer): string {
  return bytes.toString('base64').replace(/.{1,60}/g, '$&\n');
}

function createBlob(exchange: InRepository): Answer {
  const { content, encoding } = exchange.body as { content: string; encoding?: string };
  const bytes = encoding === 'base64' ? Buffer.from(content, 'base64') : Buffer.from(content, 'utf8');
  const sha = exchange.repository.git.write('blob', bytes);
  return created({ sha, url: `${repositoryUrl(exchange)}/git/blobs/${sha}` });
}

export const gitDatabase: Readonly<Record<string, Handler>> = {
  'git/get-ref': inRepository(READ_CONTENTS, getRef),
  'git/list-matching-refs': inRepository(READ_CONTENTS, matchingRefs),
  'git/create-ref': inRepository(WRITE_CONTENTS, createRef),
  'git/update-ref': inRepository(WRITE_CONTENTS, updateRef),
  'git/delete-ref': inRepository(WRITE_CONTENTS, removeRef),
  'git/get-commit': inRepository(READ_CONTENTS, getCommit),
  'git/create-commit': inRepository(WRITE_CONTENTS, createCommit),
  'git/get-tree': inRepository(READ_CONTENTS, getTree),
  'git/create-tree': inRepository(WRITE_CONTENTS, createTree),
  'git/get-blob': inRepository(READ_CONTENTS, getBlob),
  'git/create-blob': inRepository(WRITE_CONTENTS, createBlob),
};
