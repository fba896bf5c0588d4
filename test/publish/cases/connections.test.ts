import { afterEach, expect, test } from 'vitest';
import type { GitHubOptions } from '../../support/github/start-github.js';
import { catalog, Scene } from '../github/github-fixture.js';
import { refusalOf } from '../publish-fixture.js';

let scene: Scene;
afterEach(() => scene.end());

test('case 22: the primary rate limit says when it is over, and is not waited for', async () => {
  scene = await Scene.start();
  const limit = scene.github.inject({
    when: { path: /^\/repos\// },
    fault: { kind: 'primaryRateLimit', resetInSeconds: 600 },
  });
  const refusal = await refusalOf(scene.author().publish());
  expect(refusal).toMatchObject({ code: 'GITHUB_RATE_LIMIT', exitCode: 8 });
  expect(refusal.hint).toMatch(/reset at \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/);
  expect(limit.met).toBe(1);
  scene.github.clearViolations();
});

test('case 23: a secondary rate limit is met three times at most', async () => {
  scene = await Scene.start();
  const limit = scene.github.inject({
    when: { path: /^\/graphql$/ },
    fault: { kind: 'secondaryRateLimit', retryAfter: 1 },
  });
  expect(await refusalOf(scene.author().publish())).toMatchObject({ code: 'GITHUB_RATE_LIMIT', exitCode: 8 });
  expect(limit.met).toBe(3);
  scene.github.clearViolations();
});

test('case 23: a long wait is left to the user', async () => {
  scene = await Scene.start();
  const limit = scene.github.inject({
    when: { path: /^\/graphql$/ },
    fault: { kind: 'secondaryRateLimit', retryAfter: 3600 },
  });
  expect((await refusalOf(scene.author().publish())).hint).toContain('3600 seconds');
  expect(limit.met).toBe(1);
  scene.github.clearViolations();
});

test('case 37: a login page instead of data is told from an answer', async () => {
  scene = await Scene.start();
  scene.github.inject({ when: { path: /^\/graphql$/ }, fault: { kind: 'htmlPage', status: 200 } });
  const refusal = await refusalOf(scene.author().publish());
  expect(refusal).toMatchObject({ code: 'GITHUB_UNAVAILABLE', exitCode: 8 });
  expect(refusal.message).toContain('text/html');
  scene.github.clearViolations();
});

test.each([
  ['POST', /^\/graphql$/],
  ['POST', /\/git\/commits$/],
])('case 37: the JSON of something that is no GitHub, for %s %s, is no bug of ours', async (method, path) => {
  scene = await Scene.start();
  scene.github.inject({ when: { method, path }, fault: { kind: 'answer', status: 200, body: { ok: true } } });
  expect(await refusalOf(scene.author().publish())).toMatchObject({ code: 'GITHUB_UNAVAILABLE', exitCode: 8 });
  scene.github.clearViolations();
});

test.each<[string, GitHubOptions]>([
  ['a new head', { lag: { newHead: 3 } }],
  ['a list of pull requests', { lag: { pullRequestList: 3 } }],
  ['a fork', { forkDelay: { requests: 4 } }],
])('case 33: %s that comes late is waited for', async (_what, options) => {
  scene = await Scene.start({ options });
  const ada = scene.author();
  expect((await ada.publish()).result.action).toBe('created');
  expect((await ada.publish()).result.action).toMatch(/noop|updated/);
  expect((await ada.publish({ flags: { tag: 'v1.1.0' } })).result.action).toBe('updated');
  scene.expectOnePull({ tag: 'v1.1.0' });
  expect(scene.pulls).toHaveLength(1);
});

test.each([
  ['lacks a field', { errors: [{ message: "Field 'forkingAllowed' doesn't exist on type 'Repository'" }] }],
  ['takes too long', { data: null, errors: [{ message: 'Something went wrong while executing your query.' }] }],
])('REST tells the same where GraphQL %s', async (_what, body) => {
  scene = await Scene.start();
  const when = { path: /^\/graphql$/, body: /query Survey/ };
  const survey = scene.github.inject({ when, fault: { kind: 'answer', status: 200, body } });
  const ada = scene.author();
  expect((await ada.publish()).result.action).toBe('created');
  expect((await ada.publish()).result.action).toBe('noop');
  expect((await ada.publish({ flags: { tag: 'v1.1.0' } })).result.action).toBe('updated');
  scene.expectOnePull({ tag: 'v1.1.0' });
  scene.github.closePullRequest(catalog, 1);
  await ada.publish({ flags: { tag: 'v1.1.0' } });
  expect(scene.github.pullRequest(catalog, 2).body).toContain('Follows #1');
  expect(survey.met).toBeGreaterThan(3);
  scene.github.clearViolations();
});
