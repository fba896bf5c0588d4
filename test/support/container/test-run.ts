import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { execa } from 'execa';
import type { TestProject } from 'vitest/node';
import { readIfExists } from '../../../src/foundation/files.js';
import type { SharedImages } from './shared-images.js';
import { stopRegistry } from './start-registry.js';

declare module 'vitest' {
  interface ProvidedContext {
    /** A folder that all test files of this run of vitest share; removed at its end. */
    testRun: string;
  }
}

/** The label of every image that a run of the tests makes. */
export const runLabel = 'io.virtrigaud.test-run';

export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = mkdtempSync(join(tmpdir(), 'vrtg-tests-'));
  project.provide('testRun', folder);
  return async () => {
    const shared = readIfExists(join(folder, 'images.json'));
    if (shared !== undefined) await removeImages(JSON.parse(shared) as SharedImages, basename(folder));
    rmSync(folder, { recursive: true, force: true });
  };
}

async function removeImages({ registry, engine }: SharedImages, run: string): Promise<void> {
  stopRegistry(registry);
  if (engine === undefined) return;
  const { stdout } = await execa(engine, ['images', '--quiet', '--filter', `label=${runLabel}=${run}`]);
  const images = [...new Set(stdout.split('\n').filter((id) => id !== ''))];
  if (images.length > 0) await execa(engine, ['rmi', '--force', ...images], { reject: false });
}
