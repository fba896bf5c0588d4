import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { suiteDigest } from '../../src/conformance/suite/suite-digest.js';
import { packageRoot } from '../../src/foundation/package-info.js';
import { defects } from '../support/mock-provider/defects.js';
import { proofFile, rowsOf } from '../support/mock-provider/proof.js';
import { legalVariants } from '../support/mock-provider/variants.js';

describe(`${proofFile} is not stale; npm run test:mutants writes it`, () => {
  const page = readFileSync(join(packageRoot, proofFile), 'utf8');

  it('is of the suite as it is now', () => {
    expect(page).toContain(suiteDigest);
  });

  it('has every defect with the test that catches it, and every variant, and no other', () => {
    expect(rowsOf(page).map((cells) => cells.slice(0, cells.length === 4 && cells[2] === '0' ? 3 : 4))).toEqual([
      ...defects.map(({ id, summary, catches, finding }) => [id, summary, catches, finding]),
      ...legalVariants.map(({ id, summary }) => [id, summary, '0']),
    ]);
  });

  it('has at least 60 defects and 15 variants', () => {
    expect({ defects: defects.length >= 60, variants: legalVariants.length >= 15 }).toEqual({
      defects: true,
      variants: true,
    });
  });
});
