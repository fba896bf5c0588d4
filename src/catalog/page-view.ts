import { type Profile, profiles } from '../provider/profiles.js';
import { badgePath, shieldsAddress } from './badges.js';
import type { CatalogEntry } from './catalog-entry.js';
import type { CatalogSettings } from './catalog-settings.js';
import { claimedVerdicts } from './claims.js';
import { newestTest } from './evidence.js';
import { evidenceRemark } from './evidence-remark.js';
import { installCommands, quickStartCommands } from './install-commands.js';
import { shortName } from './provider-names.js';
import { catalogRequirements } from './requirements/catalog-requirements.js';

export interface PageInput {
  /** In the order of the page. */
  entries: readonly CatalogEntry[];
  settings: CatalogSettings;
  showClaims: boolean;
}

/** Templates of one provider. */
export const rowTemplates = ['overview-row', 'provider-section', 'matrix-row'] as const;
export type RowTemplate = (typeof rowTemplates)[number];

/** What the page's templates see. Texts are raw: the templates escape each for the place where it stands. */
export type PageView = ReturnType<typeof pageView>;

export function pageView({ entries, settings, showClaims }: PageInput) {
  const quickStart = quickStartOf(entries, settings);
  const tested = entries.filter(({ evidence }) => evidence.status === 'current');
  return {
    lastTested: newestTest(entries.map(({ evidence }) => evidence)),
    allTested: entries.length > 0 && tested.length === entries.length,
    testedCount: tested.length,
    providerCount: entries.length,
    /** One after the other, since thousands of them are large; each with what its row shows. */
    *rows(template: RowTemplate) {
      const view = rowViews[template];
      for (const entry of entries) yield view(entry, { settings, showClaims });
    },
    quickStart: quickStart && quickStartCommands(quickStart.metadata),
    profiles,
    requirements: catalogRequirements,
    tutorial: settings.tutorial,
  };
}

/** The named one, else the first whose evidence passes, else the first; never one that is deprecated. */
function quickStartOf(entries: readonly CatalogEntry[], { quickStart }: CatalogSettings): CatalogEntry | undefined {
  let first: CatalogEntry | undefined;
  let passed: CatalogEntry | undefined;
  for (const entry of entries) {
    const mayPass = !passed && entry.evidence.verdict === 'pass';
    if (first && !mayPass && quickStart === undefined) continue;
    const { name, maturity } = entry.metadata;
    if (maturity === 'deprecated') continue;
    if (name === quickStart) return entry;
    first ??= entry;
    if (mayPass) passed = entry;
  }
  return passed ?? first;
}

/** What each template of one provider shows. */
const rowViews = {
  'overview-row': overviewView,
  'provider-section': sectionView,
  'matrix-row': matrixView,
} satisfies Record<RowTemplate, (entry: CatalogEntry, shown: ShownParts) => object>;

type ShownParts = Pick<PageInput, 'settings' | 'showClaims'>;

function overviewView(entry: CatalogEntry, { settings, showClaims }: ShownParts) {
  const { metadata } = entry;
  const claims = showClaims ? claimedVerdicts(metadata.claimed) : undefined;
  return {
    displayName: metadata.displayName,
    description: metadata.description,
    capabilities: metadata.capabilities.join(', '),
    badge: badgeView(entry, settings),
    claim: claims && `claimed: ${claims.badge}`,
    maintainer: metadata.maintainer,
    license: metadata.license,
  };
}

function sectionView(entry: CatalogEntry, { settings, showClaims }: ShownParts) {
  const { metadata, evidence, page } = entry;
  return {
    displayName: metadata.displayName,
    image: `${metadata.image}:${metadata.tag}`,
    repo: metadata.repo,
    maturity: metadata.replacedBy ? `${metadata.maturity}, replaced by ${metadata.replacedBy}` : metadata.maturity,
    tags: (metadata.tags ?? []).join(', '),
    documentation: metadata.documentation,
    remark: evidenceRemark(evidence),
    claims: showClaims ? claimedVerdicts(metadata.claimed)?.profiles : undefined,
    page,
    profileRows: settings.profileTable && evidence.status === 'current' ? profiles.map(profileRow(entry)) : undefined,
    installation: installCommands(metadata),
  };
}

function matrixView({ metadata }: CatalogEntry) {
  const { compatibility = {} } = metadata;
  return {
    shortName: shortName(metadata),
    kubernetes: compatibility.kubernetes ?? '-',
    virtrigaud: compatibility.virtrigaud ?? '-',
    go: compatibility.go ?? '-',
    platforms: compatibility.platforms?.join(', ') || '-',
  };
}

function badgeView({ metadata, evidence }: CatalogEntry, settings: CatalogSettings) {
  const { verdict } = evidence;
  if (settings.badges === 'shields') return { alt: 'Conformance', address: shieldsAddress(verdict) };
  return { alt: `Conformance: ${verdict}`, address: badgePath(metadata.name) };
}

function profileRow({ evidence }: CatalogEntry) {
  return ({ name, title }: Profile) => {
    const result = evidence.profiles[name];
    if (!result) return { title, verdict: 'not tested', coverage: '-' };
    const coverage = `covers ${result.covered} of ${result.total} capabilities`;
    return { title, verdict: result.verdict, coverage };
  };
}
