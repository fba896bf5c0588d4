import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { findCredentials } from '../../../src/provider/registry/credentials.js';
import { repositoryAddress } from '../../../src/provider/registry/image-reference.js';
import { basicAuth, RegistryScene } from './registry-scene.js';

let scene: RegistryScene;
beforeEach(() => {
  scene = new RegistryScene();
});
afterEach(() => scene.end());

const find = (
  repository: string,
  { env = {}, timeoutMs = 5_000 }: { env?: Record<string, string>; timeoutMs?: number } = {},
) =>
  findCredentials(repositoryAddress(repository), {
    env: { ...scene.env, ...env },
    home: scene.home,
    signal: new AbortController().signal,
    timeoutMs,
  });
const auth = (password: string) => ({ auth: basicAuth('ada', password) });
const password = async (...args: Parameters<typeof find>) => {
  const { found } = await find(...args);
  return found?.kind === 'password' ? found.password : found?.kind;
};

describe('the file', () => {
  test.each([
    ['.docker/config.json', {}],
    ['.config/containers/auth.json', {}],
    ['run/containers/auth.json', {}],
    ['else/containers/auth.json', { XDG_CONFIG_HOME: 'else' }],
    ['else/config.json', { DOCKER_CONFIG: 'else' }],
    ['else/my-auth.json', { REGISTRY_AUTH_FILE: 'else/my-auth.json' }],
  ])('%s', async (path, variables) => {
    const file = scene.write(path, { auths: { 'ghcr.io': auth('x') } });
    const env = Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, join(scene.home, value)]));
    expect((await find('ghcr.io/a/b', { env })).found).toEqual({
      kind: 'password',
      username: 'ada',
      password: 'x',
      source: `${file} (ghcr.io)`,
    });
  });

  test('that is named comes first, then those of podman, then that of docker', async () => {
    const paths = ['named.json', 'run/containers/auth.json', '.config/containers/auth.json', '.docker/config.json'];
    for (const path of [...paths].reverse()) {
      scene.write(path, { auths: { 'ghcr.io': auth(path) } });
      expect(await password('ghcr.io/a/b', { env: { REGISTRY_AUTH_FILE: join(scene.home, 'named.json') } })).toBe(path);
    }
  });

  test('without an entry for the host is passed over', async () => {
    scene.write('run/containers/auth.json', { auths: { 'quay.io': auth('no') } });
    scene.write('.docker/config.json', { auths: { 'ghcr.io': auth('yes') } });
    expect(await password('ghcr.io/a/b')).toBe('yes');
  });

  test.each([
    ['no JSON', '{"auths": secret-in-the-file', 'it is no JSON'],
    ['a list', '[]', undefined],
    ['odd entries', { auths: { 'ghcr.io': 'x', 'quay.io': null }, credHelpers: [1], credsStore: 7 }, undefined],
    ['text that is no base64 of a pair', { auths: { 'ghcr.io': { auth: '!!!' } } }, undefined],
  ])('with %s gives nothing and shows nothing of it', async (_name, content, note) => {
    scene.write('.docker/config.json', content);
    const { found, notes } = await find('ghcr.io/a/b');
    expect(found).toBeUndefined();
    expect(notes.join()).not.toContain('secret-in-the-file');
    expect(notes.join()).toMatch(note ?? /^$/);
  });
});

describe('the entry', () => {
  const keys = {
    'ghcr.io': auth('host'),
    'ghcr.io/org': auth('org'),
    'ghcr.io/org/repo': auth('repo'),
    'https://index.docker.io/v1/': auth('hub'),
    'https://old.example.com/v2/': auth('old'),
    'localhost:5000': auth('port'),
  };

  test.each([
    ['ghcr.io/org/repo', 'repo'],
    ['ghcr.io/org/repo/inner', 'repo'],
    ['ghcr.io/org/other', 'org'],
    ['ghcr.io/organic/repo', 'host'],
    ['alpine', 'hub'],
    ['docker.io/a/b', 'hub'],
    ['old.example.com/a', 'old'],
    ['localhost:5000/a', 'port'],
    ['localhost:5001/a', undefined],
    ['evil-ghcr.io/a', undefined],
    ['ghcr.io.evil.example/a', undefined],
  ])('%s: %s', async (repository, expected) => {
    scene.write('.docker/config.json', { auths: keys });
    expect(await password(repository)).toBe(expected);
  });

  test.each([
    ['an identity token', { identitytoken: 'T', auth: basicAuth('u', '') }, { kind: 'identity-token', token: 'T' }],
    ['a registry token', { registrytoken: 'T' }, { kind: 'registry-token', token: 'T' }],
    ['plain fields', { username: 'u', password: 'p' }, { kind: 'password', username: 'u', password: 'p' }],
    [
      'a password with colons',
      { auth: basicAuth('u', 'a:b:c') },
      { kind: 'password', username: 'u', password: 'a:b:c' },
    ],
    ['a trailing NUL', { auth: basicAuth('u', 'p\0\0') }, { kind: 'password', password: 'p' }],
  ])('with %s', async (_name, entry, expected) => {
    scene.write('.docker/config.json', { auths: { 'ghcr.io': entry } });
    expect((await find('ghcr.io/a/b')).found).toMatchObject(expected);
  });
});

