import { UserError } from '../../foundation/errors.js';
import { type ExitCode, exitCodes } from '../../foundation/exit-codes.js';
import type { RunContext } from '../../foundation/run-context.js';
import { printableLine } from '../../foundation/terminal-text.js';
import { type TlsRequest, tlsOf } from '../conformance-command.js';
import { isJournalOf, journalFiles } from './read-journal.js';
import { type SweepOptions, sweepRun } from './sweep-run.js';
import type { SweepResult, SweptRun } from './sweep-types.js';

export type SweepRequest = Omit<SweepOptions, 'tls'> & TlsRequest;

export interface SweepOutcome {
  result: SweepResult;
  text: string;
  exitCode: ExitCode;
}

/** Removes what runs left that were killed, one journal after the other. Throws UserError and InterruptedError. */
export async function sweepCommand(request: SweepRequest, context: RunContext): Promise<SweepOutcome> {
  const { run, dryRun } = request;
  const options = { ...request, tls: tlsOf(request) };
  const all = journalFiles(context.env);
  const files = run === undefined ? all : all.filter((file) => isJournalOf(file, run));
  if (run !== undefined && files.length === 0) {
    throw new UserError({
      code: 'UNKNOWN_RUN',
      message: `there is no journal of a run "${run}"`,
      hint: 'A run is named by the eight characters after vcts- in the names of its VMs; `vcts sweep --dry-run` lists those that are known.',
    });
  }
  const runs: SweptRun[] = [];
  for (const file of files) runs.push(await sweepRun(file, options, context));
  const result: SweepResult = { schemaVersion: 1, dryRun, runs };
  return { result, text: sweepText(result), exitCode: exitCodeOfSweep(result) };
}

function exitCodeOfSweep({ runs }: SweepResult): ExitCode {
  const is = (status: SweptRun['status']) => runs.some((run) => run.status === status);
  if (is('unreachable')) return exitCodes.unreachable;
  return is('left-behind') || is('unreadable') ? exitCodes.leftovers : exitCodes.ok;
}

const words: Readonly<Record<SweptRun['status'], string>> = {
  removed: 'nothing removable of it is left',
  'would-remove': 'would be removed',
  'left-behind': 'something of it is left',
  unreachable: 'its provider cannot be reached',
  alive: 'left alone',
  'other-host': 'left alone',
  'other-provider': 'left alone',
  'provider-ended': 'only its journal is removed',
  unreadable: 'left alone',
};

function sweepText({ runs, dryRun }: SweepResult): string {
  if (runs.length === 0) return 'No run left a journal: there is nothing to sweep.';
  const verb = dryRun ? 'would remove' : 'removed';
  return runs
    .flatMap(({ runId, journal, target, startedAt, status, reason, removed, leftovers }) => [
      `run ${runId ?? journal}${startedAt ? ` of ${startedAt}` : ''}${target ? `, ${placeText(target)}` : ''}: ${words[status]}`,
      ...(reason === undefined ? [] : [`  ${reason}`]),
      ...removed.map(({ kind, id, name }) => `  ${verb} ${kind} ${name} "${id}"`),
      ...leftovers.map(({ kind, id, name, reason: why }) => `  left behind: ${kind} ${name} "${id}": ${why}`),
    ])
    .map(printableLine)
    .join('\n');
}

function placeText(target: NonNullable<SweptRun['target']>): string {
  if (target.kind === 'endpoint') return target.endpoint;
  return target.kind === 'image' ? target.image : target.command;
}
