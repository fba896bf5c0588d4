import { openConnection } from '../../conformance/client/connection.js';
import { readFixtures } from '../../conformance/launch/fixtures.js';
import { launchTarget } from '../../conformance/launch/launch-target.js';
import { type NamedProvider, namedProvider } from '../../conformance/launch/named-provider.js';
import { awaitReadiness } from '../../conformance/launch/readiness.js';
import type { ConformanceReport } from '../../conformance/report/report-types.js';
import { writeReports } from '../../conformance/report/write-reports.js';
import { runConformance } from '../../conformance/run-conformance.js';
import type { RunContext } from '../../foundation/run-context.js';
import type { VerifyRequest } from './verify-types.js';

export interface ProviderProject {
  /** Absolute. */
  directory: string;
  /** Its working directory is the project. */
  context: RunContext;
}

/** Starts the provider as provider.yaml says, waits until it serves, and ends it. Throws EnvironmentError. */
export async function startAndStop(project: ProviderProject): Promise<void> {
  const { target } = await howItStarts(project);
  const provider = await launchTarget(target, project.context);
  try {
    const connection = openConnection(provider.connection);
    try {
      await awaitReadiness(provider, { connection, signal: project.context.signal });
    } finally {
      connection.close();
    }
  } finally {
    await provider.stop();
  }
}

export interface SuiteRequest extends Pick<VerifyRequest, 'profiles' | 'fixtures' | 'report' | 'settleMs'> {
  /** Where the paths of the request start. */
  cwd: string;
  /** The command that repeats the run. */
  reproduce: string;
  /** For the run. */
  timeoutMs: number;
}

/** Runs VCTS on the provider, started once more, and writes the reports. Throws UserError and EnvironmentError. */
export async function runSuite(project: ProviderProject, request: SuiteRequest): Promise<ConformanceReport> {
  const { target, entry, fixtures } = await howItStarts(project);
  const given = request.fixtures === undefined ? {} : readFixtures(request.fixtures, request.cwd);
  const report = await runConformance(
    {
      target,
      entry,
      profiles: request.profiles,
      fixtures: { ...fixtures, ...given },
      reproduce: request.reproduce,
      timeoutMs: request.timeoutMs,
      ...(request.settleMs !== undefined && { settleMs: request.settleMs }),
    },
    project.context,
  );
  await writeReports(report, { files: request.report, cwd: request.cwd });
  return report;
}

async function howItStarts({ directory, context }: ProviderProject): Promise<NamedProvider> {
  return await namedProvider(directory, { tls: undefined, plaintext: false, context });
}
