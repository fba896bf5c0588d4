import { describe, expect, it } from 'vitest';
import { profileNames } from '../../src/provider/profiles.js';
import { legalVariants } from '../support/mock-provider/variants.js';
import { runOnMock } from './run-on-mock.js';

describe.concurrent('no legal variant is failed', { timeout: 240_000 }, () => {
  it.for(legalVariants)('$id: $summary', async (variant, { task }) => {
    const { tests, profiles, leftovers, badge } = await runOnMock(
      { variant },
      { profiles: profileNames, settleMs: 1_000 },
    );
    const failed = tests.filter(({ verdict }) => verdict === 'fail' || verdict === 'error');
    expect(failed.map(({ id, reason }) => ({ id, reason }))).toEqual([]);
    expect(profiles.core?.verdict).toBe('pass');
    expect(leftovers.filter(({ removable }) => removable)).toEqual([]);
    const { id, summary } = variant;
    task.meta.measured = { kind: 'variant', id, summary, badge, failed: failed.length };
  });
});
