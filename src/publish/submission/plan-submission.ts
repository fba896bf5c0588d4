import { reportHash } from '../../conformance/report/read-report.js';
import type { Badge, ConformanceReport } from '../../conformance/report/report-types.js';
import type { CatalogView, SubmissionPlan } from '../catalog-repository/catalog-view.js';
import { entryPaths } from '../catalog-repository/layout.js';
import { checkRequirements } from '../pull-request/checklist.js';
import { fileDiff } from '../pull-request/entry-diff.js';
import { pullRequestText, pullRequestTitle } from '../pull-request/pull-request-text.js';
import { branchName, commitMessage } from './commit-trailer.js';
import { completeEntry } from './derived-fields.js';
import { hashOfFiles, metadataIn, reportIn, versionIn } from './entry-content.js';
import type { EntryDraft } from './entry-draft.js';
import { entryFiles } from './entry-files.js';
import { badgeOfEntry, checkClaims, type Evidence, provenCapabilities } from './evidence.js';
import { describedIn, type PublishedImage } from './published-image.js';

export interface PlanInput {
  draft: EntryDraft;
  evidence: Evidence;
  view: CatalogView;
  image: PublishedImage;
  migration: string | undefined;
  now: Date;
  draftPull: boolean;
  force: boolean;
}

export interface PlannedSubmission {
  plan: SubmissionPlan;
  badge: Badge;
  /** Of the entry and the page, as a unified diff against the catalog's tip. */
  diff: string;
  warnings: string[];
}

/** Everything that would be written, from what is known. Throws UserError where the entry claims what the report denies. */
export async function planSubmission({
  draft,
  evidence,
  view,
  image,
  migration,
  now,
  draftPull,
  force,
}: PlanInput): Promise<PlannedSubmission> {
  const { name, tag } = draft.metadata;
  const place = { layout: view.layout, name };
  const told = image.resolved.known ? image.resolved.value.platforms : [];
  const platforms = told.length > 0 ? told : undefined;
  const { metadata, derived } = completeEntry({
    draft,
    existing: metadataIn(view.tip, place),
    capabilities: provenCapabilities(evidence.report),
    digest: evidence.digest,
    platforms,
    described: describedIn(image),
  });
  const warnings = checkClaims(evidence.report, metadata);
  const fresh = entryFiles({ metadata, page: draft.page, evidence }, view);
  const contentHash = hashOfFiles(fresh, place) ?? '';
  const isOpenAlready = view.open !== undefined && hashOfFiles(view.open.files, place) === contentHash;
  const paths = entryPaths(view.layout, name);
  // The same content measured again is nothing new: what is already on the branch stays, and is what the text describes.
  const recordedText = isOpenAlready ? view.open?.files.get(paths.report) : undefined;
  const kept = reportIn(recordedText);
  const files =
    !isOpenAlready || !view.open
      ? fresh
      : view.layout === 'directories' || !isReport(kept) || recordedText === undefined
        ? view.open.files
        : // The rest of the one file is the catalog's tip, which may have moved since.
          entryFiles({ metadata, page: draft.page, evidence: { ...evidence, report: kept, text: recordedText } }, view);
  const reportText = files.get(paths.report) ?? evidence.text;
  const recorded = reportIn(reportText);
  const report = isReport(recorded) ? recorded : evidence.report;
  const badge = badgeOfEntry(report, metadata);
  const diff = [paths.metadata, ...(paths.page === undefined ? [] : [paths.page])]
    .map((path) => fileDiff(path, view.tip.get(path), files.get(path)))
    .join('');
  const title = pullRequestTitle({ name, tag });
  const previousTag = versionIn(view.tip, place)?.tag;
  const { body, brief } = await pullRequestText({
    metadata,
    previousTag,
    migration,
    report,
    badge,
    reportHash: reportHash(reportText),
    digest: evidence.digest,
    platformsKnown: platforms !== undefined,
    requirements: checkRequirements({
      metadata,
      report,
      page: files.get(paths.page ?? '') ?? '',
      image,
      previousTag,
      migration,
      now,
    }),
    derived,
    diff,
    warnings,
    follows: view.closedUnmerged?.number,
    contentHash,
  });
  const plan: SubmissionPlan = {
    name,
    branch: branchName(name),
    title,
    body,
    brief,
    contentHash,
    files,
    commitMessage: commitMessage(title, contentHash),
    draft: draftPull,
    force,
  };
  return { plan, badge, diff, warnings };
}

function isReport(recorded: ReturnType<typeof reportIn>): recorded is ConformanceReport {
  return recorded !== undefined && typeof recorded !== 'string';
}
