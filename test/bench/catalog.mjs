// validate and catalog render beside a bare read and parse of the same files: ratios of interleaved runs, medians, by the
// clock and of the processor, with the largest memory of each child, each beside its goal. `--sizes 100,1000` picks the
// catalogs; 100,000 providers take three minutes and are measured with `--large`, or VRTG_BENCH_LARGE=1.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const root = fileURLToPath(new URL('../../', import.meta.url));
const tool = join(root, 'bin', 'vrtg-provider.js');
const { values } = parseArgs({
  options: {
    sizes: { type: 'string', default: '100,1000,10000' },
    runs: { type: 'string' },
    large: { type: 'boolean', default: Boolean(process.env.VRTG_BENCH_LARGE) },
  },
});
const sizes = values.sizes.split(',').map(Number);
if (values.large && !sizes.includes(100_000)) sizes.push(100_000);
const runsOf = (size) => Number(values.runs ?? (size >= 100_000 ? 1 : size >= 10_000 ? 5 : 9));

/** Times the bare read and parse, and MiB, by the number of providers. */
const goals = {
  validate: { times: { 100: 1.3, 1000: 1.4, 10000: 1.45, 100000: 1.4 }, mib: { 1000: 80, 10000: 105, 100000: 165 } },
  'render, all new': {
    times: { 100: 1.5, 1000: 2.4, 10000: 3.8, 100000: 4.5 },
    mib: { 1000: 95, 10000: 150, 100000: 300 },
  },
  'render, unchanged': { times: { 1000: 2, 10000: 2.2 }, mib: { 1000: 95, 10000: 150, 100000: 300 } },
};
/** How much longer ten times the providers may take. */
const growthGoals = { 10000: 8, 100000: 11 };

const work = mkdtempSync(join(tmpdir(), 'vrtg-bench-'));

/** What nobody can do without: every file read, every document parsed. js-yaml is taken as it is published. */
const bare = join(work, 'bare.cjs');
writeFileSync(
  bare,
  `const { readdirSync, readFileSync } = require('node:fs');
const { load } = require(${JSON.stringify(join(root, 'node_modules', 'js-yaml'))});
let fields = 0;
for (const name of readdirSync('providers')) fields += Object.keys(load(readFileSync('providers/' + name + '/provider.yaml', 'utf8'))).length;
if (fields === 0) process.exit(1);
`,
);

/** A child says what it used as it ends. A required file: an imported one would start the loader of ES modules in all of them. */
const usage = join(work, 'usage.json');
const hook = join(work, 'hook.cjs');
writeFileSync(
  hook,
  `process.on('exit', () => {
  const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
  require('node:fs').writeFileSync(${JSON.stringify(usage)}, JSON.stringify({ maxRSS, cpu: userCPUTime + systemCPUTime }));
});
`,
);
const env = { ...process.env, XDG_CACHE_HOME: join(work, 'cache') };

function metadataOf(name, index) {
  const capabilities = ['core', 'snapshot', 'clone', 'image-prepare', 'advanced'].slice(0, 1 + (index % 5));
  return `schemaVersion: 1
name: ${name}
displayName: Provider ${index}
description: Runs virtual machines on cloud number ${index}
repo: https://github.com/example/${name}
image: ghcr.io/example/${name}
tag: 1.${index % 20}.${index % 7}
capabilities: [${capabilities.join(', ')}]
maintainer: team-${index % 50}@example.com
license: Apache-2.0
maturity: ${['alpha', 'beta', 'stable'][index % 3]}
tags: [cloud, kvm, region-${index % 40}]
documentation: https://example.com/providers/${name}/
compatibility:
  kubernetes: 1.25+
  virtrigaud: 0.1.0+
  platforms: [linux/amd64, linux/arm64]
install:
  release: ${name}
  namespace: ${name}s
  env:
    - { name: LOG_LEVEL, value: debug }
    - { name: ENDPOINT, value: "https://cloud-${index}.example.com" }
`;
}

function writeCatalog(directory, size) {
  for (let index = 0; index < size; index += 1) {
    const name = `provider-${index}`;
    mkdirSync(join(directory, 'providers', name), { recursive: true });
    writeFileSync(join(directory, 'providers', name, 'provider.yaml'), metadataOf(name, index));
  }
}

