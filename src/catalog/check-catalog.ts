import type { RunContext } from '../foundation/run-context.js';
import { type Finding, hasErrors, sortFindings } from '../provider/metadata/finding.js';
import { catalogFiles } from './catalog-files.js';
import { evidenceFindings } from './evidence-findings.js';
import { generatedFindings } from './generated-findings.js';
import { readCatalog } from './read-catalog.js';

export interface CheckOptions {
  /** Absolute path of the catalog. */
  root: string;
  /** The catalog was rendered with claims. */
  showClaims: boolean;
  /** The branch that the catalog is meant for, where versions and digests are compared with it. */
  base?: { ref: string; context: RunContext } | undefined;
}

export interface CheckResult {
  root: string;
  /** True where no finding is an error. */
  valid: boolean;
  /** Number of providers with valid metadata. */
  providers: number;
  findings: Finding[];
}

/** Finds everything for which a catalog must not be merged; changes nothing. */
export async function checkCatalog({ root, showClaims, base }: CheckOptions): Promise<CheckResult> {
  const { entries, settings, findings: inputFindings, judged } = await readCatalog(root, evidenceFindings);
  const findings = [...inputFindings, ...judged];
  if (base !== undefined) {
    const { changedProviders } = await import('./history/changed-providers.js');
    const { versionFindings } = await import('./history/version-findings.js');
    const changes = await changedProviders(root, base);
    findings.push(...(await versionFindings(root, { changes, entries: entries.map(({ metadata }) => metadata) })));
  }
  // What a render would write is known only where the input can be read.
  if (!hasErrors(inputFindings))
    findings.push(...generatedFindings(root, await catalogFiles({ entries, settings, showClaims })));
  return { root, valid: !hasErrors(findings), providers: entries.length, findings: sortFindings(findings) };
}
