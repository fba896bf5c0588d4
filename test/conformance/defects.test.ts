import { describe, expect, it } from 'vitest';
import { profileNames } from '../../src/provider/profiles.js';
import { defects } from '../support/mock-provider/defects.js';
import { runOnMock } from './run-on-mock.js';

describe.concurrent('every defect is caught by the test that names it', () => {
  it.each(defects)('$id: $summary', async ({ catches, finding, profile, limits, ...defect }) => {
    // What a run leaves behind may come from any of its tests.
    const profiles = catches === 'no-leftovers' ? profileNames : [profile];
    const { tests } = await runOnMock({ defect }, { profiles, ...limits });
    const verdict = tests.find(({ id }) => id === catches);
    expect({ id: catches, verdict: verdict?.verdict, reason: verdict?.reason }).toMatchObject({ verdict: finding });
  });
});
