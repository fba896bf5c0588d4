import type { ConformanceReport, TestResult } from '../../conformance/report/report-types.js';
import { allVisible, visibleText } from '../../conformance/report/visible-text.js';
import { type Profile, profiles } from '../../provider/profiles.js';
import type { CatalogEntry } from '../catalog-entry.js';
import { claimedVerdicts } from '../claims.js';
import type { Evidence } from '../evidence.js';
import { evidenceRemark } from '../evidence-remark.js';
import { installCommands } from '../install-commands.js';
import { pageHtml } from './page-text.js';

const unstated = 'not stated';

/** One provider in the overview and in the matrix. */
export function itemView({ metadata, evidence }: CatalogEntry) {
  const { name, displayName, description, tag, maturity, capabilities, compatibility = {} } = metadata;
  const { kubernetes = unstated, virtrigaud = unstated, go = unstated, platforms = [] } = compatibility;
  return {
    href: `providers/${name}.html`,
    displayName: visibleText(displayName),
    description: visibleText(description),
    version: visibleText(tag),
    verdict: evidence.verdict,
    maturity,
    profiles: profiles
      .filter((profile) => capabilities.includes(profile.name))
      .map((profile) => ({ name: profile.name, verdict: profileVerdict(evidence, profile) })),
    kubernetes: visibleText(kubernetes),
    virtrigaud: visibleText(virtrigaud),
    go: visibleText(go),
    platforms: visibleText(platforms.join(', ')) || unstated,
  };
}

export type ItemView = ReturnType<typeof itemView>;

/** A profile that nobody measured is `pending`; one whose result does not hold for the entry is `stale`. */
function profileVerdict({ status, profiles: measured }: Evidence, { name }: Profile): string {
  return measured[name]?.verdict ?? (status === 'stale' ? 'stale' : 'pending');
}

export interface ProviderPageInput {
  entry: CatalogEntry;
  report: ConformanceReport | undefined;
  showClaims: boolean;
}

const shownFindings = 20;

/** Everything of one provider's page; texts can be shown, and the template escapes them, `about` excepted. */
export function providerView({ entry, report, showClaims }: ProviderPageInput) {
  const { metadata, evidence, page } = entry;
  const claims = showClaims ? claimedVerdicts(metadata.claimed)?.profiles : undefined;
  const current = evidence.status === 'current' ? report : undefined;
  return {
    ...(allVisible({
      ...itemView(entry),
      replacedBy: metadata.replacedBy ?? '',
      remark: evidenceRemark(evidence) ?? '',
      claims: claims ?? '',
      installation: installCommands(metadata),
      profiles: profiles.map((profile) => profileRow(entry, profile)),
      findings: current?.tests.filter(isFinding).slice(0, shownFindings).map(findingView) ?? [],
      facts: facts(entry),
      report: report ? reportPage(metadata.name) : '',
    }) as Record<string, unknown>),
    about: page === '' ? '' : pageHtml(visibleText(page)),
  };
}

export function reportPage(name: string): string {
  return `reports/${name}.html`;
}

function profileRow({ metadata, evidence }: CatalogEntry, profile: Profile) {
  const result = evidence.profiles[profile.name];
  return {
    title: profile.title,
    declared: metadata.capabilities.includes(profile.name) ? 'yes' : 'no',
    verdict: profileVerdict(evidence, profile),
    coverage: result ? `${result.covered} of ${result.total} capabilities` : 'not measured',
  };
}

function isFinding({ verdict }: TestResult): boolean {
  return !['pass', 'not-applicable', 'excluded'].includes(verdict);
}

function findingView({ id, verdict, reason }: TestResult) {
  return { id, verdict, reason: reason ?? '' };
}

interface Fact {
  name: string;
  value: string;
  code?: boolean;
  href?: string;
}

function facts({ metadata, evidence }: CatalogEntry) {
  const { image, tag, digest, repo, documentation, maintainer, license, tags = [], compatibility = {} } = metadata;
  const { testedAt, suiteVersion, subject } = evidence;
  const tested = { endpoint: 'a running endpoint', command: 'a local command', image: 'an image' };
  const known: (Omit<Fact, 'value'> & { value: string | undefined })[] = [
    { name: 'Image', value: `${image}:${tag}`, code: true },
    { name: 'Digest', value: digest, code: true },
    { name: 'Kubernetes', value: compatibility.kubernetes },
    { name: 'VirtRigaud', value: compatibility.virtrigaud },
    { name: 'Go', value: compatibility.go },
    { name: 'Platforms', value: compatibility.platforms?.join(', ') },
    { name: 'Tested', value: testedAt },
    { name: 'Tested as', value: subject && tested[subject] },
    { name: 'Suite', value: suiteVersion && `VCTS ${suiteVersion}` },
    { name: 'Source code', value: repo, href: repo },
    ...(documentation === undefined ? [] : [{ name: 'Documentation', value: documentation, href: documentation }]),
    { name: 'Maintainer', value: maintainer },
    { name: 'Licence', value: license },
    { name: 'Tags', value: tags.join(', ') },
  ];
  return known.flatMap(({ value, href, code = false, name }) =>
    value ? [{ name, value, code, href: safe(href) }] : [],
  );
}

/** Validation lets nothing but https through; what is no web address is shown as text all the same. */
function safe(address: string | undefined): string {
  return address !== undefined && /^https?:\/\//i.test(address) ? address : '';
}
