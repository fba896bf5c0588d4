import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { shieldsAddress } from '../../catalog/badges.js';
import { measuredProfiles } from '../../catalog/verdicts.js';
import type { Badge, ConformanceReport, TestResult } from '../../conformance/report/report-types.js';
import { packageRoot } from '../../foundation/package-info.js';
import { cut } from '../../foundation/terminal-text.js';
import type { ProviderMetadata } from '../../provider/metadata/metadata-types.js';
import { profileNames } from '../../provider/profiles.js';
import type { DerivedField } from '../submission/derived-fields.js';
import type { ShownRequirement } from './checklist.js';
import { withMarkers } from './kept-text.js';
import { block, cellCode, code, link, type Markdown, prose } from './markdown.js';

/** What the text of a pull request is made from. */
export interface PullRequestFacts {
  metadata: ProviderMetadata;
  previousTag: string | undefined;
  report: ConformanceReport;
  badge: Badge;
  /** `sha256:<64 hex>` of the report as it is submitted. */
  reportHash: string;
  digest: string | undefined;
  /** True where a registry told the platforms. */
  platformsKnown: boolean;
  /** Where the migration to a new major version is described. */
  migration: string | undefined;
  requirements: readonly ShownRequirement[];
  derived: readonly DerivedField[];
  /** Of the entry without its report. */
  diff: string;
  warnings: readonly string[];
  /** Number of an earlier pull request that was closed without a merge. */
  follows: number | undefined;
  contentHash: string;
}

/** GitHub takes 65,536 characters; what people add must fit too. */
const mostCharacters = 60_000;
const mostDiff = 20_000;
const mostFailures = 20_000;
const mostReason = 500;

const subjects = { endpoint: 'a running endpoint', command: 'a local command' } as const;

/** The title, always of the same form. */
export function pullRequestTitle({ name, tag }: Pick<ProviderMetadata, 'name' | 'tag'>): string {
  return `Provider ${name} ${tag}`;
}

/**
 * The generated part of the text, with its markers: at most 60,000 characters, and as short as it can be. Every value
 * is escaped.
 */
export async function pullRequestText(facts: PullRequestFacts): Promise<{ body: string; brief: string }> {
  const { default: Handlebars } = await import('handlebars');
  const template = readFileSync(join(packageRoot, 'templates', 'publish', 'pull-request.md.hbs'), 'utf8');
  // Values are escaped for Markdown before they get here; HTML escapes on top would show as such.
  const render = Handlebars.create().compile(template, { noEscape: true, strict: true });
  const helpers = {
    code: (text: unknown) => code(String(text)),
    cell: (text: unknown) => cellCode(String(text)),
  };
  const withShare = (share: number) => withMarkers(render(viewOf(facts, share), { helpers }), facts.contentHash);
  const brief = withShare(0);
  const body = [1, 0.5, 0.2, 0.05, 0].map(withShare).find((text) => text.length <= mostCharacters);
  if (body !== undefined) return { body, brief };
  throw new Error('the text of the pull request cannot be made short enough');
}

function viewOf(facts: PullRequestFacts, share: number): Record<string, unknown> {
  const { metadata, report, previousTag, badge, digest } = facts;
  const platforms = metadata.compatibility?.platforms ?? [];
  const failures = notPassed(report.tests);
  const longest = share === 0 ? mostReason / 5 : mostReason;
  return {
    name: metadata.name,
    tag: metadata.tag,
    displayName: prose(metadata.displayName),
    previousTag: previousTag !== metadata.tag ? previousTag : undefined,
    isSameVersion: previousTag === metadata.tag,
    follows: facts.follows,
    image: `${metadata.image}:${metadata.tag}`,
    digest,
    platforms: platforms.map((platform) => cellCode(platform)).join(', '),
    platformsClaimed: !facts.platformsKnown,
    repo: link(metadata.repo),
    maintainer: metadata.maintainer,
    license: metadata.license,
    maturity: metadata.maturity,
    badge,
    badgeUrl: shieldsAddress(badge),
    profiles: profileRows(report),
    suiteVersion: report.suite.version,
    suiteDigest: report.suite.digest,
    testCount: report.tests.length,
    subject: subjectOf(facts),
    reportHash: facts.reportHash,
    warnings: facts.warnings.map((warning) => prose(cut(warning, longest))),
    failureTitle: `${failures.length} ${failures.length === 1 ? 'test' : 'tests'} did not pass`,
    failures: failureList(failures, mostFailures * share),
    derived: facts.derived.map(({ field, value, source }) => ({
      field,
      value: value === '' ? '' : cellCode(cut(value, longest)),
      source: prose(source),
    })),
    requirements: facts.requirements,
    migration: facts.migration === undefined ? undefined : link(facts.migration),
    isDeprecated: metadata.maturity === 'deprecated',
    diff: facts.diff === '' ? '' : block(cut(facts.diff, mostDiff * share), 'diff'),
    reproduce: block(cut(report.reproduce, 2_000), 'bash'),
  };
}

function subjectOf({ report, digest }: PullRequestFacts): string {
  const { kind } = report.subject;
  if (kind !== 'image') return subjects[kind];
  return digest === undefined ? 'an image whose digest is not known' : 'the image';
}

function profileRows(report: ConformanceReport): { name: Markdown; verdict: string; coverage: string }[] {
  const results = measuredProfiles(report);
  return profileNames.map((name) => {
    const result = results[name];
    if (!result) return { name: prose(name), verdict: 'not tested', coverage: '' };
    const { verdict, covered, total } = result;
    return { name: prose(name), verdict, coverage: `covers ${covered} of ${total} capabilities` };
  });
}

function notPassed(tests: readonly TestResult[]): TestResult[] {
  return tests.filter(({ verdict }) => verdict !== 'pass' && verdict !== 'not-applicable');
}

function failureList(tests: readonly TestResult[], most: number): string {
  let text = '';
  for (const [index, { id, profile, level, verdict, reason }] of tests.entries()) {
    const line = `- ${code(id)} (${profile}, ${level}): **${verdict}**${reason ? `, ${code(cut(reason, mostReason))}` : ''}\n`;
    if (text.length + line.length > most) return `${text}- and ${tests.length - index} more, in the report`;
    text += line;
  }
  return text.trimEnd();
}
