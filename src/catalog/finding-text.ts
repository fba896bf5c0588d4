import type { Finding } from '../provider/metadata/finding.js';

/** One line each, and a second one with the hint. */
export function findingsText(findings: readonly Finding[]): string {
  return findings
    .map(({ file, line, column, severity, code, message, hint }) => {
      const first = `${file}:${line}:${column}: ${severity} ${code} ${message}\n`;
      return hint === undefined ? first : `${first}  ${hint}\n`;
    })
    .join('');
}

/** GitHub's workflow commands, which become annotations of the changed files. */
export function githubText(findings: readonly Finding[]): string {
  return findings
    .map(({ file, line, column, severity, code, message, hint }) => {
      const place = `file=${property(file)},line=${line},col=${column},title=${property(code)}`;
      return `::${severity} ${place}::${data(hint === undefined ? message : `${message}\n${hint}`)}\n`;
    })
    .join('');
}

function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
