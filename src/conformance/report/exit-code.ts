import { type ExitCode, exitCodes } from '../../foundation/exit-codes.js';
import type { ConformanceReport } from './report-types.js';

/** The exit code of a run; where several hold, the first of 130, 143, 70, 4, 1, 5, 3 counts. */
export function exitCodeOf({ ended, tests, profiles, leftovers }: ConformanceReport): ExitCode {
  const verdicts = Object.values(profiles).map(({ verdict }) => verdict);
  if (ended === 'interrupted') return exitCodes.interrupted;
  if (ended === 'terminated') return exitCodes.terminated;
  if (tests.some(({ verdict }) => verdict === 'error')) return exitCodes.bug;
  if (ended === 'provider-lost') return exitCodes.unreachable;
  if (verdicts.includes('fail')) return exitCodes.no;
  if (leftovers.some(({ removable }) => removable)) return exitCodes.leftovers;
  return verdicts.includes('partial') ? exitCodes.incomplete : exitCodes.ok;
}
