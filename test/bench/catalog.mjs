// validate and catalog render beside a bare read and parse of the same files: ratios of interleaved runs, medians, and
// the largest memory of each child. `--sizes 100,1000` picks the catalogs, `--runs 5` how often each is measured; 100,000
// providers are measured only when they are asked for, since writing them alone takes minutes.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const root = fileURLToPath(new URL('../../', import.meta.url));
const tool = join(root, 'bin', 'vrtg-provider.js');
const { values } = parseArgs({
  options: { sizes: { type: 'string', default: '100,1000,10000' }, runs: { type: 'string', default: '5' } },
});
const sizes = values.sizes.split(',').map(Number);
const runs = Number(values.runs);

/** What nobody can do without: every file read, every document parsed. */
const bare = `
const { readdirSync, readFileSync } = require('node:fs');
const { load } = require(${JSON.stringify(join(root, 'node_modules', 'js-yaml'))});
let fields = 0;
for (const name of readdirSync('providers')) fields += Object.keys(load(readFileSync('providers/' + name + '/provider.yaml', 'utf8'))).length;
if (fields === 0) process.exit(1);`;

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

/** Milliseconds by the clock and of the processor, and MiB, of one child; it reports its own use as it ends. */
function measure(args, directory) {
  const report = join(directory, 'usage');
  const hook = `data:text/javascript,${encodeURIComponent(
    `import { writeFileSync } from 'node:fs';
     process.on('exit', () => {
       const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
       writeFileSync(${JSON.stringify(report)}, JSON.stringify({ maxRSS, cpu: userCPUTime + systemCPUTime }));
     });`,
  )}`;
  const startedAt = process.hrtime.bigint();
  const { status, stderr } = spawnSync(process.execPath, ['--import', hook, ...args], {
    cwd: directory,
    stdio: ['ignore', 'ignore', 'pipe'],
    encoding: 'utf8',
  });
  const ms = Number(process.hrtime.bigint() - startedAt) / 1e6;
  if (status !== 0) throw new Error(`${args.join(' ')} ended with exit code ${status}: ${stderr}`);
  const { maxRSS, cpu } = JSON.parse(readFileSync(report, 'utf8'));
  return { ms, cpu: cpu / 1e3, mib: maxRSS / 1024 };
}

const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];
const cases = {
  'bare read and parse': { args: ['-e', bare] },
  validate: { args: [tool, 'validate', '--quiet'] },
  'render, all new': {
    args: [tool, 'catalog', 'render', '--quiet'],
    before: (dir) => rmSync(join(dir, 'catalog'), { recursive: true, force: true }),
  },
  'render, unchanged': { args: [tool, 'catalog', 'render', '--quiet'] },
};

console.log(`validate and render, median of ${runs}, Node.js ${process.versions.node}`);
for (const size of sizes) {
  const directory = mkdtempSync(join(tmpdir(), 'vrtg-bench-'));
  try {
    writeCatalog(directory, size);
    const found = Object.fromEntries(Object.keys(cases).map((name) => [name, []]));
    for (let run = 0; run < runs; run += 1) {
      for (const [name, { args, before }] of Object.entries(cases)) {
        before?.(directory);
        found[name].push(measure(args, directory));
      }
    }
    const medians = Object.entries(found).map(([name, results]) => {
      const of = (field) => median(results.map((result) => result[field]));
      return { name, ms: of('ms'), cpu: of('cpu'), mib: of('mib') };
    });
    console.log(`\n${size.toLocaleString('en')} providers`);
    for (const { name, ms, cpu, mib } of medians) {
      const [base] = medians;
      const times = `${ms.toFixed(0).padStart(7)} ms ${(ms / base.ms).toFixed(2).padStart(6)} x`;
      const processor = `processor ${cpu.toFixed(0).padStart(6)} ms ${(cpu / base.cpu).toFixed(2).padStart(5)} x`;
      console.log(`${name.padEnd(20)} ${times}   ${processor}   ${mib.toFixed(0).padStart(4)} MiB`);
    }
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
