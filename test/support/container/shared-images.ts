import { closeSync, openSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { inject } from 'vitest';
import { readIfExists, writeFileAtomic } from '../../../src/foundation/files.js';
import { mockLayers, mockSettings } from './mock-layers.js';
import { type PushedImage, pushImage } from './push-image.js';
import { type StartedRegistry, startRegistry, stopRegistry } from './start-registry.js';
import { runLabel } from './test-run.js';

/** What all test files of one run of vitest share. */
export interface SharedImages {
  registry: StartedRegistry;
  /** The bundled mock as an image. */
  mock: PushedImage;
  /** The engine's program. */
  engine?: string;
}

/** Makes the registry and the mock's image at the first call of a test run; all others, in other processes too, wait. */
export async function sharedImages(engine: string | undefined): Promise<SharedImages> {
  const folder = inject('testRun');
  const file = join(folder, 'images.json');
  const failed = join(folder, 'images-failed');
  if (claim(join(folder, 'images.claim'))) {
    try {
      const made = await makeImages(basename(folder));
      writeFileAtomic(file, JSON.stringify({ ...made, ...(engine !== undefined && { engine }) }));
    } catch (thrown) {
      writeFileSync(failed, String(thrown));
      throw thrown;
    }
  }
  for (let tries = 1_200; tries > 0; tries -= 1) {
    const made = readIfExists(file);
    if (made !== undefined) return JSON.parse(made) as SharedImages;
    const why = readIfExists(failed);
    if (why !== undefined) throw new Error(why);
    await sleep(50);
  }
  throw new Error('the image of the mock was not made within a minute');
}

function claim(file: string): boolean {
  try {
    closeSync(openSync(file, 'wx'));
    return true;
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw thrown;
  }
}

async function makeImages(run: string): Promise<Omit<SharedImages, 'engine'>> {
  const registry = await startRegistry();
  const labels = {
    'org.opencontainers.image.title': 'VirtRigaud mock provider',
    'org.opencontainers.image.source': 'https://github.com/projectbeskar/vrtg-provider',
    'org.opencontainers.image.licenses': 'Apache-2.0',
    'org.opencontainers.image.version': '0.1.0',
    [runLabel]: run,
  };
  try {
    const repository = `${registry.address}/vrtg-provider-mock`;
    const config = { ...mockSettings, Labels: labels };
    return { registry, mock: await pushImage({ repository, tag: '0.1.0', layers: await mockLayers(), config }) };
  } catch (thrown) {
    stopRegistry(registry);
    throw thrown;
  }
}
