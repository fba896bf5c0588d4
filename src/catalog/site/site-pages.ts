import { htmlReport, type ReportSetting } from '../../conformance/report/html-report.js';
import { countedProgress } from '../../foundation/counted-progress.js';
import type { Progress } from '../../foundation/progress.js';
import type { CatalogEntry } from '../catalog-entry.js';
import { newestTest } from '../evidence.js';
import { evidenceRemark } from '../evidence-remark.js';
import { recordedReport } from '../recorded-report.js';
import { siteData } from './site-data.js';
import { siteFilters } from './site-filters.js';
import { type FillSite, siteAsset, siteTemplates } from './site-templates.js';
import { type ItemView, itemView, providerView, reportPage } from './site-view.js';

export interface SiteInput {
  /** Absolute path of the catalog. */
  root: string;
  /** In the order of the page. */
  entries: readonly CatalogEntry[];
  showClaims: boolean;
  progress?: Progress;
}

export interface SiteFile {
  /** Below the site's folder, with slashes. */
  path: string;
  content: string;
}

const views = {
  overview: { file: 'index', firstOf: 'page', pageSize: 24, heading: 'Providers' },
  matrix: { file: 'matrix', firstOf: 'matrix', pageSize: 50, heading: 'Support matrix' },
} as const;

/** Every file of the site, one after the other, so that no more than one is held. */
export async function* sitePages({
  root,
  entries,
  showClaims,
  progress = () => {},
}: SiteInput): AsyncGenerator<SiteFile> {
  const fill = await siteTemplates();
  for (const file of ['site.css', 'site.js', 'icon.svg']) yield { path: `assets/${file}`, content: siteAsset(file) };
  yield { path: 'assets/providers.js', content: siteData(entries) };
  const shared = { lastTested: newestTest(entries.map(({ evidence }) => evidence)) ?? '' };
  const filters = siteFilters(entries);
  yield* listPages('overview', { fill, entries, common: { ...shared, filters, isOverview: true } });
  yield* listPages('matrix', { fill, entries, common: { ...shared, filters, isMatrix: true } });
  const count = countedProgress(progress, { what: 'Pages of the site', total: entries.length });
  for (const entry of entries) {
    count();
    const { name, displayName } = entry.metadata;
    const report = entry.evidence.status === 'none' ? undefined : (await recordedReport(root, name)).report;
    const view = providerView({ entry, report, showClaims });
    const content = fill('provider', { ...shared, ...view, base: '../', title: `${displayName}: Provider Catalog` });
    yield { path: `providers/${name}.html`, content };
    if (report) yield { path: reportPage(name), content: await htmlReport(report, reportSetting(entry)) };
  }
}

/** A report that does not hold must not show the verdict that it claims, wherever a reader comes from. */
function reportSetting({ metadata, evidence }: CatalogEntry): ReportSetting {
  const remark = evidenceRemark(evidence);
  const isStale = evidence.status === 'stale';
  return {
    ...(isStale && { badge: evidence.verdict }),
    ...(remark !== undefined && {
      notice: `Conformance: ${remark}.${isStale ? ' Below is what the report claims.' : ''}`,
    }),
    back: { href: `../providers/${metadata.name}.html`, label: `Provider Catalog: ${metadata.displayName}` },
  };
}

interface ListInput {
  fill: FillSite;
  entries: readonly CatalogEntry[];
  common: object;
}

/** Without a script the list is read page by page; with one the first page is enough. */
function* listPages(name: keyof typeof views, { fill, entries, common }: ListInput): Generator<SiteFile> {
  const { file, firstOf, pageSize, heading } = views[name];
  const pageCount = Math.max(1, Math.ceil(entries.length / pageSize));
  const path = (page: number) => (page === 1 ? `${file}.html` : `${firstOf}-${page}.html`);
  for (let page = 1; page <= pageCount; page += 1) {
    const own = entries.slice((page - 1) * pageSize, page * pageSize);
    const view = {
      ...common,
      base: '',
      withData: true,
      view: name,
      title: page === 1 ? `${heading}: Provider Catalog` : `${heading}, page ${page}: Provider Catalog`,
      heading,
      lead: lead(entries),
      pageSize,
      page,
      pageCount,
      pages: pageCount > 1,
      previous: page > 1 ? path(page - 1) : '',
      next: page < pageCount ? path(page + 1) : '',
      providers: own.map(itemView),
      blank,
    };
    yield { path: path(page), content: fill(name, view) };
  }
}

/** What the script fills in for each provider. */
const blank: ItemView = {
  href: '',
  displayName: '',
  description: '',
  version: '',
  verdict: 'pending',
  maturity: 'alpha',
  profiles: [],
  kubernetes: '',
  virtrigaud: '',
  go: '',
  platforms: '',
};

function lead(entries: readonly CatalogEntry[]): string {
  const tested = entries.filter(({ evidence }) => evidence.status === 'current').length;
  const all = `${entries.length} ${entries.length === 1 ? 'provider' : 'providers'} for VirtRigaud.`;
  if (entries.length === 0) return 'This catalog has no provider yet.';
  return tested === entries.length
    ? `${all} Each was tested for conformance in the version that is listed.`
    : `${all} Tested for conformance in the version that is listed: ${tested}.`;
}
