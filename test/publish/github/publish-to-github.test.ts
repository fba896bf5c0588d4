import { afterEach, beforeEach, expect, test } from 'vitest';
import { type LoopbackGitHub, startGitHub } from '../../support/github/start-github.js';
import { Author, digests, refusalOf } from '../publish-fixture.js';

const catalog = 'acme/catalog';
const branch = 'vrtg-provider--your-provider';
const start = { 'README.md': '# Catalog\n', 'providers/other/provider.yaml': 'name: other\n' };

let github: LoopbackGitHub;
let authors: Author[];

beforeEach(async () => {
  github = await startGitHub();
  authors = [];
  github.addUser('ada', { email: 'ada@example.com' });
  github.addUser('bob', { email: 'bob@example.com' });
});

afterEach(async () => {
  for (const author of authors) author.remove();
  expect(github.violations).toEqual([]);
  await github.close();
});

function author(wanted: { user?: string; token?: string; catalog?: string } = {}): Author {
  const token = wanted.token ?? github.addToken({ user: wanted.user ?? 'ada' });
  const made = new Author(`${github.origin}/${wanted.catalog ?? catalog}`, { GH_ENTERPRISE_TOKEN: token });
  authors.push(made);
  return made;
}

const kinds = [
  { kind: 'a catalog where the token may push', permissions: { ada: 'write' as const }, head: catalog },
  { kind: 'a catalog where a fork is needed', permissions: {}, head: 'ada/catalog' },
];

for (const { kind, permissions, head } of kinds) {
  test(`creates, repeats and updates one pull request: ${kind}`, async () => {
    github.addRepository({ owner: 'acme', name: 'catalog', files: start, permissions });
    const ada = author();

    const created = await ada.publish();
    expect(created.result).toMatchObject({ action: 'created', branch, digest: digests.first, badge: 'pass' });
    expect(created.result.prUrl).toBe(`${github.origin}/${catalog}/pull/1`);
    expect(github.resolve(head, branch)).toBe(created.result.headSha);
    expect(github.listFiles(head, branch)).toEqual([
      'README.md',
      'providers/other/provider.yaml',
      'providers/your-provider/conformance.json',
      'providers/your-provider/provider.yaml',
    ]);
    expect(github.readFile(head, branch, 'providers/your-provider/provider.yaml')).toContain('tag: v1.0.0');

    const repeated = await ada.publish({ report: { finishedAt: '2026-02-03T00:00:00Z' } });
    expect(repeated.result).toMatchObject({
      action: 'noop',
      prUrl: created.result.prUrl,
      headSha: created.result.headSha,
    });

    const newer = await ada.publish({ flags: { tag: 'v1.1.0' } });
    expect(newer.result).toMatchObject({ action: 'updated', prUrl: created.result.prUrl });
    expect(github.pullRequests(catalog)).toHaveLength(1);
    expect(github.pullRequest(catalog, 1)).toMatchObject({
      title: 'Provider your-provider v1.1.0',
      head: { sha: newer.result.headSha },
    });
    expect(github.log(head, branch).slice(1)).toEqual(github.log(catalog, 'main'));
  });

  test(`plans without a write: ${kind}`, async () => {
    github.addRepository({ owner: 'acme', name: 'catalog', files: start, permissions });
    const planned = await author().publish({ dryRun: true });
    expect(planned.result).toMatchObject({ action: 'planned', prUrl: null, headSha: null });
    expect(planned.plan).toContain('providers/your-provider/provider.yaml');
    expect(github.requests.filter(({ method, path }) => method !== 'GET' && !path.endsWith('/graphql'))).toEqual([]);
    expect(github.pullRequests(catalog)).toEqual([]);
  });
}

test('says nothing is to do where the catalog itself has the entry', async () => {
  github.addRepository({ owner: 'acme', name: 'catalog', files: start, permissions: { ada: 'write' } });
  const ada = author();
  await ada.publish();
  github.mergePullRequest(catalog, 1, { method: 'squash' });
  const again = await ada.publish();
  expect(again.result).toMatchObject({ action: 'noop', prUrl: null, headSha: github.resolve(catalog, 'main') });
});

test('refuses a token that GitHub refuses', async () => {
  github.addRepository({ owner: 'acme', name: 'catalog', files: start });
  const refusal = await refusalOf(author({ token: 'ghp_notatoken0000000000000000000000000000' }).publish());
  expect(refusal).toMatchObject({ code: 'GITHUB_AUTHENTICATION', exitCode: 6 });
  expect(refusal.message).toContain('GH_ENTERPRISE_TOKEN');
  expect(JSON.stringify(refusal)).not.toContain('ghp_notatoken');
});
