import type { Badge } from '../conformance/report/report-types.js';
import { unbroken } from '../foundation/fold-text.js';
import { printable } from '../foundation/terminal-text.js';
import { type CatalogView, changedFiles, type SubmissionPlan } from './catalog-repository/catalog-view.js';
import type { PublishOutcome } from './publish.js';
import type { PublishResult } from './publish-result.js';

export interface PlanFacts {
  plan: SubmissionPlan;
  view: CatalogView;
  steps: readonly string[];
  badge: Badge;
  diff: string;
}

/** The plan as people read it before they agree. */
export function planText({ plan, view, steps, badge, diff }: PlanFacts): string {
  const files = [...changedFiles(plan.files, view.tip)].map(
    ([path, text]) => `  ${path} (${Buffer.byteLength(text)} bytes)`,
  );
  const parts = [
    `${plan.title} for ${view.title}`,
    `conformance: ${badge}`,
    '',
    'Files:',
    ...files,
    '',
    'Steps:',
    ...steps.map((step, index) => `  ${index + 1}. ${step}`),
    '',
  ];
  // The difference and the pull request's text are shown as they will stand there.
  const verbatim = [...(diff === '' ? [] : [diff.trimEnd(), '']), `Pull request: ${plan.title}`, '', plan.body];
  return `${printable(parts.join('\n'))}\n${unbroken(printable(verbatim.join('\n')))}\n`;
}

const outcomes: Record<PublishResult['action'], (result: PublishResult) => string> = {
  created: ({ prUrl }) => `Opened ${prUrl}`,
  updated: ({ prUrl }) => `Updated ${prUrl}`,
  noop: ({ prUrl }) =>
    prUrl === null ? 'Nothing to do: the catalog has this already' : `Nothing to do: ${prUrl} has this already`,
  manual: ({ compareUrl }) => `The branch is pushed. Open the pull request by hand:\n  ${compareUrl}`,
  planned: () => 'Nothing was submitted.',
};

/** The result as text for stdout. */
export function outcomeText({ result, plan }: PublishOutcome, { isPlanShown }: { isPlanShown: boolean }): string {
  const facts = [
    outcomes[result.action](result),
    `  conformance ${result.badge}, branch ${result.branch}${result.headSha === null ? '' : ` at ${result.headSha.slice(0, 12)}`}`,
    ...(result.digest === null ? ['  not tied to the image by a digest'] : [`  image ${result.digest}`]),
    ...result.warnings.map((warning) => `  warning: ${warning}`),
  ];
  return [...(plan !== undefined && !isPlanShown ? [plan] : []), printable(facts.join('\n'))].join('\n');
}