/** Milliseconds by the clock and of the processor, and MiB, of one child. */
function measure(args, directory) {
  const startedAt = process.hrtime.bigint();
  const { status, stderr } = spawnSync(process.execPath, ['--require', hook, ...args], {
    cwd: directory,
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
    encoding: 'utf8',
  });
  const ms = Number(process.hrtime.bigint() - startedAt) / 1e6;
  if (status !== 0) throw new Error(`${args.join(' ')} ended with exit code ${status}: ${stderr}`);
  const { maxRSS, cpu } = JSON.parse(readFileSync(usage, 'utf8'));
  return { ms, cpu: cpu / 1e3, mib: maxRSS / 1024 };
}

/**
 * The generated files are moved away and not deleted: ext4 does not take up an inode again that was free for less than five
 * seconds, and looks at each of them for each new file, so that after deleting ten thousand the same render takes thrice as long.
 */
function moveAway(directory) {
  const generated = join(directory, 'catalog');
  try {
    renameSync(generated, join(work, `away-${readdirSync(work).length}`));
  } catch (thrown) {
    if (thrown.code !== 'ENOENT') throw thrown;
  }
}

/** A render that wrote too little would be fast. */
function isWhole(directory, size) {
  if (readdirSync(join(directory, 'catalog', 'badges')).length !== size) throw new Error('badges are missing');
  if (readdirSync(join(directory, 'catalog')).length !== 4) throw new Error('files are missing');
}

const cases = {
  'bare read and parse': { args: [bare] },
  validate: { args: [tool, 'validate', '--quiet'] },
  'render, all new': { args: [tool, 'catalog', 'render', '--quiet'], before: moveAway, after: isWhole },
  'render, unchanged': { args: [tool, 'catalog', 'render', '--quiet'], after: isWhole },
};

function measureAll(directory, size) {
  const found = Object.fromEntries(Object.keys(cases).map((name) => [name, []]));
  // The first round fills the caches of files and of compiled code, and is not counted.
  for (let run = 0; run <= runsOf(size); run += 1) {
    for (const [name, { args, before, after }] of Object.entries(cases)) {
      before?.(directory);
      const result = measure(args, directory);
      after?.(directory, size);
      if (run > 0) found[name].push(result);
    }
  }
  return found;
}

const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];
const beside = (goal, value) => (goal === undefined ? '' : `(goal ${goal}${value > goal ? ', MISSED' : ''})`);

function print(size, found, smaller) {
  console.log(`\n${size.toLocaleString('en')} providers, median of ${runsOf(size)}`);
  const medians = {};
  for (const [name, results] of Object.entries(found)) {
    const of = (field) => median(results.map((result) => result[field]));
    medians[name] = { ms: of('ms'), cpu: of('cpu'), mib: of('mib') };
    const { ms, cpu, mib } = medians[name];
    const base = medians['bare read and parse'];
    const { times, mib: room } = goals[name] ?? {};
    const clock = `${ms.toFixed(0).padStart(7)} ms ${(ms / base.ms).toFixed(2).padStart(6)} x ${beside(times?.[size], ms / base.ms).padEnd(19)}`;
    const processor = `processor ${cpu.toFixed(0).padStart(6)} ms ${(cpu / base.cpu).toFixed(2).padStart(5)} x`;
    const growth =
      smaller &&
      base !== medians[name] &&
      `${(ms / smaller[name].ms).toFixed(1)} times a tenth ${beside(growthGoals[size], ms / smaller[name].ms)}`;
    console.log(
      `${name.padEnd(20)} ${clock} ${processor}   ${mib.toFixed(0).padStart(4)} MiB ${beside(room?.[size], mib).padEnd(19)} ${growth || ''}`.trimEnd(),
    );
  }
  return medians;
}

console.log(
  `validate and render, Node.js ${process.versions.node}; goals are times the bare read and parse by the clock`,
);
const medians = new Map();
try {
  for (const size of sizes) {
    const directory = join(work, `catalog-${size}`);
    writeCatalog(directory, size);
    medians.set(size, print(size, measureAll(directory, size), medians.get(size / 10)));
    rmSync(directory, { recursive: true, force: true });
  }
} finally {
  rmSync(work, { recursive: true, force: true });
}
