/**
 * Real images for tests: a registry on loopback that holds the bundled mock, and a container engine.
 *
 *     describeWithEngine('vcts run --image', (images) => {
 *       it('...', async () => {
 *         const { repository, tag, digest } = images().mock;
 *         const other = await pushVariant(images().mock, { tag: 'root', config: { User: '0' } });
 *
 * `describeWithRegistry` needs no engine. Where something is missing, the tests are skipped with the reason in the title.
 * The registry and the image are made once per run of vitest, when the first test needs them, and are removed at its end.
 */
import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { beforeAll, describe } from 'vitest';
import { packageRoot } from '../../../src/foundation/package-info.js';
import { type SharedImages, sharedImages } from './shared-images.js';
import { registryProgram } from './start-registry.js';

const engine = await firstEngine();
const noRegistry = await missingForRegistry();

type Body = (images: () => Required<SharedImages>) => void;

export function describeWithEngine(title: string, body: Body): void {
  const noEngine = engine === undefined ? 'no podman, docker or nerdctl answers' : undefined;
  describeUnless(noEngine ?? noRegistry, title, body);
}

export function describeWithRegistry(title: string, body: Body): void {
  describeUnless(noRegistry, title, body);
}

function describeUnless(missing: string | undefined, title: string, body: Body): void {
  // The product itself waits a minute for a container: a test that ends before says nothing of what it saw.
  const options = { timeout: 180_000 };
  describe.skipIf(missing !== undefined)(missing ? `${title} (skipped: ${missing})` : title, options, () => {
    let images: SharedImages | undefined;
    beforeAll(async () => {
      images = await sharedImages(engine);
    }, 120_000);
    body(() => images as Required<SharedImages>);
  });
}

/** In the order of the product. */
async function firstEngine(): Promise<string | undefined> {
  for (const name of ['podman', 'docker', 'nerdctl']) {
    const { failed } = await execa(name, ['ps', '--quiet'], { reject: false, timeout: 20_000 });
    if (!failed) return name;
  }
  return undefined;
}

async function missingForRegistry(): Promise<string | undefined> {
  if (process.platform !== 'linux') return 'images are made on Linux only';
  const { failed } = await execa(registryProgram, ['--version'], { reject: false, timeout: 20_000 });
  if (failed) return `no ${registryProgram} is installed`;
  return await access(join(packageRoot, 'dist'), constants.R_OK).then(
    () => undefined,
    () => 'nothing is built',
  );
}
