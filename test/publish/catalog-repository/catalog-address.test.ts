import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { parseCatalogAddress } from '../../../src/publish/catalog-repository/catalog-address.js';

const cwd = mkdtempSync(join(tmpdir(), 'address-'));
mkdirSync(join(cwd, 'some/catalog'), { recursive: true });
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

const dotCom = { kind: 'github', host: 'github.com', origin: 'https://github.com', api: 'https://api.github.com' };
const enterprise = (origin: string) => ({
  kind: 'github',
  host: new URL(origin).host,
  origin,
  api: `${origin}/api/v3`,
});

test.each([
  ['projectbeskar/virtrigaud', { ...dotCom, owner: 'projectbeskar', name: 'virtrigaud' }],
  ['some/catalog', { ...dotCom, owner: 'some', name: 'catalog' }],
  ['a/b.github.io', { ...dotCom, owner: 'a', name: 'b.github.io' }],
  ['https://github.com/a/b', { ...dotCom, owner: 'a', name: 'b' }],
  ['https://github.com/a/b.git', { ...dotCom, owner: 'a', name: 'b' }],
  ['https://GitHub.com/a/b/', { ...dotCom, owner: 'a', name: 'b' }],
  ['https://git.example.com/a/b', { ...enterprise('https://git.example.com'), owner: 'a', name: 'b' }],
  ['https://git.example.com:8443/a/b', { ...enterprise('https://git.example.com:8443'), owner: 'a', name: 'b' }],
  ['http://127.0.0.1:8080/a/b', { ...enterprise('http://127.0.0.1:8080'), owner: 'a', name: 'b' }],
  ['http://localhost:8080/a/b', { ...enterprise('http://localhost:8080'), owner: 'a', name: 'b' }],
  ['http://[::1]:8080/a/b', { ...enterprise('http://[::1]:8080'), owner: 'a', name: 'b' }],
  ['./some/catalog', { kind: 'local', path: join(cwd, 'some/catalog') }],
  ['some', { kind: 'local', path: join(cwd, 'some') }],
  ['.', { kind: 'local', path: cwd }],
  [cwd, { kind: 'local', path: cwd }],
])('%s', (text, address) => {
  expect(parseCatalogAddress(text, cwd)).toEqual(address);
});

test.each([
  ['http://git.example.com/a/b', 'plain http'],
  ['http://127.0.0.1.example.com/a/b', 'plain http'],
  ['http://localhost.example.com/a/b', 'plain http'],
  ['ssh://git@github.com/a/b', 'only http and https'],
  ['git@github.com:a/b.git', 'only http and https'],
  ['https://github.com/a', 'not /owner/name'],
  ['https://github.com/a/b/tree/main', 'not /owner/name'],
  ['https://github.com/a/..', 'not /owner/name'],
  ['./nowhere', 'there is no'],
  ['..\\nowhere', 'there is no'],
  ['C:\\nowhere', 'there is no'],
  ['c:/nowhere', 'there is no'],
  ['\\\\host\\share', 'there is no'],
  ['nowhere', 'no path that exists'],
  ['', 'no owner/name'],
])('refuses %s', (text, why) => {
  expect(() => parseCatalogAddress(text, cwd)).toThrow(why);
});

test('repeats no secret of an address', () => {
  for (const address of ['https://ada:ghp_secret@github.com/a/b', 'https://ghp_secret@github.com/a/b']) {
    expect(() => parseCatalogAddress(address, cwd)).toThrow(/^(?!.*ghp_secret).*user name or a token/s);
  }
});
