import { existsSync } from 'node:fs';
import { isAbsolute, join, resolve } from 'node:path';
import { quoteForShell } from '../../conformance/report/reproduce.js';
import { checkReportFiles, checkReportFolders } from '../../conformance/report/write-reports.js';
import { EnvironmentError, UserError } from '../../foundation/errors.js';
import { type ExitCode, exitCodes } from '../../foundation/exit-codes.js';
import type { RunContext } from '../../foundation/run-context.js';
import { withSlashes } from '../../foundation/shown-path.js';
import type { ProviderMetadata } from '../../provider/metadata/metadata-types.js';
import { profileNames } from '../../provider/profiles.js';
import { commandStage } from './command-stage.js';
import { judge, summaryOf } from './conformance-stage.js';
import { readMetadata } from './metadata-stage.js';
import { projectCommands } from './project-commands.js';
import { runSuite, startAndStop } from './provider-stages.js';
import { type StageEnd, StageRunner } from './stage-runner.js';
import { TimeLimit } from './time-limit.js';
import { usefulLines } from './useful-lines.js';
import { verifyText } from './verify-text.js';
import type { VerifyRequest, VerifyResult } from './verify-types.js';

export interface VerifyOutcome {
  result: VerifyResult;
  text: string;
  exitCode: ExitCode;
}

/**
 * Builds a provider's project, runs its tests, starts it and runs VCTS; stops at the first stage that fails. What it
 * started is ended, also after an interrupt. Throws UserError for a wrong request, InterruptedError after a signal.
 */
export async function verifyProject(request: VerifyRequest, context: RunContext): Promise<VerifyOutcome> {
  checkReportFiles(request.report);
  checkReportFolders(request.report, context.cwd);
  const directory = projectDirectory(request.directory, context.cwd);
  const limit = new TimeLimit(request.timeoutMs, context.signal);
  try {
    return await runStages({ request, context, directory, limit });
  } finally {
    limit.end();
  }
}

interface Verification {
  request: VerifyRequest;
  context: RunContext;
  directory: string;
  limit: TimeLimit;
}

async function runStages({ request, context, directory, limit }: Verification): Promise<VerifyOutcome> {
  const shown = shownAsPath(request.directory);
  const project = { directory, context: { ...context, cwd: directory, signal: limit.signal } };
  const commands = projectCommands(directory);
  const stages = new StageRunner(context.progress);
  let metadata: ProviderMetadata | undefined;
  let conformance: VerifyResult['conformance'] = null;
  let exitCode: ExitCode = exitCodes.ok;
  await stages.run('metadata', async () => {
    const reading = readMetadata(directory, shown);
    metadata = reading.metadata;
    return reading.end;
  });
  for (const name of ['install', 'build', 'test'] as const) {
    await stages.run(name, async () => {
      if (name === 'test' && request.skipTests) return { status: 'skipped', reason: '--skip-tests' };
      const { end, missing } = await commandStage(name, { command: commands[name], project, limit });
      if (missing) exitCode = exitCodes.unreachable;
      return end;
    });
  }
  await stages.run('start', async () => {
    const end = await startStage(() => startAndStop(project), limit);
    exitCode = end.status === 'failed' ? exitCodes.unreachable : exitCode;
    return end;
  });
  await stages.run('conformance', async () => {
    const asked = { ...request, cwd: context.cwd, reproduce: reproduceCommand(request), timeoutMs: limit.leftMs };
    const report = await runSuite({ directory, context: { ...project.context, signal: context.signal } }, asked);
    // What somebody broke off says nothing about the provider.
    conformance = report.ended === 'interrupted' ? null : summaryOf(report);
    const judgement = judge(report, { directory: shown, claimed: metadata?.capabilities ?? [] });
    const { exitCode: own, ...end } = judgement;
    exitCode = own;
    return end;
  });
  const all = stages.all();
  const incomplete = all.some(({ status }) => status === 'incomplete');
  if (stages.failed && exitCode === exitCodes.ok) exitCode = exitCodes.no;
  const result: VerifyResult = {
    schemaVersion: 1,
    verdict: stages.failed ? 'fail' : incomplete ? 'incomplete' : 'pass',
    directory: shown,
    provider: metadata ? { name: metadata.name, version: metadata.tag } : null,
    stages: all,
    conformance,
  };
  return { result, text: verifyText(result), exitCode };
}

/** Starting fails with what the provider printed, as the launch tells it. */
async function startStage(start: () => Promise<void>, limit: TimeLimit): Promise<StageEnd> {
  try {
    await start();
    return { status: 'passed' };
  } catch (thrown) {
    const late = limit.reasonIfOver();
    if (late) return { status: 'failed', reason: late };
    if (!(thrown instanceof EnvironmentError || thrown instanceof UserError)) throw thrown;
    const [reason = '', ...output] = thrown.message.split('\n');
    const told = usefulLines(output.slice(1).join('\n'));
    const hint = `run in provider.yaml says how it starts. ${thrown.hint ?? ''}`.trim();
    return { status: 'failed', reason, hint, ...(told.length > 0 && { output: told }) };
  }
}

function projectDirectory(given: string, cwd: string): string {
  const directory = resolve(cwd, given);
  if (given !== '' && existsSync(join(directory, 'provider.yaml'))) return directory;
  throw new UserError({
    code: 'NO_PROVIDER_PROJECT',
    message: given === '' ? 'DIR is empty' : `${given} holds no provider.yaml`,
    hint: "Name the folder of a provider's project; `vrtg-provider scaffold` writes a new one.",
  });
}

/** In the project's folder, since the command of run.exec is run where VCTS is. */
function reproduceCommand({ profiles, fixtures }: VerifyRequest): string {
  const profile = profiles.length === profileNames.length ? [] : ['--profile', profiles.join(',')];
  return ['vcts', 'run', '.', ...profile, ...(fixtures === undefined ? [] : ['--fixtures', fixtures])]
    .map(quoteForShell)
    .join(' ');
}

/** A bare name would mean a provider of the catalog. */
function shownAsPath(given: string): string {
  const path = withSlashes(given).replace(/(?<=.)\/+$/, '');
  return isAbsolute(path) || path.startsWith('.') ? path : `./${path}`;
}
