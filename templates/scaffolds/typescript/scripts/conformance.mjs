// Runs VCTS on this provider: npm run conformance -- --focus power. The environment variable VCTS is the command line
// of the conformance tests, for instance VCTS="vcts"; how the provider starts stands in provider.yaml.
import { spawn } from 'node:child_process';
import { constants } from 'node:os';

const vcts = process.env.VCTS || 'npx --yes vrtg-provider conformance';
const args = ['run', '.', ...process.argv.slice(2)];
const quoted =
  process.platform === 'win32'
    ? (word) => `"${word.replaceAll('"', '""')}"`
    : (word) => `'${word.replaceAll("'", "'\\''")}'`;

const child = spawn([vcts, ...args.map(quoted)].join(' '), { shell: true, stdio: 'inherit' });
// The terminal tells the whole group; it is VCTS that cleans up and ends, and this script waits for it.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    if (signal !== 'SIGINT') child.kill(signal);
  });
}
child.on('exit', (code, signal) => process.exit(code ?? 128 + (constants.signals[signal ?? 'SIGTERM'] ?? 0)));
