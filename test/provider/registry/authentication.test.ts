import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { refusalOf } from '../../publish/publish-fixture.js';
import type { LoopbackRegistry, RegistryOptions } from '../../support/registry/loopback-registry.js';
import { basicAuth, RegistryScene } from './registry-scene.js';

let scene: RegistryScene;
beforeEach(() => {
  scene = new RegistryScene();
});
afterEach(() => scene.end());

const users = { ada: 's3cret:word' };

async function start(options: RegistryOptions): Promise<LoopbackRegistry> {
  const registry = await scene.registry({ users, private: ['team/secret'], ...options });
  registry.add({ repository: 'team/open', tag: 'v1' });
  registry.add({ repository: 'team/secret', tag: 'v1' });
  return registry;
}

function login(registry: LoopbackRegistry, entry: object = { auth: basicAuth('ada', users.ada) }): string {
  return scene.write('.docker/config.json', { auths: { [registry.address]: entry } });
}

const at = (registry: LoopbackRegistry, name: string) => ({
  repository: `${registry.address}/team/${name}`,
  tag: 'v1',
});

describe('with tokens', () => {
  test('what everybody may read is read without credentials, though there are some', async () => {
    const registry = await start({ authentication: 'token' });
    login(registry);
    const found = await scene.open().resolve(at(registry, 'open'));
    expect(found.credentials).toBeUndefined();
    expect(registry.requests.some(({ authorization }) => authorization?.startsWith('Basic'))).toBe(false);
  });

  test('one token serves a whole repository', async () => {
    const registry = await start({ authentication: 'token' });
    const gateway = scene.open();
    const { digest } = await gateway.resolve(at(registry, 'open'));
    await gateway.configurations({ repository: at(registry, 'open').repository, digest });
    expect(registry.asked.filter((line) => line.includes('/token'))).toHaveLength(1);
  });

  test.each(['token', 'manifest', 'hidden', undefined] as const)(
    'what is private is read with credentials, where it is refused at: %s',
    async (refusesAt) => {
      const registry = await start({ authentication: 'token', ...(refusesAt && { refusesAt }) });
      const file = login(registry);
      const found = await scene.open().resolve(at(registry, 'secret'));
      expect(found.credentials).toBe(`${file} (${registry.address})`);
    },
  );

  test('an identity token is exchanged in the body of a POST', async () => {
    const registry = await start({ authentication: 'token', identityTokens: ['refresh-me'] });
    login(registry, { identitytoken: 'refresh-me' });
    await scene.open().resolve(at(registry, 'secret'));
    expect(registry.requests.find(({ method }) => method === 'POST')?.body).toContain('refresh_token=refresh-me');
    expect(registry.asked.join()).not.toContain('refresh-me');
  });

  test.each(['open', 'secret'])('many questions at once get what one gets (%s)', async (name) => {
    const registry = await start({ authentication: 'token' });
    if (name === 'secret') login(registry);
    const gateway = scene.open();
    const { repository } = at(registry, name);
    const [digest = ''] = registry.repository(`team/${name}`).manifests.keys();
    const asked = [1, 2, 3].flatMap(() => [
      gateway.resolve(at(registry, name)),
      gateway.configurations({ repository, digest }),
      gateway.referrers({ repository, digest }),
    ]);
    await expect(Promise.all(asked)).resolves.toHaveLength(9);
    expect(registry.asked.filter((line) => line.includes('/token')).length).toBeLessThan(4);
  });

  test('the scope that the registry wants is asked for', async () => {
    const registry = await start({ authentication: 'token', scope: 'aws' });
    await scene.open().resolve(at(registry, 'open'));
    expect(registry.asked.find((line) => line.includes('/token'))).toContain('scope=aws');
  });

  test.each(['token', 'access_token'] as const)('the token may be called %s', async (tokenField) => {
    const registry = await start({ authentication: 'token', tokenField });
    await expect(scene.open().resolve(at(registry, 'open'))).resolves.toBeDefined();
  });

  test('a token that has expired is asked for again', async () => {
    const registry = await start({ authentication: 'token', tokenUses: 2 });
    login(registry);
    const gateway = scene.open();
    for (const name of ['open', 'secret', 'open', 'secret']) await gateway.resolve(at(registry, name));
  });

  test('credentials that are refused do not keep from what everybody may read', async () => {
    const registry = await start({ authentication: 'token', tokenUses: 4 });
    login(registry, { auth: basicAuth('ada', 'wrong') });
    const gateway = scene.open();
    const { message } = await refusalOf(gateway.resolve({ ...at(registry, 'open'), tag: 'absent' }));
    expect(message).not.toContain('asked with the credentials');
    for (let times = 0; times < 4; times += 1) await gateway.resolve(at(registry, 'open'));
  });

  test('a registry that never has enough is left', async () => {
    const registry = await start({ authentication: 'token', tokenUses: 0 });
    login(registry);
    expect(await refusalOf(scene.open().resolve(at(registry, 'open')))).toMatchObject({
      code: 'IMAGE_DENIED',
      exitCode: 6,
    });
    expect(registry.requests.length).toBeLessThan(10);
  });
});

