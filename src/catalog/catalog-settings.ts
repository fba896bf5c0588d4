/** What `catalog.config.yaml` says; documented in schemas/catalog-settings.schema.json. */
export interface CatalogSettings {
  schemaVersion: 1;
  /** How the page shows a verdict: as a file of the catalog, or drawn by shields.io. */
  badges: 'svg' | 'shields';
  /** Names of providers that come first on the page, in this order; the others follow by name. */
  order: string[];
  /** The provider of the Quick Start; the first one of the page that passes unless named, never a deprecated one. */
  quickStart?: string;
  /** A SemVer range of the suite's versions whose results count; the known suites of this tool's major version unless given. */
  suiteVersions?: string;
  /** Whether a detail section lists the verdict and the coverage of each profile. */
  profileTable: boolean;
  /** http(s) address of the catalog's root, put before paths in catalog.yaml; they are relative without it. */
  baseUrl?: string;
  /** What catalog.yaml says the catalog is. */
  description?: string;
  /** What an imported catalog.yaml said of itself and nobody measured; written back under that word. */
  claimed?: Record<string, unknown>;
  /** Where the page's tutorial is: a path beside the page or an address. */
  tutorial: string;
}

export const defaultSettings: CatalogSettings = {
  schemaVersion: 1,
  badges: 'svg',
  order: [],
  profileTable: false,
  tutorial: './providers/tutorial.md',
};
