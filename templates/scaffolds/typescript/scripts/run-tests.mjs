// Runs what tsc made of test/; Node.js 20 and 22 do not agree on how folders are named to --test.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

const folder = join('dist', 'test');
const files = readdirSync(folder).filter((name) => name.endsWith('.test.js'));
const args = [
  '--enable-source-maps',
  '--test',
  '--test-reporter=spec',
  ...process.argv.slice(2),
  ...files.map((name) => join(folder, name)),
];
const { status } = spawnSync(process.execPath, args, { stdio: 'inherit' });
process.exit(status ?? 1);
