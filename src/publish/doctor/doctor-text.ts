import type { Check, CommandReadiness, DoctorResult } from './doctor-types.js';

const marks: Record<Check['status'], string> = { ok: 'ok', warning: 'note', missing: 'MISSING', skipped: '-' };

/** For people: each check with what was found and what to do, then what that means for each command. */
export function doctorText({ checks, commands, offline }: DoctorResult): string {
  const width = Math.max(...checks.map(({ title }) => title.length));
  const lines = checks.flatMap(({ status, title, found, fix }) => [
    `${marks[status].padEnd(8)}${title.padEnd(width)}  ${found}`,
    ...(fix === undefined || status === 'ok' ? [] : [`${' '.repeat(8 + width)}  > ${fix}`]),
  ]);
  const names = new Map(checks.map(({ id, title }) => [id, title]));
  const title = offline ? 'Commands (no remote was asked):' : 'Commands:';
  return [...lines, '', title, ...commands.map((command) => commandLine(command, names))].join('\n');
}

function commandLine(
  { command, ready, misses, warnings, instead }: CommandReadiness,
  names: Map<string, string>,
): string {
  const list = (ids: readonly string[]) => ids.map((id) => names.get(id) ?? id).join(', ');
  const notes = warnings.length > 0 ? ` (see the notes on ${list(warnings)})` : '';
  if (ready) return `  ${command}: ready${notes}`;
  return `  ${command}: misses ${list(misses)}${instead === undefined ? '' : `; ${instead}`}${notes}`;
}
