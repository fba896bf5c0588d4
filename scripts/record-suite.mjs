// Adds the installed suite to the known ones in src/conformance/report/known-suites.ts, so that later versions of the
// tool can judge the reports of this one. Build first.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { installedSuite } from '../dist/src/conformance/report/known-suites.js';
import { suiteDigest } from '../dist/src/conformance/suite/suite-digest.js';

const file = fileURLToPath(new URL('../src/conformance/report/known-suites.ts', import.meta.url));
const source = readFileSync(file, 'utf8');
if (source.includes(suiteDigest)) process.exit(0);
const { version, profiles } = installedSuite();
const lines = Object.entries(profiles).map(
  ([name, hash]) => `      ${/-/.test(name) ? `'${name}'` : name}: '${hash}',`,
);
const entry = [`  '${suiteDigest}': {`, `    version: '${version}',`, '    profiles: {', ...lines, '    },', '  },'];
writeFileSync(file, source.replace('  // suites end', `${entry.join('\n')}\n  // suites end`));
