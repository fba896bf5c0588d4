import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Fault } from '../../support/github/faults.js';
import type { LoggedRequest } from '../../support/github/http-front.js';
import { CATALOG, refusal, type Scene, startScene } from './scene.js';

let scene: Scene;

beforeEach(async () => {
  scene = await startScene();
});

afterEach(() => scene.github.close());

const raw = (path: string, init: RequestInit = {}) =>
  fetch(`${scene.github.apiUrl}${path}`, { redirect: 'manual', ...init });

describe('a fault that answers', () => {
  it.each<[string, Fault, number, Record<string, string>, RegExp]>([
    [
      'a given answer',
      { kind: 'answer', status: 418, body: { message: 'no' }, headers: { 'X-A': 'b' } },
      418,
      { 'x-a': 'b' },
      /^\{"message":"no"\}$/,
    ],
    ['a page', { kind: 'htmlPage' }, 502, { 'content-type': 'text/html; charset=utf-8' }, /^<!DOCTYPE html>/],
    ['a login page', { kind: 'htmlPage', status: 200 }, 200, { 'content-type': 'text/html; charset=utf-8' }, /Sign in/],
    [
      'a redirect',
      { kind: 'redirect', to: 'http://127.0.0.2:9' },
      307,
      { location: 'http://127.0.0.2:9/api/v3/repos/acme/catalog' },
      /^$/,
    ],
    [
      'a primary rate limit',
      { kind: 'primaryRateLimit', resetInSeconds: 60 },
      403,
      { 'x-ratelimit-remaining': '0' },
      /API rate limit exceeded/,
    ],
    [
      'a secondary rate limit',
      { kind: 'secondaryRateLimit', retryAfter: 7, status: 429 },
      429,
      { 'retry-after': '7' },
      /secondary rate limit/,
    ],
    ['a bare 500', { kind: 'permission500' }, 500, { 'x-accepted-github-permissions': 'contents=write' }, /^$/],
    [
      'single sign-on',
      { kind: 'saml', organization: 'acme' },
      403,
      { 'x-github-sso': 'required; url=https://github.com/orgs/acme/sso?authorization_request=A1' },
      /SAML/,
    ],
  ])('gives %s', async (_, fault, status, headers, body) => {
    scene.github.inject({ when: { path: /^\/repos\/acme\/catalog$/ }, fault });
    const answer = await raw('/repos/acme/catalog');
    expect(answer.status).toBe(status);
    expect(Object.fromEntries(answer.headers)).toMatchObject(headers);
    expect(await answer.text()).toMatch(body);
    expect(scene.github.requests).toMatchObject([{ status, fault: fault.kind }]);
  });
});

describe('a connection', () => {
  const create = async () => {
    const headers = { authorization: `token ${scene.github.addToken({ user: 'mia' })}` };
    const sha = scene.github.resolve('acme/catalog', 'main');
    const body = JSON.stringify({ ref: 'refs/heads/x', sha });
    const answer = await raw('/repos/acme/catalog/git/refs', { method: 'POST', headers, body });
    return { status: answer.status, body: await answer.json() };
  };
  const made = () => scene.github.resolve('acme/catalog', 'x') !== undefined;

  it.each<[Fault['kind'], boolean, number | undefined]>([
    ['dropAnswer', true, undefined],
    ['resetBefore', false, undefined],
    ['truncate', true, 201],
  ])('cut by %s has changed something: %s', async (kind, changed, status) => {
    scene.github.inject({ when: { method: 'POST' }, fault: { kind } as Fault });
    await expect(create()).rejects.toThrow(/fetch failed|terminated/);
    expect(made()).toBe(changed);
    expect(scene.github.requests).toMatchObject([{ status, fault: kind }]);
  });

  it('cut in the middle of an answer looks to octokit like an empty body', async () => {
    scene.github.inject({ fault: { kind: 'truncate' } });
    expect(await scene.as({ user: 'mia' }).rest.repos.get(CATALOG)).toMatchObject({ status: 200, data: '' });
  });

  it('that is slow answers in the end', async () => {
    scene.github.inject({ fault: { kind: 'delay', ms: 20 } });
    expect((await create()).status).toBe(201);
  });
});

describe('a condition', () => {
  const statuses = async (count: number) => {
    const seen: number[] = [];
    for (let at = 0; at < count; at += 1) seen.push((await raw('/rate_limit')).status);
    return seen;
  };
  const fault: Fault = { kind: 'htmlPage' };

  it('meets the n-th request only', async () => {
    const injected = scene.github.inject({ when: { path: /rate_limit/, nth: 2 }, fault });
    expect(await statuses(3)).toEqual([200, 502, 200]);
    expect(injected.met).toBe(1);
  });

  it('meets at most so many', async () => {
    scene.github.inject({ when: { times: 2 }, fault });
    expect(await statuses(3)).toEqual([502, 502, 200]);
  });

  it('ends when it is removed', async () => {
    const injected = scene.github.inject({ fault });
    expect(await statuses(1)).toEqual([502]);
    injected.remove();
    expect(await statuses(1)).toEqual([200]);
  });

  it('looks at method and body', async () => {
    scene.github.inject({ when: { method: 'post', body: /viewer/ }, fault });
    const octokit = scene.as({ user: 'ada' });
    expect((await octokit.graphql('{ rateLimit { limit } }')) as object).toEqual({ rateLimit: { limit: 5000 } });
    await expect(octokit.graphql('{ viewer { login } }')).rejects.toMatchObject({ status: 502 });
  });
});

describe('the log', () => {
  it('has the bytes of the wire, the token and the host', async () => {
    const token = scene.github.addToken({ user: 'ada' });
    await raw('/repos/acme/catalog?x=1', { headers: { authorization: `token ${token}` } }).then((answer) =>
      answer.text(),
    );
    const [entry] = scene.github.requests;
    expect(entry).toMatchObject({
      number: 1,
      method: 'GET',
      path: '/repos/acme/catalog',
      query: 'x=1',
      status: 200,
      authorized: true,
      token,
      host: scene.github.host,
    });
    expect(entry?.requestBytes).toBeGreaterThan(150);
    expect(scene.github.traffic).toEqual({
      requests: 1,
      requestBytes: entry?.requestBytes,
      responseBytes: entry?.responseBytes,
    });
    expect(scene.github.violations).toMatchObject([{ kind: 'request', problems: ['?x is no parameter of repos/get'] }]);
  });

  it('counts less where answers are compressed', async () => {
    await raw('/repos/acme/catalog').then((answer) => answer.text());
    scene.github.compress = false;
    await raw('/repos/acme/catalog').then((answer) => answer.text());
    const [small, large] = scene.github.requests;
    expect(small?.responseBytes).toBeLessThan((large?.responseBytes ?? 0) / 2);
  });
});

it('killAfter calls back after the k-th request from now was answered', async () => {
  await raw('/rate_limit');
  const called: LoggedRequest[] = [];
  scene.github.killAfter(2, (request) => called.push(request));
  await raw('/rate_limit');
  expect(called).toEqual([]);
  await raw('/repos/acme/catalog');
  await expect.poll(() => called.map((request) => request.path)).toEqual(['/repos/acme/catalog']);
});

it('an answer that was refused does not look refused by a fault', async () => {
  expect(await refusal(scene.as({ user: 'ada' }).rest.repos.get({ owner: 'acme', repo: 'none' }))).toMatchObject({
    status: 404,
  });
  expect(scene.github.requests[0]?.fault).toBeUndefined();
});
