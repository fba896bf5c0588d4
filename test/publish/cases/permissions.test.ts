import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import type { Fault, FaultCondition } from '../../support/github/faults.js';
import type { NewToken } from '../../support/github/population.js';
import { branch, catalog, Scene, type SceneOptions } from '../github/github-fixture.js';
import { named, refusalOf } from '../publish-fixture.js';

let scene: Scene;
afterEach(() => scene.end());

const fault = (status: number, message: string, errors?: unknown[]): Fault => ({
  kind: 'answer',
  status,
  body: { message, documentation_url: 'https://docs.github.com/rest', ...(errors && { errors }) },
});

interface Refused {
  name: string;
  setting?: SceneOptions;
  token?: NewToken;
  prepare?: () => void;
  code: string;
  says?: string;
  hint?: string;
}

const refused: Refused[] = [
  {
    name: 'an archived catalog',
    setting: { archived: true },
    code: 'CATALOG_ARCHIVED',
  },
  {
    name: 'a private catalog that the token may not see',
    setting: { private: true },
    code: 'GITHUB_NOT_FOUND',
    says: 'acme/catalog',
  },
  {
    name: 'case 21: single sign-on (SAML)',
    prepare: () => void Object.assign(scene.github.repository(catalog).owner, { saml: true }),
    code: 'GITHUB_SINGLE_SIGN_ON',
    hint: '/sso?authorization_request=',
  },
  {
    name: 'case 20: a 404 that means a missing scope',
    setting: { adaMayPush: true },
    token: { user: 'ada', scopes: [] },
    code: 'GITHUB_MISSING_SCOPE',
    hint: 'repo',
  },
  {
    name: 'case 17: a bare 500 with a permissions header',
    setting: { adaMayPush: true, allowForking: false },
    prepare: () =>
      void scene.github.inject({ when: { method: 'POST', path: /git\/trees$/ }, fault: { kind: 'permission500' } }),
    code: 'GITHUB_PERMISSION',
    hint: 'contents=write',
  },
  {
    name: 'a token that is revoked midway',
    prepare: () => {
      scene.github.killAfter(4, () => {
        for (const token of scene.github.world.tokens) token.revoked = true;
      });
    },
    code: 'GITHUB_AUTHENTICATION',
    says: 'GH_ENTERPRISE_TOKEN',
  },
];

test.each(named(refused))('%s: says what is missing', async (_name, { setting, token, prepare, code, says, hint }) => {
  scene = await Scene.start(setting);
  prepare?.();
  const refusal = await refusalOf(scene.author(token).publish());
  expect(refusal).toMatchObject({ code, exitCode: 6 });
  if (says !== undefined) expect(refusal.message).toContain(says);
  if (hint !== undefined) expect(refusal.hint).toContain(hint);
  expect(scene.pulls).toEqual([]);
  scene.github.clearViolations();
});

interface Manual {
  name: string;
  setting?: SceneOptions;
  token?: NewToken;
  prepare?: () => void;
  head: string;
}

const manual: Manual[] = [
  {
    name: 'case 16: a fine-grained token that may not',
    setting: { adaMayPush: true },
    token: { user: 'ada', kind: 'fine-grained', permissions: { contents: 'write' }, resourceOwner: 'acme' },
    head: catalog,
  },
  {
    name: 'case 18: the token of GitHub Actions where the organisation forbids it',
    token: { kind: 'actions', permissions: { contents: 'write', pull_requests: 'write' }, resourceOwner: 'acme' },
    prepare: () => void Object.assign(scene.github.repository(catalog), { actionsMayOpenPullRequests: false }),
    head: catalog,
  },
  {
    name: 'case 35: an interaction limit',
    prepare: () => void Object.assign(scene.github.repository(catalog), { interactionLimit: 'collaborators_only' }),
    head: 'ada/catalog',
  },
];

test.each(named(manual))(
  '%s: exit 9, and the address to open it by hand',
  async (_name, { setting, token, prepare, head }) => {
    scene = await Scene.start(setting);
    prepare?.();
    const { result } = await scene.author(token).publish();
    expect(result).toMatchObject({ action: 'manual', prUrl: null, headSha: scene.github.resolve(head, branch) });
    const from = head === catalog ? branch : `ada:${branch}`;
    expect(result.compareUrl).toBe(`${scene.github.origin}/${catalog}/compare/main...${from}?expand=1`);
    expect(scene.pulls).toEqual([]);
  },
);

