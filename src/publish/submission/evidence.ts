import { type Evidence as CatalogEvidence, evidenceOf } from '../../catalog/evidence.js';
import { reportMistakes } from '../../catalog/report-mistakes.js';
import { suiteAcceptance } from '../../catalog/suite-range.js';
import { measuredProfiles } from '../../catalog/verdicts.js';
import { knownSuite } from '../../conformance/report/known-suites.js';
import type { Badge, ConformanceReport } from '../../conformance/report/report-types.js';
import { UserError } from '../../foundation/errors.js';
import { exitCodes } from '../../foundation/exit-codes.js';
import type { ProviderMetadata } from '../../provider/metadata/metadata-types.js';
import { type ProfileName, profileNames } from '../../provider/profiles.js';

/** What was measured, and how far it speaks for the image that is published. */
export interface Evidence {
  report: ConformanceReport;
  /** The report as it is submitted. */
  text: string;
  /** `sha256:<64 hex>` of the image that was tested; only where the image itself was. */
  digest?: string;
}

/** A report as evidence for an entry. Throws UserError (exit 1) where it is of something else or core does not pass. */
export function judgeEvidence(report: ConformanceReport, entry: ProviderMetadata): Evidence {
  refuseForeignReport(catalogEvidence(report, entry), entry);
  refuseIncredible(report);
  refuseFailingCore(report);
  const { kind, digest } = report.subject;
  return { report, text: reportText(report), ...(kind === 'image' && digest !== undefined && { digest }) };
}

export function reportText(report: ConformanceReport): string {
  return `${JSON.stringify(report, null, 2)}\n`;
}

/** What the catalog will say of the entry with this report: computed from the tests, not from what the report claims. */
export function catalogEvidence(report: ConformanceReport, metadata: ProviderMetadata): CatalogEvidence {
  return evidenceOf({ metadata, report, acceptsSuite: suiteAcceptance() });
}

export function badgeOfEntry(report: ConformanceReport, metadata: ProviderMetadata): Badge {
  const { verdict } = catalogEvidence(report, metadata);
  return verdict === 'pass' || verdict === 'partial' ? verdict : 'fail';
}

/** The profiles that a provider can honestly claim: it declares something of them, and nothing of them failed. */
export function provenCapabilities(report: ConformanceReport): ProfileName[] {
  const results = measuredProfiles(report);
  return profileNames.filter((name) => results[name]?.verdict === 'pass' || results[name]?.verdict === 'partial');
}

/**
 * Checks what the author claims against the report. Throws UserError (exit 1) for a claimed profile that fails or of which
 * the provider declares nothing; what was not tested is a warning.
 */
export function checkClaims(report: ConformanceReport, { capabilities }: ProviderMetadata): string[] {
  const results = measuredProfiles(report);
  const wrong = capabilities.filter((name) => results[name]?.verdict === 'fail' || results[name]?.verdict === 'skip');
  if (wrong.length > 0) {
    const list = wrong.map((name) => `${name} is ${results[name]?.verdict}`);
    throw new UserError({
      code: 'CAPABILITIES_NOT_SHOWN',
      message: `The entry declares profiles that the report does not bear out: ${list.join(', ')}`,
      hint: `Remove ${wrong.join(', ')} from capabilities in provider.yaml, or mend the provider and test it again.`,
      exitCode: exitCodes.no,
      details: { capabilities: wrong },
    });
  }
  const uncovered = capabilities
    .filter((name) => results[name] === undefined)
    .map((name) => `The entry declares the profile ${name}, which the report does not cover.`);
  const unasked = declaredProfiles(report)
    .filter((name) => results[name] === undefined && !capabilities.includes(name))
    .map((name) => `The provider declares features of the profile ${name}, which was not tested and is not listed.`);
  return [...uncovered, ...unasked];
}

/** The profiles that the provider's own flags speak of; plain clone has no flag. */
function declaredProfiles({ capabilities }: ConformanceReport): ProfileName[] {
  if (!capabilities) return [];
  const flags: Partial<Record<ProfileName, boolean>> = {
    snapshot: capabilities.supportsSnapshots,
    clone: capabilities.supportsLinkedClones,
    'image-prepare': capabilities.supportsImageImport,
    advanced: capabilities.supportsReconfigureOnline || capabilities.supportsDiskExpansionOnline,
  };
  return profileNames.filter((name) => flags[name]);
}

function refuseForeignReport({ status, reasons }: CatalogEvidence, { image, tag }: ProviderMetadata): void {
  if (status !== 'stale') return;
  throw new UserError({
    code: 'REPORT_OF_ANOTHER',
    message: `The report does not hold for ${image}:${tag}: ${reasons.map(({ message }) => message).join('; ')}`,
    hint: 'Run the suite against what is published, or publish without --report. A digest in provider.yaml is written by publish: leave it out.',
    exitCode: exitCodes.no,
    details: { reasons },
  });
}

function refuseFailingCore(report: ConformanceReport): void {
  const verdict = measuredProfiles(report).core?.verdict;
  if (verdict === 'pass') return;
  if (verdict === undefined) {
    throw new UserError({
      code: 'CORE_NOT_TESTED',
      message: 'The evidence says nothing of the core profile, which every provider of the catalog must pass',
      hint: 'Ask for it: --profile core, or leave --profile out.',
      exitCode: exitCodes.no,
    });
  }
  const open = report.tests.filter((test) => {
    return (
      test.profile === 'core' &&
      test.level !== 'advisory' &&
      test.verdict !== 'pass' &&
      test.verdict !== 'not-applicable'
    );
  });
  const list = open.slice(0, 10).map((test) => `${test.id}: ${test.verdict}${test.reason ? ` (${test.reason})` : ''}`);
  if (open.length > list.length) list.push(`and ${open.length - list.length} more`);
  throw new UserError({
    code: 'CORE_DOES_NOT_PASS',
    message: [`The core profile is ${verdict}: nothing is submitted`, ...list].join('\n  '),
    hint: 'Make the core profile pass first; `vcts run --profile core` shows each test as it runs.',
    exitCode: exitCodes.no,
    details: { verdict, tests: open.map(({ id, verdict }) => ({ id, verdict })) },
  });
}

const mistakeCodes = {
  'report-inconsistent': 'REPORT_INCONSISTENT',
  'report-incomplete': 'REPORT_INCOMPLETE',
  'report-ended': 'REPORT_INCOMPLETE',
  'report-dates': 'REPORT_INCONSISTENT',
} as const;

/** A report that no run of VCTS writes, or of a suite that nobody knows, proves nothing. */
function refuseIncredible(report: ConformanceReport): void {
  const mistakes = reportMistakes(report);
  const [first] = mistakes;
  if (first) {
    throw new UserError({
      code: mistakeCodes[first.code],
      message: `The report proves nothing: ${mistakes
        .slice(0, 5)
        .map(({ message }) => message)
        .join('; ')}`,
      hint: 'Run the suite again, to its end; a report is never edited by hand.',
      exitCode: exitCodes.no,
      details: { mistakes },
    });
  }
  const { version, digest } = report.suite;
  if (knownSuite(digest)) return;
  throw new UserError({
    code: 'UNKNOWN_SUITE',
    message: `The report was made by a suite ${version} (${digest}) that this version of vrtg-provider does not know`,
    hint: 'Run the suite of this version, or publish with the version that made the report.',
    exitCode: exitCodes.no,
  });
}
