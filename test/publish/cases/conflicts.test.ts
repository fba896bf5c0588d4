import { afterEach, expect, test } from 'vitest';
import { branch, catalog, entryFile, Scene } from '../github/github-fixture.js';
import { type Attempt, digests, named, refusalOf } from '../publish-fixture.js';

let scene: Scene;
afterEach(() => scene.end());

interface Case {
  name: string;
  prepare: () => Promise<void> | void;
  attempt?: Attempt;
  code: string;
  says: string | RegExp;
  override: keyof Attempt;
}

const publishFirst = async (tag: string) => void (await scene.author().publish({ flags: { tag } }));

const cases: Case[] = [
  {
    name: 'case 31: an old CI job that would lower a newer open pull request',
    prepare: () => publishFirst('v1.1.0'),
    code: 'DOWNGRADE',
    says: '/acme/catalog/pull/1 has your-provider v1.1.0',
    override: 'allowDowngrade',
  },
  {
    name: 'case 28: a downgrade of what the catalog has',
    prepare: async () => {
      await publishFirst('v1.1.0');
      scene.github.mergePullRequest(catalog, 1, { method: 'squash' });
    },
    code: 'DOWNGRADE',
    says: 'the catalog has your-provider v1.1.0',
    override: 'allowDowngrade',
  },
  {
    name: 'case 27: a tag that is another image now',
    prepare: () => publishFirst('v1.0.0'),
    attempt: {
      report: { subject: { kind: 'image', image: 'ghcr.io/yourorg/your-provider:v1.0.0', digest: digests.second } },
    },
    code: 'MOVED_DIGEST',
    says: digests.first,
    override: 'allowMovedDigest',
  },
  {
    name: "case 11: somebody's commits on the branch of the open pull request",
    prepare: async () => {
      await publishFirst('v1.0.0');
      scene.github.commit('ada/catalog', {
        branch,
        files: { [entryFile]: 'name: x\n' },
        author: 'bob',
        message: 'Tidy up',
      });
    },
    attempt: { flags: { tag: 'v1.1.0' } },
    code: 'COMMITS_OF_OTHERS',
    says: 'bob@example.com>: Tidy up',
    override: 'force',
  },
  {
    name: "case 11: somebody's commits on a branch without a pull request",
    prepare: () => {
      scene.github.addFork(catalog, 'ada');
      scene.github.commit('ada/catalog', {
        branch,
        files: { 'x.txt': 'x\n' },
        author: 'bob',
        message: 'Begin something',
      });
    },
    code: 'COMMITS_OF_OTHERS',
    says: 'Begin something',
    override: 'force',
  },
  {
    name: "case 12: somebody else's pull request for the same provider",
    prepare: () => {
      scene.github.commit(catalog, { branch: 'mine', files: { [entryFile]: 'name: x\n' }, author: 'bob' });
      scene.github.openPullRequest(catalog, { head: 'mine', author: 'bob' });
    },
    code: 'PULL_REQUEST_OF_OTHERS',
    says: /acme\/catalog\/pull\/1 by bob/,
    override: 'force',
  },
  {
    name: 'case 12: a pull request for the same provider that was made by hand',
    prepare: () => {
      scene.github.addFork(catalog, 'ada');
      scene.github.commit('ada/catalog', { branch: 'by-hand', files: { [entryFile]: 'name: x\n' }, author: 'ada' });
      scene.github.openPullRequest(catalog, { head: 'ada:by-hand', author: 'ada' });
    },
    code: 'PULL_REQUEST_OF_OTHERS',
    says: /acme\/catalog\/pull\/1 by ada/,
    override: 'force',
  },
];

test.each(named(cases))(
  '%s: refused, and the override is named',
  async (_name, { prepare, attempt, code, says, override }) => {
    scene = await Scene.start();
    await prepare();
    const writes = scene.writes.length;
    const head = scene.github.world.repository('ada', 'catalog')?.git.branch(branch);
    const ada = scene.author();
    const refusal = await refusalOf(ada.publish(attempt));
    expect(refusal).toMatchObject({ code, exitCode: 7 });
    expect(refusal.message).toMatch(says);
    expect(refusal.hint).toContain(`--${override.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`);
    expect(scene.github.world.repository('ada', 'catalog')?.git.branch(branch)).toBe(head);
    const forks = scene.writes.slice(writes).filter((write) => !write.endsWith('/forks'));
    expect(forks).toEqual([]);
    expect((await ada.publish({ ...attempt, [override]: true })).result.action).toMatch(/created|updated/);
  },
);

test("case 34: somebody else's pull request is found among two hundred", async () => {
  scene = await Scene.start();
  scene.github.seedPullRequests(catalog, { count: 200, author: 'bob' });
  const flags = { name: 'seed-000150' };
  const refusal = await refusalOf(scene.author().publish({ flags }));
  expect(refusal).toMatchObject({ code: 'PULL_REQUEST_OF_OTHERS', exitCode: 7 });
  expect(refusal.message).toContain('/pull/151 by bob');
  expect(scene.github.requests.length).toBeLessThanOrEqual(3);
});

