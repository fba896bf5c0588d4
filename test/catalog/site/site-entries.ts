import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CatalogEntry, entryFor } from '../../../src/catalog/catalog-entry.js';
import { suiteAcceptance } from '../../../src/catalog/suite-range.js';
import type { ProviderMetadata } from '../../../src/provider/metadata/metadata-types.js';
import { profileNames } from '../../../src/provider/profiles.js';
import { goldenRoot } from '../golden-catalog.js';

export const acceptsSuite = suiteAcceptance();

const metadata: ProviderMetadata = {
  schemaVersion: 1,
  name: 'one',
  displayName: 'One',
  description: 'The first',
  repo: 'https://example.com/one',
  image: 'example.com/one',
  tag: '1.0.0',
  capabilities: ['core'],
  maintainer: 'a@example.com',
  license: 'MIT',
  maturity: 'alpha',
};

export function siteEntry(change: Partial<ProviderMetadata> = {}, page = ''): CatalogEntry {
  return entryFor({ metadata: { ...metadata, ...change }, page, report: undefined, acceptsSuite });
}

/** Providers that differ in what the site filters by. */
export function manyEntries(count: number): CatalogEntry[] {
  const report = JSON.parse(readFileSync(join(goldenRoot, 'providers/mock/conformance.json'), 'utf8'));
  return Array.from({ length: count }, (_, index) => {
    const name = `provider-${index}`;
    const own: ProviderMetadata = {
      ...metadata,
      name,
      displayName: `Provider ${index}`,
      description: `Runs VMs on cloud ${index % 100}`,
      image: `example.com/${name}`,
      capabilities: profileNames.slice(0, 1 + (index % 5)),
      maturity: (['alpha', 'beta', 'stable'] as const)[index % 3] ?? 'alpha',
      tags: index % 4 === 0 ? ['kvm'] : ['cloud'],
      compatibility: {
        kubernetes: ['1.25+', '1.25 - 1.28', '1.30'][index % 3] ?? '1.25+',
        platforms: index % 2 === 0 ? ['linux/amd64', 'linux/arm64'] : ['linux/amd64'],
      },
    };
    const tested = { ...report, subject: { kind: 'endpoint', endpoint: 'x:1', name, version: own.tag } };
    return entryFor({ metadata: own, page: '', report: index % 10 === 0 ? tested : undefined, acceptsSuite });
  });
}
