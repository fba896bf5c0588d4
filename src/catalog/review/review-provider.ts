import { join } from 'node:path';
import type { ConformanceReport } from '../../conformance/report/report-types.js';
import type { RunContext } from '../../foundation/run-context.js';
import { type Finding, hasErrors, sortFindings } from '../../provider/metadata/finding.js';
import { locateInFile, makeFinding } from '../../provider/metadata/load-metadata.js';
import type { ProviderMetadata } from '../../provider/metadata/metadata-types.js';
import { metadataFileName, providersFolder } from '../../provider/metadata/provider-files.js';
import { evidenceOf } from '../evidence.js';
import { versionAt } from '../history/catalog-history.js';
import type { ChangedProviders } from '../history/changed-providers.js';
import { previousTag } from '../history/previous-tag.js';
import { versionFindings } from '../history/version-findings.js';
import { type ReadEntry, readEntry } from '../read-entry.js';
import { reportPath } from '../recorded-report.js';
import { type Gateways, gatherFacts } from '../requirements/gather-facts.js';
import { known } from '../requirements/requirement-facts.js';
import type { RequirementLine } from '../requirements/requirement-types.js';
import { requirements } from '../requirements/requirements.js';
import { suiteAcceptance } from '../suite-range.js';
import { measuredProfiles } from '../verdicts.js';
import { compareEvidence, type Outcome } from './contradictions.js';
import { checkImage, profilesToTest, type RunLimits, rerunImage } from './rerun.js';
import type { Measured, ProviderReview } from './review-types.js';

export interface OneReview {
  root: string;
  name: string;
  /** Undefined where every provider is tested again, changed or not. */
  changes: ChangedProviders | undefined;
  limits: RunLimits;
  gateways: Gateways;
}

/** Tests one submitted provider anew and holds its report against that. Nothing of the branch runs outside a container. */
export async function reviewProvider(review: OneReview, context: RunContext): Promise<ProviderReview> {
  const { root, name, changes } = review;
  const read = await readEntry(root, name, context.now());
  const { entry, report } = read;
  const before = changes && (await versionAt(changes.history, { commit: changes.base, name }));
  const findings = [...read.findings];
  if (!entry) return refused({ name, findings, previousTag: before?.tag ?? null });
  const { metadata, evidence } = entry;
  if (changes) findings.push(...(await versionFindings(root, { changes, entries: [metadata] })));
  const start: ProviderReview = {
    ...refused({ name, findings, previousTag: before?.tag ?? null }),
    image: metadata.image,
    tag: metadata.tag,
    submitted: report ? { ...measured(report), verdict: evidence.verdict } : null,
  };
  if (!report) {
    // An entry that never had evidence is pending, which its page says; a new one, or one that lost it, is refused.
    const severity = !changes || (before && !(await hadReport(changes, name))) ? 'warning' : 'error';
    findings.push(missingReport(root, { name, severity }));
  } else if (evidence.profiles.core && evidence.profiles.core.verdict !== 'pass') findings.push(coreFails(read));
  if (hasErrors(findings)) return { ...start, findings: sortFindings(findings) };
  return await tested({ ...review, read, metadata, start, before: before?.tag }, context);
}

interface Testing extends OneReview {
  read: ReadEntry;
  metadata: ProviderMetadata;
  start: ProviderReview;
  before: string | undefined;
}

async function tested(testing: Testing, context: RunContext): Promise<ProviderReview> {
  const { read, metadata, start, limits, root } = testing;
  const { report, reportFinding } = read;
  const image = await checkImage(metadata, context);
  if (image.state === 'wrong') {
    const what = { code: 'image-differs', message: image.message, hint: 'Publish what the tag names now.' };
    const finding = metadataFinding(root, { name: metadata.name, field: image.field, severity: 'error', ...what });
    return { ...start, reason: image.message, findings: sortFindings([...start.findings, finding]) };
  }
  const profiles = profilesToTest(metadata, report);
  const rerun = await rerunImage({ metadata, profiles, limits }, context);
  const lines = await checklist(testing, { report: 'notRun' in rerun ? report : rerun.report, context });
  if ('notRun' in rerun) return { ...start, status: 'not-reproduced', reason: rerun.notRun, requirements: lines };
  const shown = { ...start, rerun: measured(rerun.report), requirements: lines };
  if (!report) return { ...shown, status: 'not-reproduced', reason: 'there is no report to hold against it' };
  const outcome = compareEvidence(report, rerun.report);
  const again = await confirmed(outcome, { metadata, profiles, limits, report, context });
  const result = { ...shown, differences: outcome.differences, unsteady: again.unsteady };
  if (again.contradictions.length > 0) {
    const found = again.contradictions.map(({ path, message }) =>
      reportFinding(path, {
        code: 'report-contradicted',
        severity: 'error',
        message,
        hint: 'Test the image that is submitted and record what VCTS writes.',
      }),
    );
    const [first] = again.contradictions;
    const more = again.contradictions.length > 1 ? `, and ${again.contradictions.length - 1} more` : '';
    const reason = `${first?.message}${more}`;
    return { ...result, status: 'contradicted', reason, findings: sortFindings([...start.findings, ...found]) };
  }
  if (outcome.open.length > 0)
    return { ...result, status: 'not-reproduced', reason: `could not be run here: ${outcome.open.join(', ')}` };
  // Alone they pass, but the run of the whole suite, which is what the report claims, did not.
  if (again.unsteady.length > 0)
    return {
      ...result,
      status: 'not-reproduced',
      reason: `failed in the whole run and passed alone: ${again.unsteady.join(', ')}`,
    };
  return { ...result, status: 'reproduced', reason: null };
}

