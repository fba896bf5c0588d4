import { READ_CONTENTS, WRITE_CONTENTS } from '../access.js';
import { commitText } from '../commit-text.js';
import { type Answer, type Exchange, type Json, mediaTypes, ok } from '../exchange.js';
import { ApiFailure, notFound, unprocessable } from '../failures.js';
import type { TreeEntry } from '../git-folder.js';
import { changeRef } from '../ref-rules.js';
import { gitCommit, readCommits } from '../render/commits.js';
import { licenseOf } from '../render/repositories.js';
import { fullName } from '../world.js';
import { wrappedBase64 } from './git-database.js';
import { revision } from './repositories.js';
import { type Handler, type InRepository, inRepository } from './route.js';

const MEGABYTE = 1024 * 1024;

/** GitHub lists no more of a folder through this API. */
const MOST_ENTRIES = 1000;

const encoded = (path: string) => path.split('/').map(encodeURIComponent).join('/');

function describe(exchange: InRepository, entry: TreeEntry, ref: string): Json {
  const { world, repository } = exchange;
  const full = fullName(repository);
  const self = `${world.api}/repos/${full}/contents/${encoded(entry.path)}?ref=${encodeURIComponent(ref)}`;
  const kind = entry.type === 'tree' ? 'tree' : 'blob';
  const git = `${world.api}/repos/${full}/git/${kind}s/${entry.sha}`;
  const html = `${world.origin}/${full}/${kind}/${ref}/${encoded(entry.path)}`;
  return {
    name: entry.path.split('/').at(-1),
    path: entry.path,
    sha: entry.sha,
    size: entry.size ?? 0,
    url: self,
    html_url: html,
    git_url: git,
    download_url: entry.type === 'blob' ? `${world.origin}/raw/${full}/${ref}/${encoded(entry.path)}` : null,
    type: entry.type === 'tree' ? 'dir' : 'file',
    _links: { self, git, html },
  };
}

function fileContent(exchange: InRepository, entry: TreeEntry): Json {
  const bytes = exchange.repository.git.read(entry.sha)?.content ?? Buffer.alloc(0);
  if (bytes.length > MEGABYTE) return { content: '', encoding: 'none' };
  return { content: wrappedBase64(bytes), encoding: 'base64' };
}

function wants(exchange: Exchange, kind: 'raw' | 'object'): boolean {
  return new RegExp(`application/vnd\\.github\\.(v3\\.)?${kind}`).test(mediaTypes(exchange));
}

function getContent(exchange: InRepository): Answer {
  const { repository, query } = exchange;
  const path = (exchange.params['path'] ?? '').replace(/^\/+|\/+$/g, '');
  const ref = query.get('ref') ?? repository.defaultBranch;
  const commit = revision(repository, ref);
  if (commit === undefined) throw new ApiFailure(404, `No commit found for the ref ${ref}`);
  const entry = path === '' ? undefined : repository.git.entry(commit, path);
  if (path !== '' && entry === undefined) throw notFound();
  if (entry !== undefined && entry.type === 'blob') {
    if (wants(exchange, 'raw')) {
      const bytes = repository.git.read(entry.sha)?.content ?? Buffer.alloc(0);
      return { status: 200, raw: { contentType: 'application/vnd.github.raw+json; charset=utf-8', bytes } };
    }
    return ok({ ...describe(exchange, entry, ref), ...fileContent(exchange, entry) });
  }
  const folder = path === '' ? `${commit}^{tree}` : `${commit}:${path}`;
  const entries = repository.git
    .tree(repository.git.resolve(folder, 'tree') ?? '')
    .slice(0, MOST_ENTRIES)
    .map((each) => describe(exchange, { ...each, path: path === '' ? each.path : `${path}/${each.path}` }, ref));
  if (!wants(exchange, 'object')) return ok(entries);
  const sha = repository.git.resolve(folder, 'tree') ?? '';
  const own = describe(exchange, { path, sha, type: 'tree', mode: '040000', size: undefined }, ref);
  return { status: 200, body: { ...own, entries }, headers: { 'Content-Type': 'application/vnd.github.object+json' } };
}

/** Creates or changes one file with a commit of its own. */
function putContent(exchange: InRepository): Answer {
  const { world, repository, user } = exchange;
  const path = exchange.params['path'] ?? '';
  const body = exchange.body as { message: string; content: string; sha?: string; branch?: string };
  const branch = body.branch ?? repository.defaultBranch;
  const head = repository.git.branch(branch);
  if (head === undefined) throw new ApiFailure(404, `Branch ${branch} not found`);
  const there = repository.git.entry(head, path);
  if (there !== undefined && body.sha === undefined) throw unprocessable(`Invalid request.\n\n"sha" wasn't supplied.`);
  if (body.sha !== undefined && there?.sha !== body.sha) {
    throw new ApiFailure(409, `${path} does not match ${body.sha}`);
  }
  const blob = repository.git.write('blob', Buffer.from(body.content, 'base64'));
  const tree = repository.git.writeTree(head, [{ path, mode: there?.mode ?? '100644', sha: blob }]);
  const email = user?.email ?? `${user?.login}@users.noreply.github.com`;
  const person = { name: user?.name ?? user?.login ?? '', email, date: world.now() };
  const text = commitText({
    tree,
    parents: [head],
    author: person,
    committer: person,
    signature: undefined,
    message: body.message,
  });
  const sha = repository.git.write('commit', text);
  changeRef(exchange, repository, { ref: `refs/heads/${branch}`, sha, force: false, through: 'refs' });
  const entry = repository.git.entry(sha, path);
  const [commit] = readCommits(repository.git, [sha]);
  if (entry === undefined || commit === undefined) throw notFound();
  const answer = { content: describe(exchange, entry, branch), commit: gitCommit(world, repository, commit) };
  return { status: there === undefined ? 201 : 200, body: answer };
}

function getLicense(exchange: InRepository): Answer {
  const { world, repository } = exchange;
  const license = licenseOf(world, repository);
  const entry = repository.git.entry(repository.defaultBranch, 'LICENSE');
  if (license === null || entry === undefined) throw notFound();
  const file = { ...describe(exchange, entry, repository.defaultBranch), ...fileContent(exchange, entry) };
  return ok({ ...file, license });
}

export const contents: Readonly<Record<string, Handler>> = {
  'repos/get-content': inRepository(READ_CONTENTS, getContent, { emptyIsFine: false }),
  'repos/create-or-update-file-contents': inRepository(WRITE_CONTENTS, putContent),
  'licenses/get-for-repo': inRepository(READ_CONTENTS, getLicense),
};
