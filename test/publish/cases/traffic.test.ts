import { afterEach, expect, test } from 'vitest';
import { branch, Scene } from '../github/github-fixture.js';

let scene: Scene;
afterEach(() => scene.end());

test.each([
  ['into the catalog', 'write' as const, 'acme/large', 8],
  ['through a fork', 'read' as const, 'ada/large', 10],
])('publishing %s of ten thousand providers costs what a small one does', async (_what, role, head, mostRequests) => {
  scene = await Scene.start();
  const { github } = scene;
  github.seedCatalog(10_000, { owner: 'acme', name: 'large', permissions: { ada: role } });
  const ada = scene.author({ path: 'acme/large' });
  github.clearRequests();
  const { result } = await ada.publish();
  expect(github.resolve(head, branch)).toBe(result.headSha);
  const { requests, requestBytes, responseBytes } = github.traffic;
  expect(requests).toBeLessThanOrEqual(mostRequests);
  expect(requestBytes + responseBytes).toBeLessThan(80 * 1024);
});
