import { printableLine } from '../../../foundation/terminal-text.js';
import type { Finding } from '../finding.js';

/** One line each, and the hint on the next one; '' where there are none. */
export function findingsAsText(findings: readonly Finding[]): string {
  return findings
    .map(({ file, line, column, severity, code, message, hint }) => {
      const first = `${printableLine(file)}:${line}:${column}: ${severity} ${code} ${printableLine(message)}\n`;
      return hint === undefined ? first : `${first}  ${printableLine(hint)}\n`;
    })
    .join('');
}

export interface FindingCounts {
  files: number;
  errors: number;
  warnings: number;
}

/** `3 files checked: 2 errors, 1 warning`. */
export function countsAsText({ files, errors, warnings }: FindingCounts): string {
  const parts = [
    ...(errors > 0 ? [counted(errors, 'error')] : []),
    ...(warnings > 0 ? [counted(warnings, 'warning')] : []),
  ];
  const verdict = errors > 0 ? parts.join(', ') : ['valid', ...parts].join(', ');
  return `${counted(files, 'file')} checked: ${verdict}`;
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
