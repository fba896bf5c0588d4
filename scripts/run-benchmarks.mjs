// Runs every benchmark of test/bench, one after the other, so that they do not disturb each other.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

const folder = join(import.meta.dirname, '..', 'test', 'bench');
for (const name of readdirSync(folder).sort()) {
  if (!name.endsWith('.mjs')) continue;
  console.log(`\n# ${name.replace(/\.mjs$/, '')}`);
  const { status } = spawnSync(process.execPath, [join(folder, name)], { stdio: 'inherit' });
  if (status !== 0) process.exitCode = 1;
}
