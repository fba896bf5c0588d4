import { after } from 'node:test';
import type { Hypervisor } from '../../src/hypervisor/hypervisor.js';
import { InMemoryHypervisor } from '../../src/hypervisor/in-memory/in-memory-hypervisor.js';
import { jsonLog } from '../../src/server/log.js';
import { type RunningProvider, serveProvider } from '../../src/server/serve-provider.js';
import { readSettings } from '../../src/server/settings.js';
import { TestClient } from './client.js';

export interface Running {
  provider: RunningProvider;
  client: TestClient;
  /** What was logged, one JSON object a line. */
  lines: string[];
}

const free = { HOST: 'localhost', PORT: '0', HEALTH_PORT: '0', TLS_DIR: '/nowhere', LOG_LEVEL: 'debug' };

/** A provider on free ports, ended after the tests of the file. */
export async function running(
  hypervisor: Hypervisor = new InMemoryHypervisor(),
  env: Record<string, string> = {},
): Promise<Running> {
  const lines: string[] = [];
  const log = jsonLog('debug', (line) => lines.push(line));
  const provider = await serveProvider(hypervisor, readSettings({ ...free, ...env }), log);
  const client = new TestClient(provider.port);
  after(async () => {
    client.close();
    await provider.stop();
  });
  return { provider, client, lines };
}
