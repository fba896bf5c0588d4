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
  const kept = useful.length > 0 ? useful : lines.filter((line) => line !== '');
  return kept.slice(-most);
}
