import { afterEach, beforeEach, expect, test } from 'vitest';
import { LoopbackRegistry, type RegistryOptions } from '../../support/registry/loopback-registry.js';
import { Scene } from '../github/github-fixture.js';
import { type Attempt, type Author, refusalOf } from '../publish-fixture.js';

let scene: Scene;
let registry: LoopbackRegistry;
let ada: Author;

async function start(options: RegistryOptions = {}): Promise<void> {
  registry = await LoopbackRegistry.start(options);
  scene = await Scene.start();
  ada = scene.author();
}

beforeEach(() => start());
afterEach(async () => {
  await registry.close();
  await scene.end();
});

const platforms = ['linux/amd64', 'linux/arm64'];
const push = (tag = 'v1.0.0', labels?: Record<string, string>) =>
  registry.add({ repository: 'yourorg/your-provider', tag, platforms, ...(labels && { labels }) }).digest;

/** Publishes what the registry has, with a report of that digest. */
function attempt(digest: string, { tag = 'v1.0.0', ...more }: Attempt & { tag?: string } = {}): Attempt {
  const image = `${registry.address}/yourorg/your-provider`;
  const report = { subject: { kind: 'image' as const, image: `${image}:${tag}`, digest } };
  return { flags: { image, tag }, report, asksRegistry: true, ...more };
}

const entryOf = (head = 'ada/catalog') =>
  scene.github.readFile(head, 'vrtg-provider--your-provider', 'providers/your-provider/provider.yaml') ?? '';

test('names the digest and the platforms that the registry tells', async () => {
  const digest = push('v1.0.0', { 'org.opencontainers.image.description': 'What the image says of itself' });
  const { result } = await ada.publish(attempt(digest));
  expect(result).toMatchObject({ action: 'created', digest, warnings: [] });
  expect(entryOf()).toContain(`digest: ${digest}`);
  expect(entryOf()).toContain('platforms: [linux/amd64, linux/arm64]');
  expect(entryOf()).toContain('description: What the image says of itself');
  const body = scene.pulls[0]?.body ?? '';
  expect(body).toContain(`\`${digest}\``);
  expect(body).toContain('`linux/amd64`, `linux/arm64`');
});

const absent = `sha256:${'c'.repeat(64)}`;

test('case 26: an image that is not pushed yet is exit 1, before GitHub is asked', async () => {
  const refusal = await refusalOf(ada.publish(attempt(absent)));
  expect(refusal.exitCode).toBe(1);
  expect(refusal.message).toContain('yourorg/your-provider');
  expect(refusal.hint).not.toBe('');
  expect(scene.github.requests).toEqual([]);
});

test('case 26: a tag that is not pushed yet is exit 1', async () => {
  push('v0.9.0');
  const refusal = await refusalOf(ada.publish(attempt(absent)));
  expect(refusal.exitCode).toBe(1);
  expect(refusal.message).toContain('v1.0.0');
});

test('case 26: a private image is exit 6, and names the login', async () => {
  await registry.close();
  await scene.end();
  await start({ authentication: 'token', private: ['yourorg/your-provider'], users: { ada: 'secret' } });
  const refusal = await refusalOf(ada.publish(attempt(push())));
  expect(refusal.exitCode).toBe(6);
  expect(refusal.hint).toMatch(/login/);
  expect(scene.github.requests).toEqual([]);
});

test('case 26: a private image with credentials on this machine is published', async () => {
  await registry.close();
  await scene.end();
  await start({ authentication: 'token', private: ['yourorg/your-provider'], users: { ada: 'secret' } });
  const auth = Buffer.from('ada:secret').toString('base64');
  ada.write('.docker/config.json', JSON.stringify({ auths: { [registry.address]: { auth } } }));
  const { result } = await ada.publish(attempt(push()));
  expect(result.action).toBe('created');
  expect(JSON.stringify(scene.github.requests.map(({ body }) => body))).not.toContain(auth);
});

test('case 27: a tag that moved after it was tested is exit 1', async () => {
  const tested = push();
  const { repository } = { repository: registry.repository('yourorg/your-provider') };
  repository.add({ repository: 'yourorg/your-provider', tag: 'v1.0.0', platforms: ['linux/s390x'] });
  const refusal = await refusalOf(ada.publish(attempt(tested)));
  expect(refusal).toMatchObject({ code: 'REPORT_OF_ANOTHER', exitCode: 1 });
  expect(refusal.message).toContain(tested);
  expect(scene.pulls).toEqual([]);
});

test('case 27: a tag that moved after it was published is exit 7, unless it is accepted', async () => {
  await ada.publish(attempt(push()));
  const moved = registry.add({ repository: 'yourorg/your-provider', tag: 'v1.0.0', platforms: ['linux/amd64'] }).digest;
  const refusal = await refusalOf(ada.publish(attempt(moved)));
  expect(refusal).toMatchObject({ code: 'MOVED_DIGEST', exitCode: 7 });
  expect(refusal.hint).toContain('--allow-moved-digest');
  expect(entryOf()).not.toContain(moved);
  const { result } = await ada.publish(attempt(moved, { allowMovedDigest: true }));
  expect(result).toMatchObject({ action: 'updated', digest: moved });
  scene.expectOnePull();
});

test('platforms that the image is not built for are exit 1', async () => {
  const digest = push();
  ada.write('provider.yaml', 'compatibility: { platforms: [linux/amd64, linux/riscv64] }\n');
  const refusal = await refusalOf(ada.publish(attempt(digest)));
  expect(refusal).toMatchObject({ code: 'PLATFORMS_NOT_IN_IMAGE', exitCode: 1 });
  expect(refusal.message).toContain('linux/riscv64');
});

test('a registry that cannot be reached is exit 8 where the image itself is the evidence', async () => {
  const wanted = attempt(push());
  await registry.close();
  const refusal = await refusalOf(ada.publish({ ...wanted, evidence: { kind: 'image' } }));
  expect(refusal.exitCode).toBe(8);
  expect(scene.github.requests).toEqual([]);
});

test('a registry that cannot be reached leaves a warning where a report is the evidence', async () => {
  const wanted = attempt(push());
  await registry.close();
  const { result } = await ada.publish(wanted);
  expect(result.warnings).toEqual([expect.stringMatching(/^Nobody compared the evidence with what the tag is now/)]);
  expect(scene.pulls[0]?.body).toContain('unknown');
});
