import { describe, expect, it } from 'vitest';
import { exitCodeOf } from '../../src/conformance/report/exit-code.js';
import type { ChangedHandlers, MockParts } from '../support/mock-provider/changes.js';
import { defectNamed } from '../support/mock-provider/defects.js';
import { runOnMock } from './run-on-mock.js';

const crashesOnReconfigure = {
  apply: ({ handlers, crash }: MockParts): ChangedHandlers => ({
    reconfigure: (request) => {
      crash();
      return handlers.reconfigure(request);
    },
  }),
};

describe.concurrent('a provider that dies', () => {
  it.each([1, 2, 3])('of something wrong fails that test, with exit code 1 (run %i)', async () => {
    const report = await runOnMock(
      { defect: defectNamed('power-unspecified-crashes') },
      // The others only cost time: whichever comes before or after, this one is to blame.
      { focus: /^(power-unspecified|power-absent-vm|describe-absent-vm|task-unknown|create-returns-id|power-on)$/ },
    );
    const blamed = report.tests.filter(({ verdict }) => verdict === 'fail' || verdict === 'warn');
    expect({ blamed: blamed.map(({ id, verdict }) => `${id} ${verdict}`), exitCode: exitCodeOf(report) }).toEqual({
      blamed: ['power-unspecified fail'],
      exitCode: 1,
    });
  });

  it('of a correct Reconfigure is lost: nobody is blamed, with exit code 4', async () => {
    const report = await runOnMock({ variant: crashesOnReconfigure }, { focus: /^(reconfigure-|power-|task-unknown)/ });
    const blamed = report.tests.filter(({ verdict }) => verdict === 'fail' || verdict === 'warn');
    expect(blamed.map(({ id, verdict, reason }) => ({ id, verdict, reason }))).toEqual([]);
    expect(report.tests.find(({ id }) => id === 'reconfigure-accepted')?.verdict).toBe('could-not-run');
    expect({ ended: report.ended, exitCode: exitCodeOf(report) }).toEqual({ ended: 'provider-lost', exitCode: 4 });
  });
});