describe('a helper', () => {
  const answers = (user: string, secret: string) =>
    `cat > "$HOME/asked"; env > "$HOME/environment"; echo '{"ServerURL":"x","Username":"${user}","Secret":"${secret}"}'`;

  test('for the host wins over the store and the file', async () => {
    scene.helper('mine', answers('ada', 'from-helper'));
    scene.helper('store', answers('ada', 'from-store'));
    scene.write('.docker/config.json', {
      credHelpers: { 'ghcr.io': 'mine' },
      credsStore: 'store',
      auths: { 'ghcr.io': auth('file') },
    });
    expect(await password('ghcr.io/a/b')).toBe('from-helper');
    expect(await password('quay.io/a/b')).toBe('from-store');
    expect((await find('ghcr.io/a/b')).found?.source).toContain('docker-credential-mine');
  });

  test.each([
    ['ghcr.io/a/b', 'ghcr.io'],
    ['alpine', 'https://index.docker.io/v1/'],
  ])('is asked on its standard input for %s', async (repository, server) => {
    scene.helper('mine', answers('ada', 'x'));
    scene.write('.docker/config.json', { credsStore: 'mine' });
    await find(repository);
    expect(readFileSync(join(scene.home, 'asked'), 'utf8')).toBe(server);
  });

  test('gets no token of ours in its environment', async () => {
    const tokens = { GH_TOKEN: 'a', GITHUB_TOKEN: 'b', AWS_SECRET_ACCESS_KEY: 'c', MY_PASSWORD: 'd', NPM_TOKEN: 'e' };
    scene.helper('mine', answers('ada', 'x'));
    scene.write('.docker/config.json', { credsStore: 'mine' });
    await find('ghcr.io/a/b', { env: tokens });
    const environment = readFileSync(join(scene.home, 'environment'), 'utf8');
    expect(Object.keys(tokens).filter((name) => environment.includes(`${name}=`))).toEqual([]);
    expect(environment).toContain('HOME=');
  });

  test("of Amazon's gets Amazon's variables", async () => {
    scene.helper('ecr-login', answers('AWS', 'x'));
    scene.write('.docker/config.json', { credsStore: 'ecr-login' });
    await find('ghcr.io/a/b', { env: { AWS_PROFILE: 'p', GH_TOKEN: 'a' } });
    const environment = readFileSync(join(scene.home, 'environment'), 'utf8');
    expect(environment).toContain('AWS_PROFILE=p');
    expect(environment).not.toContain('GH_TOKEN');
  });

  test('that answers <token> gives an identity token', async () => {
    scene.helper('mine', answers('<token>', 'T'));
    scene.write('.docker/config.json', { credsStore: 'mine' });
    expect((await find('ghcr.io/a/b')).found).toMatchObject({ kind: 'identity-token', token: 'T' });
  });

  test.each([
    ['is not installed', undefined, 'docker-credential-mine is not installed'],
    ['fails', 'echo secret-of-a-store; exit 3', 'exit code 3'],
    ['answers nonsense', 'echo secret-of-a-store', 'what no credential helper answers'],
    ['does not end', 'sleep 30', 'did not answer within'],
    ['has nothing', 'echo "credentials not found in native keychain"; exit 1', undefined],
  ])('that %s leaves the search to the file', async (_name, script, note) => {
    if (script !== undefined) scene.helper('mine', script);
    scene.write('.docker/config.json', { credsStore: 'mine', auths: { 'ghcr.io': auth('file') } });
    const { found, notes } = await find('ghcr.io/a/b', { timeoutMs: 700 });
    expect(found).toMatchObject({ password: 'file' });
    expect(notes.join()).toMatch(note ?? /^$/);
    expect(notes.join()).not.toContain('secret-of-a-store');
  });

  test.each(['../evil', 'a/b', 'x;touch y', ''])('named %j is not started', async (name) => {
    scene.write('.docker/config.json', { credHelpers: { 'ghcr.io': name }, auths: { 'ghcr.io': auth('file') } });
    expect(await password('ghcr.io/a/b')).toBe('file');
  });
});
