import { join } from 'node:path';
import type { ConformanceOptions } from '../../src/conformance/conformance-options.js';
import type { ConformanceReport } from '../../src/conformance/report/report-types.js';
import { runConformance } from '../../src/conformance/run-conformance.js';
import { packageRoot } from '../../src/foundation/package-info.js';
import type { ProgressEvent } from '../../src/foundation/progress.js';
import type { RunContext } from '../../src/foundation/run-context.js';
import { loadMetadata } from '../../src/provider/metadata/load-metadata.js';
import { type StartMockOptions, startMock } from '../support/mock-provider/start-mock.js';

/** A context for a run in a test; the environment is this process's own. */
export function testContext(changes: Partial<RunContext> = {}): RunContext {
  return {
    env: process.env,
    cwd: packageRoot,
    now: () => new Date(),
    signal: new AbortController().signal,
    progress: (_event: ProgressEvent) => {},
    ...changes,
  };
}

/** The fixtures of the bundled mock, as its metadata gives them. */
export const mockFixtures =
  loadMetadata(join(packageRoot, 'providers', 'mock', 'provider.yaml')).metadata?.fixtures ?? {};

type RunOptions = Partial<Omit<ConformanceOptions, 'target'>> & { context?: Partial<RunContext> };

/** Starts the mock as asked, runs VCTS on it over the wire, ends it. */
export async function runOnMock(
  mock: StartMockOptions,
  { context, ...options }: RunOptions = {},
): Promise<ConformanceReport> {
  const started = await startMock(mock);
  try {
    return await runConformance(
      {
        target: { kind: 'endpoint', endpoint: started.endpoint },
        profiles: ['core'],
        fixtures: mockFixtures,
        // What must show shows at once in this process; waiting longer for what never comes only costs time.
        settleMs: 300,
        reproduce: 'vcts run',
        ...options,
      },
      testContext(context),
    );
  } finally {
    await started.stop();
  }
}
