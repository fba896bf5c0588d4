import { describe, expect, it } from 'vitest';
import { profileNames } from '../../src/provider/profiles.js';
import { defects } from '../support/mock-provider/defects.js';
import { runOnMock } from './run-on-mock.js';

describe.concurrent('every defect is caught by the test that names it', { timeout: 240_000 }, () => {
  it.for(defects)('$id: $summary', async ({ catches, finding, profile, limits, ...defect }, { task }) => {
    // What a run leaves behind may come from any of its tests.
    const profiles = catches === 'no-leftovers' ? profileNames : [profile];
    const { tests } = await runOnMock({ defect }, { profiles, ...limits });
    const verdict = tests.find(({ id }) => id === catches);
    expect({ id: catches, verdict: verdict?.verdict, reason: verdict?.reason }).toMatchObject({ verdict: finding });
    const { id, summary } = defect;
    task.meta.measured = { kind: 'defect', id, summary, caughtBy: catches, verdict: verdict?.verdict ?? 'none' };
  });
});
