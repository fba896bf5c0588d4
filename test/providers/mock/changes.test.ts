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

test('the catalogue has at least 60 defects, half of them and more in core', () => {
  const inCore = defects.filter(({ profile }) => profile === 'core');
  expect([defects.length >= 60, inCore.length >= 30]).toEqual([true, true]);
});