describe('with Basic', () => {
  test('the first credentials of this machine are shown', async () => {
    const registry = await start({ authentication: 'basic' });
    const file = login(registry);
    expect((await scene.open().resolve(at(registry, 'open'))).credentials).toContain(file);
  });

  test('none are shown unasked', async () => {
    const registry = await start({ authentication: 'none' });
    login(registry);
    await scene.open().resolve(at(registry, 'open'));
    expect(registry.requests.map(({ authorization }) => authorization)).toEqual(registry.requests.map(() => undefined));
  });
});

describe('a refusal', () => {
  test.each(['token', 'manifest'] as const)('without credentials says that none were found (%s)', async (refusesAt) => {
    const registry = await start({ authentication: 'token', refusesAt });
    const refusal = await refusalOf(scene.open().resolve(at(registry, 'secret')));
    expect(refusal).toMatchObject({ code: 'IMAGE_DENIED', exitCode: 6 });
    expect(refusal.message).toContain(`no credentials for ${registry.address} were found`);
    expect(refusal.hint).toContain(`podman login ${registry.address}`);
  });

  test.each(['token', 'basic'] as const)(
    'of credentials names their source and never them (%s)',
    async (authentication) => {
      const registry = await start({ authentication });
      const file = login(registry, { auth: basicAuth('ada', 'wrong-password') });
      const refusal = await refusalOf(scene.open().resolve(at(registry, 'secret')));
      expect(refusal).toMatchObject({ code: 'IMAGE_DENIED', exitCode: 6 });
      expect(refusal.message).toContain(`the credentials of ${file} (${registry.address}) were used`);
      expect(JSON.stringify(refusal)).not.toMatch(/wrong-password|d3Jvbmct|Basic /);
    },
  );

  test('tells what became of the helper', async () => {
    const registry = await start({ authentication: 'token' });
    scene.write('.docker/config.json', { credsStore: 'gone' });
    const refusal = await refusalOf(scene.open().resolve(at(registry, 'secret')));
    expect(refusal.message).toContain('docker-credential-gone is not installed');
  });

  test('that may mean an absent image says so', async () => {
    const registry = await start({ authentication: 'token', refusesAt: 'token' });
    const refusal = await refusalOf(scene.open().resolve(at(registry, 'absent')));
    expect(refusal).toMatchObject({ code: 'IMAGE_DENIED', exitCode: 6 });
    expect(refusal.message).toMatch(/private.*does not exist/);
  });
});

describe('an absent image', () => {
  test.each([
    ['tag', 'open', '1'],
    ['repository', 'nothing', 'v1'],
  ])('%s is no, with exit code 1', async (_name, name, tag) => {
    const registry = await start({ authentication: 'token' });
    const refusal = await refusalOf(scene.open().resolve({ ...at(registry, name), tag }));
    expect(refusal).toMatchObject({ code: 'IMAGE_NOT_FOUND', exitCode: 1 });
  });

  test('tag gets the tags that there are, the nearest first', async () => {
    const registry = await start({});
    for (const tag of ['v1.0.0', 'v1.1.0', 'latest', `sha256-${'a'.repeat(64)}.sig`]) {
      registry.add({ repository: 'team/many', tag });
    }
    const refusal = await refusalOf(scene.open().resolve({ ...at(registry, 'many'), tag: '1.1.0' }));
    expect(refusal.hint).toBe('Did you mean v1.1.0? The repository has the tags v1.1.0, v1.0.0, latest.');
  });

  test('digest is no, too', async () => {
    const registry = await start({});
    const digest = `sha256:${'0'.repeat(64)}`;
    const refusal = await refusalOf(scene.open().resolve({ repository: at(registry, 'open').repository, digest }));
    expect(refusal).toMatchObject({ code: 'IMAGE_NOT_FOUND', exitCode: 1 });
  });
});
