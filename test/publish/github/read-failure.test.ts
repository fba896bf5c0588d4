import { expect, test } from 'vitest';
import type { FailureKind } from '../../../src/publish/github/github-failure.js';
import { type Answer, readFailure } from '../../../src/publish/github/read-failure.js';

const asker = { host: 'github.com', token: { value: 'ghp_secret', source: 'GH_TOKEN' } };

const read = (answer: Partial<Answer>) =>
  readFailure({ request: 'GET /repos/a/b', status: 403, headers: {}, said: 'No', ...answer }, asker);

const remaining = { 'x-ratelimit-remaining': '4000' };

const answers: [string, Partial<Answer>, FailureKind, number][] = [
  ['bad credentials', { status: 401, said: 'Bad credentials' }, 'authentication', 6],
  ['a plain refusal', { headers: remaining, said: 'Resource not accessible by integration' }, 'permission', 6],
  [
    'a bare 500 with a permissions header',
    { status: 500, headers: { 'x-accepted-github-permissions': 'contents=write' } },
    'permission',
    6,
  ],
  ['a bare 500', { status: 500, said: '' }, 'unavailable', 8],
  ['a 502', { status: 502 }, 'unavailable', 8],
  ['no answer', { status: 0, said: 'ECONNRESET' }, 'unavailable', 8],
  [
    'single sign-on',
    { headers: { 'x-github-sso': 'required; url=https://github.com/orgs/a/sso' } },
    'single-sign-on',
    6,
  ],
  [
    'the primary limit',
    { headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1767323045' } },
    'rate-limit',
    8,
  ],
  ['the primary limit as 429', { status: 429, headers: { 'x-ratelimit-remaining': '0' } }, 'rate-limit', 8],
  ['the secondary limit', { headers: { ...remaining, 'retry-after': '30' } }, 'rate-limit', 8],
  [
    'the secondary limit without a header',
    { headers: remaining, said: 'You have exceeded a secondary rate limit' },
    'rate-limit',
    8,
  ],
  [
    'a workflow refused',
    { status: 404, said: 'refusing to allow an OAuth App to create or update workflow without `workflow` scope' },
    'missing-scope',
    6,
  ],
  [
    'a 404 for a missing scope',
    { status: 404, headers: { 'x-oauth-scopes': '', 'x-accepted-oauth-scopes': 'repo' } },
    'missing-scope',
    6,
  ],
  [
    'a 404 with the scope',
    { status: 404, headers: { 'x-oauth-scopes': 'repo', 'x-accepted-oauth-scopes': 'repo' } },
    'not-found',
    6,
  ],
  ['a 404', { status: 404 }, 'not-found', 6],
  ['an empty repository', { status: 409, said: 'Git Repository is empty.' }, 'empty-repository', 8],
  ['another conflict', { status: 409, said: 'Merge conflict' }, 'conflict', 8],
  ['a ruleset', { status: 422, said: 'Repository rule violations found' }, 'policy', 6],
  ['signatures', { status: 409, said: 'Commits must have verified signatures.' }, 'policy', 6],
  [
    'an interaction limit',
    { status: 422, said: 'An owner has limited the ability to open a pull request' },
    'policy',
    6,
  ],
  ['anything else', { status: 422, said: 'Validation Failed' }, 'validation', 8],
];

test.each(answers)('%s', (_what, answer, kind, exitCode) => {
  expect(read(answer)).toMatchObject({ kind, exitCode });
});

test('says when a limit is over', () => {
  const hint = read({ headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1767323045' } }).hint;
  expect(hint).toContain('2026-01-02T03:04:05Z');
});

test('names the source of the token and never the token', () => {
  const failure = read({ status: 401, said: 'no ghp_secret here' });
  expect(failure.message).toContain('GH_TOKEN');
  expect(JSON.stringify([failure.message, failure.hint, failure.details, failure.said])).not.toContain('ghp_secret');
});