test("case 11: a merge of the base by the button is nobody's work", async () => {
  scene = await Scene.start();
  const ada = scene.author();
  await ada.publish();
  scene.github.commit(catalog, { branch: 'main', files: { 'later.txt': 'later\n' }, author: 'bob' });
  scene.github.updatePullRequestBranch(catalog, 1, 'bob');
  expect((await ada.publish()).result.action).toBe('noop');
  expect((await ada.publish({ flags: { tag: 'v1.1.0' } })).result.action).toBe('updated');
  scene.expectOnePull({ tag: 'v1.1.0' });
});

test('case 8: a branch whose pull request was closed unmerged: a new one that names it', async () => {
  scene = await Scene.start();
  const ada = scene.author();
  await ada.publish();
  scene.github.closePullRequest(catalog, 1);
  const { result } = await ada.publish();
  expect(result).toMatchObject({ action: 'created', prUrl: `${scene.github.origin}/${catalog}/pull/2` });
  expect(scene.github.pullRequest(catalog, 2).body).toContain('Follows #1');
});

test('case 9: an open pull request with the same content is left alone, exit 0, for one request', async () => {
  scene = await Scene.start();
  const ada = scene.author();
  const { result } = await ada.publish();
  scene.github.clearRequests();
  const again = await ada.publish({ report: { finishedAt: '2026-03-04T05:06:07Z' } });
  expect(again.result).toMatchObject({ action: 'noop', prUrl: result.prUrl, headSha: result.headSha });
  expect(scene.github.requests).toHaveLength(1);
  scene.expectOnePull();
});

test('case 34: two hundred open pull requests are looked at in two requests', async () => {
  scene = await Scene.start();
  scene.github.seedPullRequests(catalog, { count: 200, author: 'bob' });
  const ada = scene.author();
  await ada.publish();
  scene.github.clearRequests();
  expect((await ada.publish()).result.action).toBe('noop');
  expect(scene.github.requests.length).toBeLessThanOrEqual(3);
  expect(scene.pulls.filter(({ author, state }) => author.login === 'ada' && state === 'open')).toHaveLength(1);
});

test.each(['squash', 'merge'] as const)('case 7: a branch left after a %s', async (method) => {
  scene = await Scene.start();
  const ada = scene.author();
  await ada.publish();
  scene.github.mergePullRequest(catalog, 1, { method });
  const { result } = await ada.publish({ flags: { tag: 'v1.1.0' } });
  expect(result).toMatchObject({ action: 'created', prUrl: `${scene.github.origin}/${catalog}/pull/2` });
  expect(scene.github.pullRequest(catalog, 2).body).toContain('from `v1.0.0` to `v1.1.0`');
  expect(scene.github.pullRequest(catalog, 2).body).not.toContain('Follows');
});

test('case 10: an open pull request with an older version is updated, what people wrote stays', async () => {
  scene = await Scene.start();
  const ada = scene.author();
  await ada.publish();
  const pull = scene.github.pullRequest(catalog, 1);
  pull.body = `Reviewed with care.\r\n\r\n${pull.body}\r\n\r\n- [x] docs read`;
  await ada.publish({ flags: { tag: 'v1.1.0' } });
  expect(pull.body).toMatch(/^Reviewed with care\.\n/);
  expect(pull.body).toMatch(/- \[x\] docs read$/);
  scene.expectOnePull({ tag: 'v1.1.0' });
});

test('case 11: what somebody pushes in the last moment is not overwritten', async () => {
  scene = await Scene.start();
  const ada = scene.author();
  await ada.publish();
  let theirs = '';
  for (let request = 1; request < 40; request += 1) {
    scene.github.killAfter(request, ({ method, path }) => {
      if (method !== 'POST' || !path.endsWith('/git/commits')) return;
      theirs = scene.github.commit('ada/catalog', { branch, files: { 'x.txt': 'x\n' }, author: 'bob' });
    });
  }
  const refusal = await refusalOf(ada.publish({ flags: { tag: 'v1.1.0' } }));
  expect(refusal).toMatchObject({ code: 'BRANCH_MOVED', exitCode: 7 });
  expect(scene.github.resolve('ada/catalog', branch)).toBe(theirs);
});

test('case 15: two publishes of one provider at once leave one pull request', async () => {
  scene = await Scene.start();
  scene.github.addFork(catalog, 'ada');
  const [one, two] = [scene.author(), scene.author()];
  const ended = await Promise.allSettled([one.publish(), two.publish({ flags: { tag: 'v1.1.0' } })]);
  for (const outcome of ended) {
    if (outcome.status === 'rejected')
      expect(outcome.reason).toMatchObject({ exitCode: expect.toSatisfy((code) => code === 7 || code === 8) });
  }
  await two.publish({ flags: { tag: 'v1.1.0' } });
  scene.expectOnePull({ tag: 'v1.1.0' });
});
