import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { refusalOf } from '../../publish/publish-fixture.js';
import type { Fault, FaultCondition } from '../../support/github/faults.js';
import type { LoopbackRegistry } from '../../support/registry/loopback-registry.js';
import { basicAuth, RegistryScene } from './registry-scene.js';

let scene: RegistryScene;
let registry: LoopbackRegistry;
let digest: string;

beforeEach(async () => {
  scene = new RegistryScene();
  registry = await scene.registry({ authentication: 'token', users: { ada: 'word' }, private: ['team/secret'] });
  ({ digest } = registry.add({ repository: 'team/image', tag: 'v1' }));
  registry.add({ repository: 'team/secret', tag: 'v1' });
  scene.write('.docker/config.json', { auths: { [registry.address]: { auth: basicAuth('ada', 'word') } } });
});
afterEach(() => scene.end());

const resolve = (name = 'image') => scene.open().resolve({ repository: `${registry.address}/team/${name}`, tag: 'v1' });
const manifest = /\/manifests\/v1$/;

describe('what passes by itself is asked again', () => {
  test.each<[string, FaultCondition, Fault]>([
    ['a cut connection', { path: manifest, times: 2 }, { kind: 'resetBefore' }],
    ['a cut body', { path: manifest, times: 2 }, { kind: 'truncate' }],
    ['a 503', { path: manifest, times: 2 }, { kind: 'answer', status: 503 }],
    ['a proxy that fails', { path: manifest, times: 2 }, { kind: 'htmlPage', status: 502 }],
    ['a 429', { path: manifest, times: 1 }, { kind: 'answer', status: 429, headers: { 'Retry-After': '0' } }],
    ['a token server that fails', { path: /^\/token/, times: 2 }, { kind: 'answer', status: 500 }],
    ['a cut blob', { path: /\/blobs\//, times: 2 }, { kind: 'truncate' }],
  ])('%s', async (_name, when, fault) => {
    const injected = registry.inject(when, fault);
    expect((await resolve()).digest).toBe(digest);
    expect(injected.met).toBe(when.times);
  });

  test('after the time that the registry asks for', async () => {
    registry.inject({ path: manifest, times: 1 }, { kind: 'answer', status: 429, headers: { 'Retry-After': '1' } });
    const started = Date.now();
    await resolve();
    expect(Date.now() - started).toBeGreaterThan(900);
  });
});

test('a limit for everybody is passed with credentials', async () => {
  const headers = { 'Retry-After': '3600' };
  registry.inject({ path: manifest, times: 2 }, { kind: 'answer', status: 429, headers });
  expect((await resolve()).credentials).toContain('config.json');
});

describe('what does not pass is exit code 8', () => {
  test.each<[string, string, FaultCondition, Fault]>([
    ['cut connections', 'REGISTRY_UNREACHABLE', { path: manifest }, { kind: 'resetBefore' }],
    ['500 for ever', 'REGISTRY_FAILED', { path: manifest }, { kind: 'answer', status: 500 }],
    ['a web page', 'BAD_MANIFEST', { path: manifest }, { kind: 'htmlPage', status: 200 }],
    ['a web page as 404', 'NOT_A_REGISTRY', { path: manifest }, { kind: 'htmlPage', status: 404 }],
    ['half a JSON', 'BAD_MANIFEST', { path: manifest }, { kind: 'answer', status: 200, body: '{"schemaVersion": 2,' }],
    ['an empty answer', 'BAD_MANIFEST', { path: manifest }, { kind: 'answer', status: 200, body: '' }],
    ['204', 'REGISTRY_FAILED', { path: manifest }, { kind: 'answer', status: 204 }],
    ['418', 'REGISTRY_FAILED', { path: manifest }, { kind: 'answer', status: 418 }],
    [
      'no token in the answer',
      'TOKEN_FAILED',
      { path: /^\/token/ },
      { kind: 'answer', status: 200, body: { expires_in: 3 } },
    ],
    [
      'a token that is none',
      'TOKEN_FAILED',
      { path: /^\/token/ },
      { kind: 'answer', status: 200, body: { token: 'a\nb' } },
    ],
    ['a page of the token server', 'TOKEN_FAILED', { path: /^\/token/ }, { kind: 'htmlPage', status: 200 }],
    ['a token server that fails', 'TOKEN_FAILED', { path: /^\/token/ }, { kind: 'answer', status: 500 }],
    ['a missing configuration', 'BLOB_MISSING', { path: /\/blobs\// }, { kind: 'answer', status: 404 }],
    [
      'a changed configuration',
      'WRONG_DIGEST',
      { path: /\/blobs\// },
      { kind: 'answer', status: 200, body: '{"os":"linux"}' },
    ],
    ['a redirect without end', 'REDIRECT_REFUSED', { path: manifest }, { kind: 'redirect', to: '' }],
    ['a redirect to plain http', 'REDIRECT_REFUSED', { path: manifest }, { kind: 'redirect', to: 'http://192.0.2.1' }],
    ['a redirect to a file', 'REDIRECT_REFUSED', { path: manifest }, { kind: 'redirect', to: 'file://' }],
    [
      'a redirect to a name and password',
      'REDIRECT_REFUSED',
      { path: manifest },
      { kind: 'redirect', to: 'https://a:b@127.0.0.1' },
    ],
  ])('%s', async (_name, code, when, fault) => {
    registry.inject(when, fault);
    expect(await refusalOf(resolve())).toMatchObject({ code, exitCode: 8 });
    expect(registry.requests.length).toBeLessThan(20);
  });

  test('a Retry-After of an hour is not waited for', async () => {
    registry.inject({ path: manifest }, { kind: 'answer', status: 429, headers: { 'Retry-After': '3600' } });
    const refusal = await refusalOf(resolve());
    expect(refusal).toMatchObject({ code: 'REGISTRY_RATE_LIMIT', exitCode: 8 });
    expect(refusal.hint).toContain('in 3600 seconds');
    // Once with nothing, once with everybody's token, once with credentials.
    expect(registry.asked.filter((line) => manifest.test(line))).toHaveLength(3);
  });

  test('an answer that does not come', async () => {
    registry.inject({ path: manifest }, { kind: 'delay', ms: 3_000 });
    const gateway = scene.open({ limits: { timeoutMs: 200, retryDelaysMs: [] } });
    const refusal = await refusalOf(gateway.resolve({ repository: `${registry.address}/team/image`, tag: 'v1' }));
    expect(refusal).toMatchObject({ code: 'REGISTRY_TIMEOUT', exitCode: 8 });
  });

  test('nobody at the address', async () => {
    const { address } = registry;
    await registry.close();
    const refusal = await refusalOf(scene.open().resolve({ repository: `${address}/team/image`, tag: 'v1' }));
    expect(refusal).toMatchObject({ code: 'REGISTRY_UNREACHABLE', exitCode: 8 });
  });

  test.each([
    ['more than it may', Buffer.alloc(5 * 1024 * 1024, ' '), {}],
    ['a compressed flood', gzipSync(Buffer.alloc(50 * 1024 * 1024)), { 'content-encoding': 'gzip' }],
  ])('%s', async (_name, body, headers) => {
    registry.inject(
      { path: manifest },
      { kind: 'answer', status: 200, body, headers: headers as Record<string, string> },
    );
    expect(await refusalOf(resolve())).toMatchObject({ code: 'REGISTRY_ANSWER_TOO_LARGE', exitCode: 8 });
  });

  test('other bytes than the digest that was asked for', async () => {
    registry.inject(
      { path: /manifests\/sha256:/ },
      {
        kind: 'answer',
        status: 200,
        body: registry.repository('team/secret').manifests.values().next().value?.bytes.toString() ?? '',
      },
    );
    const other = `sha256:${'1'.repeat(64)}`;
    const refusal = await refusalOf(
      scene.open().resolve({ repository: `${registry.address}/team/image`, digest: other }),
    );
    expect(refusal).toMatchObject({ code: 'WRONG_DIGEST', exitCode: 8 });
  });

  test('a configuration of the same length with other bytes', async () => {
    const { blobs } = registry.repository('team/image');
    const config = [...blobs.values()].find((blob) => blob.includes('"os"'))?.toString() ?? '';
    const body = config.replace('amd64', 'arm64');
    expect(body).not.toBe(config);
    registry.inject({ path: /\/blobs\// }, { kind: 'answer', status: 200, body });
    expect(await refusalOf(resolve())).toMatchObject({ code: 'WRONG_DIGEST', exitCode: 8 });
  });

  test('a digest in the header that is not that of the bytes', async () => {
    const { bytes = Buffer.from(''), mediaType = '' } = registry.repository('team/image').manifests.get(digest) ?? {};
    const headers = { 'content-type': mediaType, 'docker-content-digest': `sha256:${'1'.repeat(64)}` };
    registry.inject({ path: manifest }, { kind: 'answer', status: 200, body: bytes, headers });
    expect(await refusalOf(resolve())).toMatchObject({ code: 'WRONG_DIGEST', exitCode: 8 });
  });
});

describe('credentials', () => {
  test('never go along a redirect to another host', async () => {
    const elsewhere = await scene.registry();
    elsewhere.add({ repository: 'team/secret', tag: 'v1' });
    registry.inject({ path: /\/(?:manifests|blobs)\// }, { kind: 'redirect', to: elsewhere.origin });
    await resolve('secret');
    expect(elsewhere.requests.length).toBeGreaterThan(0);
    expect(elsewhere.requests.filter(({ authorization }) => authorization !== undefined)).toEqual([]);
  });

  test('are not shown where a redirect leads, though that asks for them', async () => {
    const elsewhere = await scene.registry({ authentication: 'basic' });
    registry.inject({ path: manifest }, { kind: 'redirect', to: elsewhere.origin });
    expect(await refusalOf(resolve())).toMatchObject({ code: 'REDIRECT_REFUSED', exitCode: 8 });
    expect(elsewhere.requests.filter(({ authorization }) => authorization !== undefined)).toEqual([]);
  });

  test('do not follow a token server that redirects elsewhere', async () => {
    const elsewhere = await scene.registry();
    registry.inject({ path: /^\/token/ }, { kind: 'redirect', to: elsewhere.origin });
    await refusalOf(resolve('secret'));
    expect(elsewhere.requests.filter(({ authorization }) => authorization !== undefined)).toEqual([]);
  });

  test.each(['http://192.0.2.1/token', 'http://a:b@127.0.0.1/token', 'ftp://127.0.0.1/token', 'token', ''])(
    'are not shown to a token server at %j',
    async (realm) => {
      const other = await scene.registry({ authentication: 'token', realm, private: ['team/secret'] });
      other.add({ repository: 'team/secret', tag: 'v1' });
      const refusal = await refusalOf(scene.open().resolve({ repository: `${other.address}/team/secret`, tag: 'v1' }));
      expect(refusal).toMatchObject({ code: 'REALM_REFUSED', exitCode: 8 });
    },
  );

  test('may go to a token server on another loopback port', async () => {
    const other = await scene.registry({ authentication: 'token', realm: `${registry.origin}/token` });
    other.add({ repository: 'team/image', tag: 'v1' });
    // Its tokens are the other one's, so that it refuses them; what counts is who was asked.
    await refusalOf(scene.open().resolve({ repository: `${other.address}/team/image`, tag: 'v1' }));
    expect(registry.asked.some((line) => line.includes('/token'))).toBe(true);
  });
});

test('an abort ends it at once', async () => {
  registry.inject({ path: manifest }, { kind: 'delay', ms: 3_000 });
  const controller = new AbortController();
  const asked = scene
    .open({ signal: controller.signal })
    .resolve({ repository: `${registry.address}/team/image`, tag: 'v1' });
  setTimeout(() => controller.abort(new Error('stop')), 50);
  await expect(asked).rejects.toThrow('stop');
});
