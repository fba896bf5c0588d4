import type { RunContext } from '../foundation/run-context.js';
import { type Finding, hasErrors, sortFindings } from '../provider/metadata/finding.js';
import { makeFinding } from '../provider/metadata/load-metadata.js';
import type { CatalogEntry } from './catalog-entry.js';
import { catalogFiles } from './catalog-files.js';
import { evidenceFindings } from './evidence-findings.js';
import { generatedFindings } from './generated-findings.js';
import { readCatalog } from './read-catalog.js';
import { settingsFile } from './read-settings.js';

export interface CheckOptions {
  /** Absolute path of the catalog. */
  root: string;
  /** The catalog was rendered with claims. */
  showClaims: boolean;
  /** Refuses reports of runs that are still to come; no clock is asked without it. */
  now?: Date;
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
export async function checkCatalog({ root, showClaims, now, base }: CheckOptions): Promise<CheckResult> {
  const {
    entries,
    settings,
    findings: inputFindings,
    judged,
  } = await readCatalog(root, (tested) => evidenceFindings(tested, now));
  const findings = [...inputFindings, ...judged];
  // What a render would write is known only where the input can be read.
  const generated = hasErrors(inputFindings)
    ? []
    : generatedFindings(root, await catalogFiles({ entries, settings, showClaims }));
  if (base === undefined) findings.push(...generated);
  else findings.push(...(await againstBase(root, { base, entries, generated })));
  return { root, valid: !hasErrors(findings), providers: entries.length, findings: sortFindings(findings) };
}

interface AgainstBase {
  base: NonNullable<CheckOptions['base']>;
  entries: readonly CatalogEntry[];
  generated: readonly Finding[];
}

/**
 * A branch changes providers only, and the page is rendered after the merge: files that the branch leaves alone are none
 * of its mistakes.
 */
async function againstBase(root: string, { base, entries, generated }: AgainstBase): Promise<Finding[]> {
  const [{ changedProviders, untouchedFiles }, { versionFindings }] = await Promise.all([
    import('./history/changed-providers.js'),
    import('./history/version-findings.js'),
  ]);
  const changes = await changedProviders(root, base);
  const files = [...generated.map(({ file }) => file), settingsFile];
  const untouched = await untouchedFiles(root, { changes, files });
  return [
    ...generated.map((finding): Finding => {
      if (!untouched.has(finding.file)) return finding;
      return { ...finding, severity: 'warning', hint: 'A render after the merge writes it.' };
    }),
    ...(untouched.has(settingsFile) ? [] : [changedSettings]),
    ...(await versionFindings(root, { changes, entries: entries.map(({ metadata }) => metadata) })),
  ];
}

/** What reports are judged by is not for a submission to decide. */
const changedSettings = makeFinding({
  file: settingsFile,
  line: 1,
  column: 1,
  severity: 'warning',
  code: 'settings-changed',
  message: 'the branch changes the settings of the catalog, by which it is judged here',
  hint: 'Merge the settings by themselves, before any provider: `publish` never changes them.',
});
