import { join } from 'node:path';
import { cut, printableLine } from '../foundation/terminal-text.js';
import type { Finding } from '../provider/metadata/finding.js';
import { badgeFile, badgeFolder } from './catalog-files.js';
import { filesIn, superfluousBadges, textOf } from './write-catalog.js';

const hint = 'Run `vrtg-provider catalog render`; generated files are never edited by hand.';
const shownLength = 100;

/** Every generated file that is not what a render would write: absent, different or left over. */
export function generatedFindings(root: string, files: ReadonlyMap<string, string>): Finding[] {
  const findings: Finding[] = [];
  for (const [file, expected] of files) {
    const actual = textOf(join(root, file));
    // git may have made CRLF of line ends when it checked the file out.
    if (actual === expected || actual?.replaceAll('\r\n', '\n') === expected) continue;
    findings.push(
      actual === undefined
        ? {
            file,
            line: 1,
            column: 1,
            code: 'generated-missing',
            severity: 'error',
            message: 'the generated file is missing',
            hint,
          }
        : { file, ...firstDifference(actual, expected), code: 'generated-differs', severity: 'error', hint },
    );
  }
  for (const file of superfluousBadges(filesIn(join(root, badgeFolder)), (name) => files.has(badgeFile(name)))) {
    const message = 'the badge belongs to no provider of this catalog';
    findings.push({ file, line: 1, column: 1, code: 'generated-superfluous', severity: 'error', message, hint });
  }
  return findings;
}

function firstDifference(actual: string, expected: string): Pick<Finding, 'line' | 'column' | 'message'> {
  const [actualLines, expectedLines] = [actual.split('\n'), expected.split('\n')];
  const index = expectedLines.findIndex((line, at) => line !== actualLines[at]);
  const at = index === -1 ? expectedLines.length : index;
  const [there, wanted] = [actualLines[at], expectedLines[at]];
  const message =
    there === undefined
      ? `the file ends before the line ${shown(wanted)}`
      : wanted === undefined
        ? `the line ${shown(there)} is too much`
        : `the line is ${shown(there)}, a render writes ${shown(wanted)}`;
  return { line: at + 1, column: firstDifferentColumn(there ?? '', wanted ?? ''), message };
}

function firstDifferentColumn(there: string, wanted: string): number {
  let column = 0;
  while (column < there.length && there[column] === wanted[column]) column += 1;
  return column + 1;
}

function shown(line = ''): string {
  return `"${printableLine(cut(line, shownLength))}"`;
}
