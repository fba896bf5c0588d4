import { quoteForShell } from '../../conformance/report/reproduce.js';
import type { Command } from './project-commands.js';
import type { ProviderProject } from './provider-stages.js';
import { runCommand } from './run-command.js';
import type { StageEnd } from './stage-runner.js';
import type { TimeLimit } from './time-limit.js';
import { usefulLines } from './useful-lines.js';

type CommandStage = 'install' | 'build' | 'test';

export interface StageOfCommand {
  /** Undefined where the project names none. */
  command: Command | undefined;
  project: ProviderProject;
  limit: TimeLimit;
}

const withoutCommand: Readonly<Record<CommandStage, string>> = {
  install: 'nothing has to be installed',
  build: 'there is no Makefile with build, go.mod or script build in package.json',
  test: 'there is no Makefile with test, go.mod or script test in package.json',
};

/** Runs a command of the project; `missing` where its program is not on this machine. Throws an interrupt's reason. */
export async function commandStage(
  name: CommandStage,
  { command, project, limit }: StageOfCommand,
): Promise<{ end: StageEnd; missing: boolean }> {
  if (command === undefined) return { end: { status: 'skipped', reason: withoutCommand[name] }, missing: false };
  const text = command.map(quoteForShell).join(' ');
  // The time may be over before the command begins.
  const late = limit.reasonIfOver();
  if (late !== undefined)
    return { end: { status: 'failed', command: text, reason: late, hint: hintFor(name, text) }, missing: false };
  const { failure, missing = false, output } = await runCommand(command, project.context);
  const reason = limit.reasonIfOver() ?? failure;
  if (reason === undefined) return { end: { status: 'passed', command: text }, missing };
  const lines = usefulLines(output);
  const hint = missing ? `Install ${command[0]}, or put it on the PATH.` : (lockHint(output) ?? hintFor(name, text));
  return {
    end: { status: 'failed', command: text, reason, hint, ...(lines.length > 0 && { output: lines }) },
    missing,
  };
}

function hintFor(name: CommandStage, command: string): string {
  const whole = `Run \`${command}\` in the project to see all of its output.`;
  return name === 'test' ? `${whole} --skip-tests goes on without the tests.` : whole;
}

/** npm ci refuses a lock file that lacks something, also a package for another platform that the registry did not serve. */
function lockHint(output: string): string | undefined {
  if (!/package-lock\.json .*are in sync/.test(output)) return undefined;
  return 'Run `npm install` and commit package-lock.json. If packages for other platforms stay missing, the registry in use does not serve them: write the file through one that does.';
}
