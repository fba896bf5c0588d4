import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePorts } from '../../../src/conformance/launch/free-ports.js';

export const registryProgram = 'docker-registry';

export interface StartedRegistry {
  /** `127.0.0.1:port`, plain http. */
  address: string;
  pid: number;
  folder: string;
}

/** Starts an empty registry that outlives this process; end it with `stopRegistry`. `settings` are of its configuration. */
export async function startRegistry(settings: Record<string, unknown> = {}): Promise<StartedRegistry> {
  const [port] = (await freePorts(1)) as [number];
  const address = `127.0.0.1:${port}`;
  const folder = mkdtempSync(join(tmpdir(), 'vrtg-registry-'));
  const file = join(folder, 'registry.yml');
  writeFileSync(
    file,
    JSON.stringify({
      version: '0.1',
      log: { level: 'error' },
      storage: { filesystem: { rootdirectory: join(folder, 'data') }, delete: { enabled: true } },
      http: { addr: address },
      ...settings,
    }),
  );
  const { pid } = spawn(registryProgram, ['serve', file], { detached: true, stdio: 'ignore' }).once('error', () => {});
  if (pid === undefined) throw new Error(`${registryProgram} cannot be started`);
  const registry = { address, pid, folder };
  for (let tries = 100; tries > 0; tries -= 1) {
    const isUp = await fetch(`http://${address}/v2/`).then(
      ({ ok, status }) => ok || status === 401,
      () => false,
    );
    if (isUp) return registry;
    await sleep(50);
  }
  stopRegistry(registry);
  throw new Error(`${registryProgram} did not answer on ${address}`);
}

export function stopRegistry({ pid, folder }: Pick<StartedRegistry, 'pid' | 'folder'>): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code !== 'ESRCH') throw thrown;
  }
  rmSync(folder, { recursive: true, force: true });
}
