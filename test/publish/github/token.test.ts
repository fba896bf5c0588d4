import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findToken, scrubbed } from '../../../src/publish/github/token.js';
import { refusalOf } from '../publish-fixture.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'token-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A gh of our own in PATH, which notes how it was called. */
function gh(answer: string): void {
  const text = `#!/bin/sh\necho "$@" > ${join(folder, 'args')}\n/usr/bin/env > ${join(folder, 'env')}\n${answer}\n`;
  writeFileSync(join(folder, 'gh'), text);
  chmodSync(join(folder, 'gh'), 0o755);
}

const { signal } = new AbortController();
const find = (host: string, env: Record<string, string> = {}) =>
  findToken(host, { env: { PATH: folder, ...env }, signal });

test.each([
  ['github.com', { GH_TOKEN: 'one', GITHUB_TOKEN: 'two' }, { value: 'one', source: 'GH_TOKEN' }],
  ['github.com', { GITHUB_TOKEN: 'two' }, { value: 'two', source: 'GITHUB_TOKEN' }],
  ['github.com', { GH_TOKEN: '', GITHUB_TOKEN: 'two' }, { value: 'two', source: 'GITHUB_TOKEN' }],
  ['github.com', { GH_TOKEN: ' one\n' }, { value: 'one', source: 'GH_TOKEN' }],
  ['git.example.com', { GH_ENTERPRISE_TOKEN: 'three' }, { value: 'three', source: 'GH_ENTERPRISE_TOKEN' }],
  ['git.example.com', { GITHUB_ENTERPRISE_TOKEN: 'four' }, { value: 'four', source: 'GITHUB_ENTERPRISE_TOKEN' }],
])('%s with %o', async (host, env, expected) => {
  expect(await find(host, env)).toEqual(expected);
});

test.each([
  ['github.com', { GH_ENTERPRISE_TOKEN: 'three', GITHUB_ENTERPRISE_TOKEN: 'four' }],
  ['git.example.com', { GH_TOKEN: 'one', GITHUB_TOKEN: 'two' }],
])('no token goes to %s that is not for it', async (host, env) => {
  expect(await refusalOf(find(host, env))).toMatchObject({ code: 'NO_TOKEN', exitCode: 6 });
});

test.each([
  ['github.com', 'auth token', 'gh auth token'],
  [
    'git.example.com:8443',
    'auth token --hostname git.example.com:8443',
    'gh auth token --hostname git.example.com:8443',
  ],
])('asks gh for %s last, and shows it no other token', async (host, args, source) => {
  gh('echo gho_fromgh');
  const foreign = host === 'github.com' ? { GH_ENTERPRISE_TOKEN: 'secret-one' } : { GH_TOKEN: 'secret-one' };
  expect(await find(host, foreign)).toEqual({ value: 'gho_fromgh', source });
  expect(readFileSync(join(folder, 'args'), 'utf8').trim()).toBe(args);
  expect(readFileSync(join(folder, 'env'), 'utf8')).not.toContain('secret-one');
});

test('names what was looked at, and why gh gave none', async () => {
  const without = await refusalOf(find('github.com'));
  expect(without.message).toMatch(/GH_TOKEN and GITHUB_TOKEN are not set.*gh is not installed/);
  gh('exit 4');
  expect((await refusalOf(find('github.com'))).message).toContain('exit code 4');
});

test.each(['two words', 'line\nbreak', 'tab\tinside', 'ünicode'])(
  'refuses %j and does not repeat it',
  async (value) => {
    const refusal = await refusalOf(find('github.com', { GITHUB_TOKEN: value }));
    expect(refusal).toMatchObject({ code: 'BAD_TOKEN', exitCode: 6 });
    expect(refusal.message).toContain('GITHUB_TOKEN');
    expect(`${refusal.message}${refusal.hint}`).not.toContain(value);
  },
);

test('no error that is not ours holds a token', () => {
  const inner = new Error('header was "bearer ghp_topsecret"');
  const outer = new Error('failed for ghp_topsecret', { cause: inner });
  const clean = scrubbed(outer, { GH_TOKEN: 'ghp_topsecret' }) as Error;
  expect(`${clean.stack}${clean.message}${(clean.cause as Error).stack}`).not.toContain('ghp_topsecret');
});
