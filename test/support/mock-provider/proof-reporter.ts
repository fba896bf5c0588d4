import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Reporter, TestModule } from 'vitest/node';
import { packageRoot } from '../../../src/foundation/package-info.js';
import { defects } from './defects.js';
import { type Measured, proofFile, proofPage } from './proof.js';
import { legalVariants } from './variants.js';

/** Writes the page of `npm run test:mutants` from what the tests measured; only where every one of them did. */
// biome-ignore lint/style/noDefaultExport: vitest takes a reporter as the default export
export default class ProofReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const measured = new Map<string, Measured>();
    for (const module of modules) {
      for (const test of module.children.allTests('passed')) {
        const { measured: one } = test.meta();
        if (one) measured.set(`${one.kind} ${one.id}`, one);
      }
    }
    const wanted = [
      ...defects.map(({ id }) => measured.get(`defect ${id}`)),
      ...legalVariants.map(({ id }) => measured.get(`variant ${id}`)),
    ];
    const missing = wanted.filter((one) => one === undefined).length;
    if (missing > 0) {
      process.stderr.write(
        `${proofFile} is left as it is: ${missing} of ${wanted.length} were not measured or not right\n`,
      );
      return;
    }
    const path = join(packageRoot, proofFile);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, proofPage(wanted as Measured[]));
    process.stderr.write(
      `${proofFile}: ${defects.length} defects caught, ${legalVariants.length} variants not failed\n`,
    );
  }
}
