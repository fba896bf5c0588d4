import type { ComparedTest } from '../../conformance/report/compare-reports.js';
import type { Finding } from '../../provider/metadata/finding.js';
import { findingsAsGithub } from '../../provider/metadata/finding-output/github-output.js';
import { profileNames } from '../../provider/profiles.js';
import { inlineText } from '../markdown-text.js';
import type { RequirementLine } from '../requirements/requirement-types.js';
import type { Measured, ProviderReview, ReviewResult, ReviewStatus } from './review-types.js';

const mostTests = 50;
const mostFindings = 50;

const statusWords: Record<ReviewStatus, string> = {
  reproduced: 'reproduced',
  contradicted: '**contradicted**',
  refused: '**refused**',
  'not-reproduced': '*not reproduced*',
};

/** The review in Markdown: what a maintainer reads before merging. */
export function reviewMarkdown({ providers, removed, shard, holds }: ReviewResult): string {
  const part = shard ? ` (part ${shard.index} of ${shard.total})` : '';
  const blocks = [
    `# Review of the submitted evidence${part}`,
    verdict(providers, holds),
    providers.length > 0 ? table(providers) : '',
    ...providers.map(section),
    removed.length > 0 ? `Taken out: ${removed.map(text).join(', ')}.` : '',
  ];
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`;
}

function verdict(providers: readonly ProviderReview[], holds: boolean): string {
  if (providers.length === 0) return 'No provider to test.';
  const open = providers.filter(({ status }) => status === 'not-reproduced').length;
  if (!holds) return 'The evidence does **not** hold.';
  if (open === 0) return 'The evidence holds: every image was tested anew and bears its report out.';
  return `Nothing contradicts the evidence, but ${open} of ${providers.length} could not be reproduced here: that is no pass.`;
}

function table(providers: readonly ProviderReview[]): string {
  const rows = providers.map(({ name, tag, previousTag, status, submitted, rerun }) => {
    const version = previousTag === null || previousTag === tag ? (tag ?? '-') : `${previousTag} to ${tag ?? '-'}`;
    const cells = [text(name), text(version), statusWords[status], submitted?.verdict ?? 'none', rerun?.verdict ?? '-'];
    return `| ${cells.join(' | ')} |`;
  });
  return ['| Provider | Version | Evidence | Submitted | Tested anew |', '|---|---|---|---|---|', ...rows].join('\n');
}

function section(review: ProviderReview): string {
  const { name, status, reason, image, tag, submitted, rerun, differences, unsteady, findings, requirements } = review;
  const lines = [
    `- Evidence: ${statusWords[status]}${reason === null ? '' : `; ${text(reason)}`}`,
    ...(image === null ? [] : [`- Image: ${text(`${image}:${tag}`)}`]),
    ...(submitted ? [`- Submitted: ${profilesOf(submitted)}`] : []),
    ...(rerun ? [`- Tested anew: ${profilesOf(rerun)}`] : []),
    ...(unsteady.length > 0 ? [`- Failed once, passed when run again: ${unsteady.map(text).join(', ')}`] : []),
  ];
  return [
    `## ${text(name)}`,
    lines.join('\n'),
    findingTable(findings),
    differenceTable(differences),
    checklist(requirements),
  ]
    .filter((block) => block !== '')
    .join('\n\n');
}

function profilesOf({ profiles, suite, finishedAt }: Measured): string {
  const verdicts = profileNames.flatMap((profile) => {
    const result = profiles[profile];
    return result ? [`${profile} ${result.verdict} (${result.covered}/${result.total})`] : [];
  });
  return `${verdicts.join(', ') || 'nothing'}; suite ${text(suite.version)}, ${text(finishedAt)}`;
}

function findingTable(findings: readonly Finding[]): string {
  if (findings.length === 0) return '';
  const rows = findings
    .slice(0, mostFindings)
    .map(
      ({ file, line, column, severity, code, message }) =>
        `| ${severity} | ${text(`${file}:${line}:${column}`)} | ${text(`${code}: ${message}`)} |`,
    );
  const more = findings.length > mostFindings ? [`| | | and ${findings.length - mostFindings} more |`] : [];
  return ['| | Where | What |', '|---|---|---|', ...rows, ...more].join('\n');
}

function differenceTable(differences: readonly ComparedTest[]): string {
  if (differences.length === 0) return '';
  const rows = differences
    .slice(0, mostTests)
    .map(({ id, before, after, reason }) => `| ${text(id)} | ${before} | ${after} | ${text(reason ?? '')} |`);
  const more = differences.length > mostTests ? [`| and ${differences.length - mostTests} more | | | |`] : [];
  return ['| Test | Submitted | Tested anew | Reason |', '|---|---|---|---|', ...rows, ...more].join('\n');
}

function checklist(lines: readonly RequirementLine[]): string {
  if (lines.length === 0) return '';
  const rows = lines.map(({ text: words, state, checks }) => {
    const evidence = checks.map((check) => text(checks.length > 1 ? `${check.state}: ${check.text}` : check.text));
    return `| ${text(words)} | ${state} | ${evidence.join('<br>')} |`;
  });
  return ['| Requirement | | Evidence |', '|---|---|---|', ...rows].join('\n');
}

/** GitHub reads commands in what a step prints: `::` begins one, and `##[` one of an older kind, wherever it stands. */
function text(raw: string): string {
  return inlineText(raw.slice(0, 1_000)).replaceAll('::', ':\u200b:').replaceAll('##[', '# #[');
}

/** The findings, and what was not reproduced, as annotations of the changed files. */
export function reviewAnnotations({ providers }: ReviewResult, shown: (file: string) => string): string {
  const all = providers.flatMap(({ name, status, reason, findings }) => {
    const open: Finding = {
      file: `providers/${name}/conformance.json`,
      line: 1,
      column: 1,
      code: 'not-reproduced',
      severity: 'warning',
      message: `the evidence could not be reproduced here, which is no pass: ${reason ?? ''}`,
    };
    return [...findings, ...(status === 'not-reproduced' ? [open] : [])];
  });
  return findingsAsGithub(all.map((finding) => ({ ...finding, file: shown(finding.file) })));
}
