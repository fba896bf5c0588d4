import { stripVTControlCharacters } from 'node:util';
import { cut, printableLine } from '../../foundation/terminal-text.js';

const most = 20;
const longestLine = 400;

/** What tools say around their findings: nobody learns from it why something failed. */
const noise = [
  /^\s*$/,
  /^npm (warn|error|notice|ERR!|WARN)/,
  /^> /,
  /^g?make(\[\d+\])?: /,
  /^(ok|\?)\s+\S+\s+(\d|\(cached\)|\[no test)/,
  /^(=== (RUN|PAUSE|CONT)|\s*--- PASS|PASS$)/,
  /^\s*✔ /,
  /^\s*(at (async )?)?.*\bnode:internal\//,
  /^ℹ /,
];

/** The last lines of an output that say something, safe to print; the whole tail where only noise is left. */
export function usefulLines(output: string): string[] {
  const lines = stripVTControlCharacters(output)
    .split(/\r?\n/)
    .map((line) => cut(printableLine(line.replaceAll('\t', '    ').trimEnd()), longestLine));
  const useful = lines.filter((line) => !noise.some((pattern) => pattern.test(line)));
  if (useful.length > 0) return useful.slice(-most);
  const said = npmErrors(lines);
  return said.length > 0 ? said.slice(0, most) : lines.filter((line) => line !== '').slice(-most);
}

/** What npm says of a failure of its own, without the usage and the path of its log that follow. */
function npmErrors(lines: readonly string[]): string[] {
  const errors = lines.filter((line) => /^npm (error|ERR!)/.test(line));
  const end = errors.findIndex((line) =>
    /^npm \S+ (Usage:|Options:|Clean install a project|A complete log)/.test(line),
  );
  return errors.slice(0, end < 0 ? undefined : end).filter((line) => !/^npm \S+$/.test(line));
}
