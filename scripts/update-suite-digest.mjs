// Writes src/conformance/suite/suite-digest.ts: run it (npm run suite-digest) after every change of the suite.
import { writeFileSync } from 'node:fs';
import { digestFile, suiteDigestSource } from './suite-sources.mjs';

writeFileSync(digestFile, suiteDigestSource());
