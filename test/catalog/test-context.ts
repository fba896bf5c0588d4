import { tmpdir } from 'node:os';
import type { Progress } from '../../src/foundation/progress.js';
import type { RunContext } from '../../src/foundation/run-context.js';

/** What commands hand down, with a clock that stands still and an environment of its own. */
export function testContext(given: Partial<RunContext> & { progress?: Progress } = {}): RunContext {
  return {
    env: { PATH: process.env['PATH'] ?? '', HOME: tmpdir() },
    cwd: tmpdir(),
    now: () => new Date('2026-01-01T00:00:00Z'),
    signal: new AbortController().signal,
    progress: () => {},
    ...given,
  };
}
