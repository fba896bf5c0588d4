import { openHypervisor } from './hypervisor/open-hypervisor.js';
import { jsonLog, type Log } from './server/log.js';
import { serveProvider } from './server/serve-provider.js';
import { readSettings } from './server/settings.js';

const write = (line: string) => process.stderr.write(line);

async function main(): Promise<void> {
  const settings = readSettings(process.env);
  const log = jsonLog(settings.logLevel, write);
  const provider = await serveProvider(openHypervisor(settings.hypervisor), settings, log);
  log('info', 'serving', { port: provider.port, healthPort: provider.healthPort, hypervisor: settings.hypervisor });
  const signal = await firstSignal(log);
  log('info', 'stopping', { signal, graceMs: settings.graceMs });
  await provider.stop();
  log('info', 'stopped');
  // What a hypervisor's client left open must not keep the process alive.
  process.exit(0);
}

/** A second signal ends the process at once. */
function firstSignal(log: Log): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    let told = false;
    for (const name of ['SIGINT', 'SIGTERM'] as const) {
      process.on(name, () => {
        if (told) {
          log('warn', 'ended at once', { signal: name });
          process.exit(1);
        }
        told = true;
        resolve(name);
      });
    }
  });
}

main().catch((thrown) => {
  jsonLog('error', write)('error', 'cannot start', {
    error: thrown instanceof Error ? thrown.message : String(thrown),
  });
  process.exit(1);
});
