// Start-up as a ratio to `node -e 0`, medians of interleaved runs, so that a noisy machine disturbs both sides alike.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));
const runs = Number(process.argv[2] ?? 15);
const tool = `${root}bin/vrtg-provider.js`;
const cases = {
  'node -e 0': ['-e', '0'],
  '--version': [tool, '--version'],
  '--help': [tool, '--help'],
  'validate one file': [tool, 'validate', `${root}providers/mock/provider.yaml`],
  'conformance list': [tool, 'conformance', 'list'],
};

const times = Object.fromEntries(Object.keys(cases).map((name) => [name, []]));
for (let run = 0; run < runs; run += 1) {
  for (const [name, args] of Object.entries(cases)) {
    const startedAt = process.hrtime.bigint();
    const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: 'ignore' });
    if (status !== 0) throw new Error(`${name} ended with exit code ${status}`);
    times[name].push(Number(process.hrtime.bigint() - startedAt) / 1e6);
  }
}

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
const base = median(times['node -e 0']);
console.log(`start-up, median of ${runs}, Node.js ${process.versions.node}`);
for (const [name, values] of Object.entries(times)) {
  console.log(
    `${name.padEnd(20)} ${median(values).toFixed(0).padStart(5)} ms  ${(median(values) / base).toFixed(2)} x`,
  );
}
