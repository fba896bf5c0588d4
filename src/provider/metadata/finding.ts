export type Severity = 'error' | 'warning';

/** One mistake in one file. Message and hint hold no control characters. */
export interface Finding {
  /** As it was given: relative or absolute. */
  file: string;
  /** Starts at 1. */
  line: number;
  /** Starts at 1, in UTF-16 units. */
  column: number;
  /** Stable and in kebab-case, for instance `unknown-field`; the known ones are in finding-codes.ts. */
  code: string;
  severity: Severity;
  message: string;
  /** The next step, as an instruction. */
  hint?: string;
}

export function hasErrors(findings: readonly Finding[]): boolean {
  return findings.some(({ severity }) => severity === 'error');
}

/** By file, line, column, then code; compares code units, so that the order is the same on every machine. */
export function sortFindings(findings: readonly Finding[]): Finding[] {
  return [...findings].sort(
    (a, b) => compareText(a.file, b.file) || a.line - b.line || a.column - b.column || compareText(a.code, b.code),
  );
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