/** From the report that is given, as evidence for the entry; a run of this very tool needs no doubts. */
async function checklist(
  { root, read, metadata, changes, before, gateways }: Testing,
  { report, context }: { report: ConformanceReport | undefined; context: RunContext },
): Promise<RequirementLine[]> {
  const page = read.entry?.page ?? '';
  const { name, tag } = metadata;
  const evidence = evidenceOf({ metadata, report, acceptsSuite: suiteAcceptance() });
  const previous = changes ? known(before ?? null) : await previousTag(root, { name, tag, context });
  const input = { metadata, page, evidence, report, reportMistakes: [], previousTag: previous };
  return requirements(await gatherFacts(input, { gateways, context }));
}

interface Again {
  metadata: ProviderMetadata;
  profiles: ReturnType<typeof profilesToTest>;
  limits: RunLimits;
  report: ConformanceReport;
  context: RunContext;
}

/** A machine of a CI is slow at times: what failed is run once more, alone, and counts only where it fails again. */
async function confirmed(
  { contradictions }: Outcome,
  { metadata, profiles, limits, report, context }: Again,
): Promise<Pick<Outcome, 'contradictions'> & { unsteady: string[] }> {
  const ids = contradictions.flatMap(({ id }) => (id === undefined ? [] : [id]));
  if (ids.length === 0) return { contradictions, unsteady: [] };
  const rerun = await rerunImage({ metadata, profiles, limits, ids }, context);
  if ('notRun' in rerun) return { contradictions, unsteady: [] };
  const passed = new Set(rerun.report.tests.filter(({ verdict }) => verdict === 'pass').map(({ id }) => id));
  const still = contradictions.filter(({ id }) => id === undefined || !passed.has(id));
  return { contradictions: still, unsteady: ids.filter((id) => passed.has(id) && has(report, id)) };
}

const has = (report: ConformanceReport, id: string) => report.tests.some((test) => test.id === id);

function measured(report: ConformanceReport): Measured {
  const { badge, suite, finishedAt } = report;
  return { verdict: badge, profiles: measuredProfiles(report), suite, finishedAt };
}

function refused(given: Pick<ProviderReview, 'name' | 'findings' | 'previousTag'>): ProviderReview {
  return {
    ...given,
    status: 'refused',
    reason: 'the entry or its report is wrong by itself',
    image: null,
    tag: null,
    submitted: null,
    rerun: null,
    differences: [],
    unsteady: [],
    requirements: [],
  };
}

async function hadReport({ history, base }: ChangedProviders, name: string): Promise<boolean> {
  return (await history.git.file(base, `${history.prefix}${reportPath(name)}`)) !== undefined;
}

function coreFails({ reportFinding, entry }: ReadEntry): Finding {
  return reportFinding(['profiles', 'core', 'verdict'], {
    code: 'core-not-passed',
    severity: 'error',
    message: `the core profile is ${entry?.evidence.profiles.core?.verdict}, and every provider of the catalog must pass it`,
    hint: 'Mend the provider and test it again.',
  });
}

function missingReport(root: string, { name, severity }: { name: string; severity: Finding['severity'] }): Finding {
  return metadataFinding(root, {
    name,
    field: 'name',
    code: 'report-missing',
    severity,
    message: 'there is no conformance.json, so nothing shows that the provider passes',
    hint: 'Submit it with `vrtg-provider publish`, which records the evidence.',
  });
}

type Placed = Pick<Finding, 'code' | 'severity' | 'message'> & { name: string; field: string; hint: string };

function metadataFinding(root: string, { name, field, ...what }: Placed): Finding {
  const file = `${providersFolder}/${name}/${metadataFileName}`;
  return makeFinding({ file, ...locateInFile(join(root, file), [field], 'value'), ...what });
}
