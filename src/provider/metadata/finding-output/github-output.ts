import { printableLine } from '../../../foundation/terminal-text.js';
import type { Finding } from '../finding.js';

/** Workflow commands of GitHub Actions, which become annotations of the changed lines. */
export function findingsAsGithub(findings: readonly Finding[]): string {
  return findings
    .map(({ file, line, column, severity, code, message, hint }) => {
      const place = `file=${property(file)},line=${line},col=${column},title=${property(code)}`;
      const text = hint === undefined ? data(message) : `${data(message)}%0A${data(hint)}`;
      return `::${severity} ${place}::${text}\n`;
    })
    .join('');
}

function data(text: string): string {
  return printableLine(text.replaceAll('%', '%25'));
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
