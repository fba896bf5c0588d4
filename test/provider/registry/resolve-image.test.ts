import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { refusalOf } from '../../publish/publish-fixture.js';
import type { LoopbackRegistry } from '../../support/registry/loopback-registry.js';
import { dockerTypes, ociTypes } from '../../support/registry/registry-content.js';
import { RegistryScene } from './registry-scene.js';

let scene: RegistryScene;
let registry: LoopbackRegistry;
const repository = () => `${registry.address}/team/image`;

beforeEach(async () => {
  scene = new RegistryScene();
  registry = await scene.registry();
});
afterEach(() => scene.end());

describe.each([
  ['OCI', ociTypes],
  ['Docker', dockerTypes],
])('%s types', (_name, types) => {
  test('an index is its own digest, with the platforms of its images', async () => {
    const platforms = ['linux/arm64', 'linux/amd64', 'linux/arm/v7'];
    const index = registry.add({ repository: 'team/image', tag: 'v1', platforms, types, attestations: true });
    const found = await scene.open().resolve({ repository: repository(), tag: 'v1' });
    expect(found).toMatchObject({
      digest: index.digest,
      mediaType: types.index,
      platforms: ['linux/amd64', 'linux/arm/v7', 'linux/arm64'],
    });
    expect(found.manifests).toHaveLength(3);
    expect(registry.repository('team/image').manifests.has(found.manifests[0]?.digest ?? '')).toBe(true);
  });

  test('a single manifest tells its platform in its configuration', async () => {
    const single = registry.add({ repository: 'team/image', tag: 'v1', platforms: ['linux/arm64'], types });
    expect(await scene.open().resolve({ repository: repository(), tag: 'v1' })).toEqual({
      digest: single.digest,
      mediaType: types.manifest,
      platforms: ['linux/arm64'],
      manifests: [{ digest: single.digest, platform: 'linux/arm64' }],
    });
  });
});

test('the digest decides where there is a tag too', async () => {
  const old = registry.add({ repository: 'team/image', tag: 'v1', platforms: ['linux/amd64'] });
  registry.add({ repository: 'team/image', tag: 'v1', platforms: ['linux/arm64'] });
  const found = await scene.open().resolve({ repository: repository(), tag: 'v1', digest: old.digest });
  expect(found.digest).toBe(old.digest);
});

test('neither tag nor digest means latest', async () => {
  const { digest } = registry.add({ repository: 'team/image', tag: 'latest' });
  expect(await scene.open().resolve({ repository: repository() })).toMatchObject({ digest });
});

test.each([
  ['linux/arm64/v8', 'linux/arm64'],
  ['linux/amd64/v1', 'linux/amd64'],
  ['linux/arm/v6', 'linux/arm/v6'],
  ['linux/x86_64', 'linux/amd64'],
])('%s is written %s', async (platform, shown) => {
  registry.add({ repository: 'team/image', tag: 'v1', platforms: [platform], index: true });
  expect((await scene.open().resolve({ repository: repository(), tag: 'v1' })).platforms).toEqual([shown]);
});

test('entries without a platform are looked into', async () => {
  const platforms = ['linux/s390x', 'linux/amd64'];
  registry.add({ repository: 'team/image', tag: 'v1', platforms, withoutPlatforms: true });
  const found = await scene.open().resolve({ repository: repository(), tag: 'v1' });
  expect(found.platforms).toEqual(['linux/amd64', 'linux/s390x']);
});

test('configurations tell user, labels and annotations of every image', async () => {
  const { digest } = registry.add({
    repository: 'team/image',
    tag: 'v1',
    platforms: ['linux/amd64', 'linux/arm64'],
    user: '65532:65532',
    labels: { 'org.opencontainers.image.licenses': 'Apache-2.0' },
    annotations: { where: 'index', only: 'index' },
    manifestAnnotations: { where: 'manifest' },
  });
  const found = await scene.open().configurations({ repository: repository(), digest });
  expect(found.map(({ digest: _one, ...rest }) => rest)).toEqual(
    ['linux/amd64', 'linux/arm64'].map((platform) => ({
      platform,
      user: '65532:65532',
      labels: { 'org.opencontainers.image.licenses': 'Apache-2.0' },
      annotations: { where: 'manifest', only: 'index' },
    })),
  );
});

