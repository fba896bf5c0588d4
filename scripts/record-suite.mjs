// Adds the suite of this build to the known ones in src/conformance/report/known-suites.ts, so that later versions of the
// tool can judge the reports of this one; its fingerprints are made as `fingerprint` there makes them.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const path = (relative) => fileURLToPath(new URL(`../${relative}`, import.meta.url));
const file = path('src/conformance/report/known-suites.ts');
const list = execFileSync(process.execPath, [path('bin/vcts.js'), 'list', '--json'], { encoding: 'utf8' });
const { suite, tests } = JSON.parse(list);

const linesOf = new Map();
for (const { id, profile, capability, level } of tests) {
  const line = [id, profile, capability, level].join('\n');
  linesOf.set(profile, [...(linesOf.get(profile) ?? []), line]);
}
const hashes = [...linesOf].map(([profile, lines]) => {
  const name = profile.includes('-') ? `'${profile}'` : profile;
  return `      ${name}: '${createHash('sha256').update(lines.sort().join('\n\n')).digest('hex')}',`;
});
const entry = [
  `  '${suite.digest}': {`,
  `    version: '${suite.version}',`,
  '    profiles: {',
  ...hashes,
  '    },',
  '  },',
];
const source = readFileSync(file, 'utf8');
if (!source.includes(suite.digest)) {
  writeFileSync(file, source.replace('  // suites end', `${entry.join('\n')}\n  // suites end`));
}
