import { posix } from 'node:path';
import { withSlashes } from '../foundation/shown-path.js';
import { type Finding, hasErrors } from '../provider/metadata/finding.js';
import { findingsAsGithub } from '../provider/metadata/finding-output/github-output.js';
import { findingsAsText } from '../provider/metadata/finding-output/text-output.js';
import type { CheckResult } from './check-catalog.js';
import type { RenderResult } from './render-catalog.js';
import type { SiteResult } from './site/write-site.js';

export type CheckFormat = 'text' | 'json' | 'github';

/** What `catalog render` prints. `from` is the catalog's root as seen from where the command was called. */
export function renderText(result: RenderResult, from: string): string {
  const { written, removed, unchanged, dryRun } = result;
  const findings = findingsAsText(seenFrom(result.findings, from));
  if (hasErrors(result.findings)) return `${findings}${counted(result.findings)}; nothing was written.\n`;
  const [write, remove] = dryRun ? ['would write ', 'would remove '] : ['wrote ', 'removed '];
  const lines = [
    ...written.map((file) => `${write}${pathFrom(from, file)}`),
    ...removed.map((file) => `${remove}${pathFrom(from, file)}`),
    `${written.length} ${dryRun ? 'to write' : 'written'}, ${removed.length} ${dryRun ? 'to remove' : 'removed'}, ${unchanged} unchanged.`,
    ...(result.site ? [siteLine(result.site, dryRun)] : []),
  ];
  return `${findings}${lines.join('\n')}\n`;
}

function siteLine({ directory, written, removed, unchanged }: SiteResult, dryRun: boolean): string {
  const done = dryRun ? ['to write', 'to remove'] : ['written', 'removed'];
  return `Site in ${directory}: ${written} ${done[0]}, ${removed} ${done[1]}, ${unchanged} unchanged.`;
}

/** What `catalog check` prints in each of its formats; `from` as above. */
export function checkText(result: CheckResult, { format, from }: { format: CheckFormat; from: string }): string {
  if (format === 'json') return JSON.stringify(result, null, 2);
  const findings = seenFrom(result.findings, from);
  if (format === 'github') return findingsAsGithub(findings);
  const providers = `${result.providers} ${result.providers === 1 ? 'provider' : 'providers'}`;
  if (result.findings.length === 0) return `${providers}: the catalog is valid and up to date.\n`;
  return `${findingsAsText(findings)}${providers}: ${counted(result.findings)}.\n`;
}

function counted(findings: readonly Finding[]): string {
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  const warnings = findings.length - errors;
  return `${errors} ${errors === 1 ? 'error' : 'errors'}, ${warnings} ${warnings === 1 ? 'warning' : 'warnings'}`;
}

export function seenFrom(findings: readonly Finding[], from: string): Finding[] {
  return findings.map((finding) => ({ ...finding, file: pathFrom(from, finding.file) }));
}

function pathFrom(from: string, file: string): string {
  return posix.join(withSlashes(from), file);
}