test('an image without a user runs as root, which is said as nothing', async () => {
  const { digest } = registry.add({ repository: 'team/image', tag: 'v1' });
  expect(await scene.open().configurations({ repository: repository(), digest })).toMatchObject([
    { user: '', labels: {} },
  ]);
});

describe('what is refused', () => {
  const manifest = (document: object, mediaType: string = ociTypes.manifest) =>
    registry.repository('team/image').manifest(document, { mediaType, tag: 'v1' });
  const config = (mediaType: string) => registry.repository('team/image').blob(Buffer.from('{}'), mediaType);
  const resolve = () => refusalOf(scene.open().resolve({ repository: repository(), tag: 'v1' }));

  test("Docker's schema 1", async () => {
    manifest(
      { schemaVersion: 1, name: 'x', signatures: [] },
      'application/vnd.docker.distribution.manifest.v1+prettyjws',
    );
    expect(await resolve()).toMatchObject({ code: 'OLD_IMAGE_FORMAT', exitCode: 1 });
  });

  test('a chart', async () => {
    manifest({ schemaVersion: 2, config: config('application/vnd.cncf.helm.config.v1+json'), layers: [] });
    const refusal = await resolve();
    expect(refusal).toMatchObject({ code: 'NOT_AN_IMAGE', exitCode: 1 });
    expect(refusal.message).toContain('application/vnd.cncf.helm.config.v1+json');
  });

  test('an index of attestations only', async () => {
    const { digest } = registry
      .repository('team/image')
      .manifest({ schemaVersion: 2 }, { mediaType: ociTypes.manifest });
    const platform = { os: 'unknown', architecture: 'unknown' };
    manifest(
      { schemaVersion: 2, manifests: [{ mediaType: ociTypes.manifest, digest, size: 1, platform }] },
      ociTypes.index,
    );
    expect(await resolve()).toMatchObject({ code: 'NOT_AN_IMAGE', exitCode: 1 });
  });

  test.each([
    ['index and manifest at once', { schemaVersion: 2, manifests: [], config: {}, layers: [] }],
    ['neither', { schemaVersion: 2 }],
    ['another type inside', { schemaVersion: 2, mediaType: dockerTypes.index, manifests: [] }],
    [
      'a digest that is none',
      { schemaVersion: 2, config: { mediaType: ociTypes.config, digest: 'sha256:../x', size: 1 }, layers: [] },
    ],
    ['an array', []],
  ])('%s', async (_name, document) => {
    manifest(document);
    expect(await resolve()).toMatchObject({ code: 'BAD_MANIFEST', exitCode: 8 });
  });

  test('what an engine could take for an index or for a manifest', async () => {
    const one = config(ociTypes.config);
    manifest({ schemaVersion: 2, manifests: [], config: one, layers: [] }, 'application/json');
    expect(await resolve()).toMatchObject({ code: 'BAD_MANIFEST', exitCode: 8 });
  });

  const nested = (digests: readonly string[]) => ({
    schemaVersion: 2,
    manifests: digests.map((digest) => ({ mediaType: ociTypes.index, digest, size: 1 })),
  });
  const empty = (name: string) =>
    manifest({ schemaVersion: 2, manifests: [], annotations: { name } }, ociTypes.index).digest;

  test('indexes that name the same ones over and over are looked into once', async () => {
    let digest = empty('');
    for (let depth = 0; depth < 5; depth += 1) digest = manifest(nested(Array(8).fill(digest)), ociTypes.index).digest;
    expect(await resolve()).toMatchObject({ code: 'NOT_AN_IMAGE' });
    expect(registry.requests).toHaveLength(6);
  });

  test('an index of hundreds of indexes', async () => {
    manifest(nested(Array.from({ length: 300 }, (_, at) => empty(String(at)))), ociTypes.index);
    expect(await resolve()).toMatchObject({ code: 'BAD_MANIFEST', exitCode: 8 });
    expect(registry.requests.length).toBeLessThan(70);
  });
});
