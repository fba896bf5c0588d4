import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { RegistryOptions } from '../../support/registry/loopback-registry.js';
import { ociTypes } from '../../support/registry/registry-content.js';
import { RegistryScene } from './registry-scene.js';

let scene: RegistryScene;
beforeEach(() => {
  scene = new RegistryScene();
});
afterEach(() => scene.end());

const sbom = 'application/spdx+json';

async function start(options: RegistryOptions, platforms = ['linux/amd64']) {
  const registry = await scene.registry(options);
  const { digest } = registry.add({ repository: 'team/image', tag: 'v1', platforms, attestations: true });
  const content = registry.repository('team/image');
  const referrers = () => scene.open().referrers({ repository: `${registry.address}/team/image`, digest });
  return { registry, content, digest, referrers, schemaTag: digest.replace(':', '-') };
}

test('nothing refers to an image', async () => {
  expect(await (await start({})).referrers()).toEqual([]);
});

test('the referrers API', async () => {
  const { content, digest, referrers } = await start({});
  const stored = content.addReferrer(digest, { artifactType: sbom, annotations: { made: 'today' } });
  content.addReferrer(`sha256:${'0'.repeat(64)}`, { artifactType: 'application/other' });
  expect(await referrers()).toEqual([{ digest: stored.digest, artifactType: sbom, annotations: { made: 'today' } }]);
});

describe.each(['404', 'page'] as const)('a registry without that API (%s)', (kind) => {
  test('keeps them under the tag of the schema', async () => {
    const { content, digest, referrers, schemaTag } = await start({ referrers: kind });
    const stored = content.addReferrer(digest, { artifactType: sbom });
    content.manifest(content.referrersOf(digest), { mediaType: ociTypes.index, tag: schemaTag });
    expect(await referrers()).toEqual([{ digest: stored.digest, artifactType: sbom, annotations: {} }]);
  });

  test('may have none', async () => {
    expect(await (await start({ referrers: kind })).referrers()).toEqual([]);
  });
});

test("a redirect to the registry's web site is no such API", async () => {
  const elsewhere = await scene.registry();
  const { registry, content, digest, referrers, schemaTag } = await start({});
  registry.inject({ path: /referrers/ }, { kind: 'redirect', to: elsewhere.origin, status: 302 });
  const stored = content.addReferrer(digest, { artifactType: sbom });
  content.manifest(content.referrersOf(digest), { mediaType: ociTypes.index, tag: schemaTag });
  expect(await referrers()).toMatchObject([{ digest: stored.digest }]);
  expect(elsewhere.asked.filter((line) => line.includes('referrers'))).toEqual([]);
});

test('a registry that takes the tag of the schema for the digest has no referrers, not the platforms', async () => {
  const { content, digest, referrers, schemaTag } = await start({ referrers: '404' }, ['linux/amd64', 'linux/arm64']);
  content.tags.set(schemaTag, digest);
  expect((await referrers()).filter(({ artifactType }) => artifactType === ociTypes.manifest)).toEqual([]);
});

test("cosign's tags", async () => {
  const { content, digest, referrers, schemaTag } = await start({ referrers: '404' });
  const tags = ['sig', 'att', 'sbom'].map((suffix) => ({ suffix, tag: `${schemaTag}.${suffix}` }));
  for (const { tag } of tags) content.addReferrer(digest, { artifactType: 'x', annotations: { tag }, tag });
  expect(await referrers()).toEqual(
    expect.arrayContaining(
      tags.map(({ suffix, tag }) => ({
        digest: content.tags.get(tag),
        artifactType: `application/vnd.dev.cosign.artifact.${suffix}.v1+json`,
        annotations: { tag },
      })),
    ),
  );
});

test('what BuildKit puts into the index', async () => {
  const { referrers } = await start({}, ['linux/amd64', 'linux/arm64']);
  const found = await referrers();
  expect(
    found.map(({ artifactType, annotations }) => [artifactType, annotations['in-toto.io/predicate-type']]),
  ).toEqual([
    ['application/vnd.in-toto+json', 'https://slsa.dev/provenance/v1'],
    ['application/vnd.in-toto+json', 'https://slsa.dev/provenance/v1'],
  ]);
});

test('pages are followed at the same host only', async () => {
  const { registry, content, digest, referrers } = await start({});
  const stored = content.addReferrer(digest, { artifactType: sbom });
  const page = (artifactType: string) => ({
    schemaVersion: 2,
    mediaType: ociTypes.index,
    manifests: [{ mediaType: ociTypes.manifest, digest: stored.digest, size: 1, artifactType }],
  });
  const answer = (document: object, link?: string) => ({
    kind: 'answer' as const,
    status: 200,
    body: document,
    headers: { 'content-type': ociTypes.index, ...(link && { link: `<${link}>; rel="next"` }) },
  });
  registry.inject(
    { path: /referrers\/[^?]+$/, nth: 1 },
    answer(page('one'), `/v2/team/image/referrers/${digest}?last=1`),
  );
  registry.inject({ path: /last=1/ }, answer(page('two'), `http://192.0.2.1/v2/team/image/referrers/${digest}?last=2`));
  expect((await referrers()).map(({ artifactType }) => artifactType)).toEqual(['one', 'two']);
  expect(registry.asked.join()).not.toContain('last=2');
});
