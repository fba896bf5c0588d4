import type { ConformanceReport } from '../conformance/report/report-types.js';
import type { ReportMistake } from './report-mistake.js';

/** Clocks are set right while a run goes on. */
const clockStepMs = 60_000;
const rounding = 1_000;

/** Whether a date exists: the schema takes any digits, and JavaScript takes 30 February for 2 March. */
export function isDate(date: string): boolean {
  const time = Date.parse(date);
  return !Number.isNaN(time) && new Date(time).toISOString().slice(0, 19) === date.slice(0, 19);
}

/** Dates and durations that no run has; compares fields only, no clock is asked. */
export function dateMistakes({ startedAt, finishedAt, timing, tests }: ConformanceReport): ReportMistake[] {
  const wrong = (path: ReportMistake['path'], message: string): ReportMistake => ({
    code: 'report-dates',
    path,
    message,
  });
  const lasted = Date.parse(finishedAt) - Date.parse(startedAt);
  const found: ReportMistake[] = [];
  if (lasted < 0) found.push(wrong(['finishedAt'], `the run ended at ${finishedAt}, before it began at ${startedAt}`));
  else if (timing.wallMs > lasted + clockStepMs)
    found.push(wrong(['timing', 'wallMs'], `the run took ${timing.wallMs} ms, but ended ${lasted} ms after it began`));
  const slow = tests.findIndex(({ durationMs }) => durationMs > timing.wallMs + rounding);
  if (slow !== -1) {
    const { id, durationMs } = tests[slow] as ConformanceReport['tests'][number];
    const message = `the test ${id} took ${durationMs} ms, longer than the whole run of ${timing.wallMs} ms`;
    found.push(wrong(['tests', slow, 'durationMs'], message));
  }
  return found;
}

/** Clocks of two machines differ; more than this is no difference of clocks. */
const clocksDifferMs = 3_600_000;

/** A run that ended after `now` was not made yet. */
export function futureMistakes({ finishedAt }: Pick<ConformanceReport, 'finishedAt'>, now: Date): ReportMistake[] {
  if (Date.parse(finishedAt) <= now.getTime() + clocksDifferMs) return [];
  const message = `the run ended at ${finishedAt}, which is still to come`;
  return [{ code: 'report-dates', path: ['finishedAt'], message }];
}
