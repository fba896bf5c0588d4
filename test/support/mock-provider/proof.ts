import { suiteDigest } from '../../../src/conformance/suite/suite-digest.js';
import { suiteVersion } from '../../../src/conformance/suite/suite-version.js';

/** What one run of VCTS over a changed mock came to. */
export type Measured =
  | { kind: 'defect'; id: string; summary: string; caughtBy: string; verdict: string }
  | { kind: 'variant'; id: string; summary: string; badge: string; failed: number };

declare module 'vitest' {
  interface TaskMeta {
    measured?: Measured;
  }
}

export const proofFile = 'docs/conformance-proof.md';

/** The page from what was measured, in the order of the tables. */
export function proofPage(measured: readonly Measured[]): string {
  const defects = measured.filter((one) => one.kind === 'defect');
  const variants = measured.filter((one) => one.kind === 'variant');
  const failed = defects.filter(({ verdict }) => verdict === 'fail').length;
  return `# What VCTS catches, and what it lets pass

Written by \`npm run test:mutants\`, which runs VCTS over the wire on the bundled mock provider with one behaviour changed
at a time; not by hand. A test refuses this page when it is not what the tables and the suite are now.

VCTS ${suiteVersion}, \`${suiteDigest}\`

## Defects

${defects.length} single wrong behaviours, each caught by the test that names it: ${failed} fail it, and ${defects.length - failed} that concern an advisory test are warned of.

| defect | what it does | caught by | as |
|---|---|---|---|
${defects.map(({ id, summary, caughtBy, verdict }) => row([id, summary, `\`${caughtBy}\``, verdict])).join('\n')}

## Legal variants

${variants.length} behaviours of correct providers that differ from the mock's. No test fails for one of them, and nothing is left behind.

| variant | what it does | tests failed | badge |
|---|---|---|---|
${variants.map(({ id, summary, failed: count, badge }) => row([id, summary, String(count), badge])).join('\n')}
`;
}

const row = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;

/** What the rows of such a page say, for the comparison with the tables. */
export function rowsOf(page: string): string[][] {
  return page
    .split('\n')
    .filter((line) => line.startsWith('| ') && !/^\| (defect|variant) \|/.test(line))
    .map((line) => line.split(/(?<!\\)\|/).map((cell) => cell.trim().replaceAll('\\|', '|').replaceAll('`', '')))
    .map((cells) => cells.slice(1, -1));
}
