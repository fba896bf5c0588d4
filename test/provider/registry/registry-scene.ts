import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { FetchLimits } from '../../../src/provider/registry/fetch-limits.js';
import { openImageRegistry } from '../../../src/provider/registry/open-image-registry.js';
import type { ImageRegistry } from '../../../src/provider/registry/registry-types.js';
import { LoopbackRegistry, type RegistryOptions } from '../../support/registry/loopback-registry.js';

/** Short, so that a test of a registry that fails does not last. */
export const shortLimits: Partial<FetchLimits> = { timeoutMs: 5_000, retryDelaysMs: [10, 20], longestWaitMs: 1_000 };

/** A home directory and registries, which are gone at the end. */
export class RegistryScene {
  readonly home = mkdtempSync(join(tmpdir(), 'registry-home-'));
  private readonly registries: LoopbackRegistry[] = [];

  async registry(options: RegistryOptions = {}): Promise<LoopbackRegistry> {
    const registry = await LoopbackRegistry.start(options);
    this.registries.push(registry);
    return registry;
  }

  /** Nothing of this machine is seen but its programs. */
  get env(): Record<string, string> {
    return {
      HOME: this.home,
      PATH: `${join(this.home, 'bin')}:${process.env['PATH']}`,
      XDG_RUNTIME_DIR: join(this.home, 'run'),
    };
  }

  open({
    env = {},
    limits,
    signal,
  }: {
    env?: Record<string, string>;
    limits?: Partial<FetchLimits>;
    signal?: AbortSignal;
  } = {}): ImageRegistry {
    return openImageRegistry({
      env: { ...this.env, ...env },
      signal: signal ?? new AbortController().signal,
      limits: { ...shortLimits, ...limits },
    });
  }

  write(path: string, content: unknown): string {
    const file = join(this.home, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
    return file;
  }

  /** `docker-credential-<name>`, a shell script. */
  helper(name: string, script: string): void {
    chmodSync(this.write(`bin/docker-credential-${name}`, `#!/bin/sh\n${script}\n`), 0o755);
  }

  async end(): Promise<void> {
    for (const registry of this.registries) await registry.close();
    rmSync(this.home, { recursive: true, force: true });
  }
}

export function basicAuth(user: string, password: string): string {
  return Buffer.from(`${user}:${password}`).toString('base64');
}
