import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ChangedMock } from '../../support/mock-provider/changes.js';
import { defects } from '../../support/mock-provider/defects.js';
import { connect } from '../../support/mock-provider/provider-client.js';
import { type StartedMock, startMock } from '../../support/mock-provider/start-mock.js';
import { legalVariants } from '../../support/mock-provider/variants.js';

let correct: StartedMock;
beforeAll(async () => {
  correct = await startMock();
});
afterAll(() => correct.stop());

async function showsOn(mock: StartedMock, { shows }: ChangedMock): Promise<boolean> {
  const provider = connect(mock.endpoint);
  try {
    return await shows(provider);
  } finally {
    provider.close();
  }
}

describe.each([
  { kind: 'defect', table: defects as readonly ChangedMock[] },
  { kind: 'variant', table: legalVariants },
])('$kind', ({ kind, table }) => {
  test.each(table)('$id: $summary', async (changed) => {
    const mock = await startMock({ [kind]: changed });
    try {
      expect({ correct: await showsOn(correct, changed), changed: await showsOn(mock, changed) }).toEqual({
        correct: false,
        changed: true,
      });
    } finally {
      await mock.stop();
    }
  });

  test('ids are unique', () => {
    expect(new Set(table.map(({ id }) => id)).size).toBe(table.length);
  });
});

/** What the design of VCTS requires (R, D) and advises (A). */
const tests = {
  required: `validate-ok capabilities-readable create-returns-id create-distinct create-sizes create-name-again
    describe-created describe-power-enum describe-raw-json list-contains-created list-agrees power-on power-off
    power-absent-vm reconfigure-accepted reconfigure-noop reconfigure-visible reconfigure-keeps-rest
    reconfigure-absent-vm delete-removes delete-absent-vm delete-only-that task-stays-done second-connection
    task-missing-ref concurrent-reads concurrent-changes isolation foreign-untouched snapshot-undeclared clone-full clone-like-source
    clone-independent clone-distinct clone-absent-source image-prepare-undeclared export-undeclared import-undeclared
    no-leftovers`,
  declared: `snapshot-create snapshot-memory snapshot-keeps-power snapshot-restore snapshot-restore-state snapshot-two
    snapshot-foreign snapshot-restore-absent snapshot-delete clone-linked image-prepare-location image-prepare-twice
    image-prepare-usable resize-online disk-expand-online export-bad-backend import-bad-backend`,
  advisory: `health-serving capabilities-consistent create-same-name create-malformed-json describe-absent-vm reconfigure-malformed-json
    power-reboot power-graceful power-already-on power-unspecified task-unknown snapshot-vm-delete snapshot-in-diskinfo
    snapshot-memory-undeclared clone-linked-undeclared image-prepare-distinct disk-expand-visible`,
};

test('every test of VCTS has a defect to catch, and every defect a test', () => {
  const ids = Object.values(tests).flatMap((words) => words.split(/\s+/));
  expect([...new Set(defects.map(({ catches }) => catches))].sort()).toEqual(ids.sort());
});

test('the catalogue has at least 60 defects, half of them and more in core', () => {
  const inCore = defects.filter(({ profile }) => profile === 'core');
  expect([defects.length >= 60, inCore.length >= 30]).toEqual([true, true]);
});