test('case 19: an App token publishes where it may push', async () => {
  scene = await Scene.start();
  const app = scene.author({
    kind: 'app',
    permissions: { contents: 'write', pull_requests: 'write' },
    resourceOwner: 'acme',
  });
  expect((await app.publish()).result.action).toBe('created');
  expect((await app.publish()).result.action).toBe('noop');
  scene.expectOnePull({ head: catalog });
});

interface Survived {
  name: string;
  setting?: SceneOptions;
  prepare?: () => void;
  attempt?: { draft: boolean };
  warning?: RegExp;
  head?: string;
}

const once = (when: FaultCondition, what: Fault) => () =>
  void scene.github.inject({ when: { times: 1, ...when }, fault: what });
const opening = { method: 'POST', path: /\/pulls$/ };

const survived: Survived[] = [
  {
    name: 'case 24: fork_collab 422',
    prepare: once(
      opening,
      fault(422, 'Validation Failed', [
        {
          resource: 'PullRequest',
          field: 'fork_collab',
          code: 'invalid',
          message: "Fork collab can't be granted by someone without permission",
        },
      ]),
    ),
  },
  {
    name: 'case 25: labels forbidden',
    setting: { adaMayPush: true },
    prepare: once(
      { method: 'POST', path: /\/labels$/ },
      fault(403, 'Resource not accessible by personal access token'),
    ),
    warning: /^The label .* could not be set/,
    head: catalog,
  },
  {
    name: 'drafts are not there',
    prepare: () => void Object.assign(scene.github.repository(catalog), { draftsAllowed: false }),
    attempt: { draft: true },
    warning: /^Drafts are not possible/,
  },
  {
    name: 'the catalog was renamed',
    prepare: () => void scene.github.renameRepository(catalog, 'acme/providers'),
    warning: /acme\/catalog is now acme\/providers/,
    head: 'ada/providers',
  },
  {
    name: 'case 35: a rule that demands signed commits',
    setting: { adaMayPush: true, rules: [{ type: 'required_signatures', branch: '*' }] },
    head: catalog,
  },
  {
    name: 'case 35: a rule that forbids force pushes',
    setting: { adaMayPush: true, rules: [{ type: 'non_fast_forward', branch: '*' }] },
    head: catalog,
  },
  {
    name: 'case 35: a ruleset that lets nobody make branches in the catalog',
    setting: { adaMayPush: true, rules: [{ type: 'creation', branch: '*' }] },
    warning: /the fork ada\/catalog is used/,
  },
];

test.each(named(survived))(
  '%s: goes on',
  async (_name, { setting, prepare, attempt, warning, head = 'ada/catalog' }) => {
    scene = await Scene.start(setting);
    const ada = scene.author();
    prepare?.();
    const { result } = await ada.publish(attempt);
    expect(result.action).toBe('created');
    expect(result.warnings).toEqual(warning ? [expect.stringMatching(warning)] : []);
    const found = scene.github.world.repositories.flatMap(({ pulls }) => pulls);
    expect(found.map(({ head: { branch: name } }) => name)).toEqual([branch]);
    expect(scene.github.resolve(head, branch)).toBe(result.headSha);
    const newer = await ada.publish({ flags: { tag: 'v1.1.0' } });
    expect(newer.result.action).toBe('updated');
    scene.github.clearViolations();
  },
);

test('case 38: no redirect to another host is followed', async () => {
  const visits: unknown[] = [];
  const other = createServer((request, response) => {
    visits.push(request.headers);
    response.end('{}');
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => other.once('listening', resolve));
  const to = `http://127.0.0.1:${(other.address() as AddressInfo).port}`;
  scene = await Scene.start();
  try {
    for (const status of [301, 302, 307, 308] as const) {
      for (const path of [/^\/repos\//, /^\/graphql$/]) {
        scene.github.inject({ when: { path, times: 1 }, fault: { kind: 'redirect', to, status } });
        expect(await refusalOf(scene.author().publish())).toMatchObject({ code: 'REDIRECT_REFUSED', exitCode: 8 });
      }
    }
    expect(visits).toEqual([]);
  } finally {
    other.close();
    scene.github.clearViolations();
  }
});
