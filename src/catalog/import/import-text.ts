import { hasErrors } from '../../provider/metadata/finding.js';
import { findingsAsText } from '../../provider/metadata/finding-output/text-output.js';
import { settingsFile } from '../read-settings.js';
import type { ImportResult } from './import-catalog.js';

/** What `catalog import` prints. `shownPath` makes a path below the root what the user sees. */
export function importText(result: ImportResult, shownPath: (path: string) => string): string {
  const { findings, written, unchanged, dryRun, providers, claims, keptSettings } = result;
  const mistakes = findingsAsText(findings);
  if (hasErrors(findings)) {
    const errors = findings.filter(({ severity }) => severity === 'error').length;
    return `${mistakes}${errors} ${errors === 1 ? 'error' : 'errors'}; nothing was written.\n`;
  }
  const verb = dryRun ? 'would write' : 'wrote';
  const lines = [
    ...written.map((path) => `${verb} ${shownPath(path)}`),
    `${count(providers.length, 'provider')}: ${written.length} ${dryRun ? 'files to write' : 'files written'}, ${unchanged} unchanged.`,
  ];
  if (keptSettings)
    lines.push(`${shownPath(settingsFile)} says something else and stays as it is; --force replaces it.`);
  if (claims.length > 0)
    lines.push(
      `The verdicts of ${count(claims.length, 'provider')} are kept as claims: nobody here has measured them. Run the conformance tests, or render with --show-claims.`,
    );
  return `${mistakes}${lines.join('\n')}\n`;
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}
