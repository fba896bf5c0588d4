import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { load } from 'js-yaml';
import { expect, test } from 'vitest';
import { entryFor } from '../../src/catalog/catalog-entry.js';
import { defaultSettings } from '../../src/catalog/catalog-settings.js';
import { suiteAcceptance } from '../../src/catalog/suite-range.js';
import { upstreamCatalog } from '../../src/catalog/upstream-catalog.js';
import type { ProviderMetadata } from '../../src/provider/metadata/metadata-types.js';
import { goldenRoot } from './golden-catalog.js';
import { hostileTexts } from './hostile-texts.js';
import { seededTexts } from './seeded-texts.js';

test('catalog.yaml has the fields of upstream, with what was measured', () => {
  const catalog = load(readFileSync(join(goldenRoot, 'catalog/catalog.yaml'), 'utf8')) as Record<string, never>;
  expect(Object.keys(catalog)).toEqual(['metadata', 'providers', 'schema']);
  expect(catalog['metadata']).toEqual({
    version: 'v1',
    lastUpdated: '2025-08-26T14:30:00Z',
    description: 'Catalog of VirtRigaud providers',
  });
  expect(catalog['providers']?.[2]).toEqual({
    name: 'libvirt',
    displayName: 'Libvirt Provider',
    description: 'Libvirt/KVM provider for VirtRigaud',
    repo: 'https://github.com/projectbeskar/virtrigaud',
    image: 'ghcr.io/projectbeskar/virtrigaud/provider-libvirt',
    tag: '0.1.1',
    capabilities: ['core', 'snapshot', 'clone'],
    conformance: {
      profiles: { core: 'pass', snapshot: 'pass', clone: 'pass', 'image-prepare': 'skip', advanced: 'partial' },
      report_url: '../providers/libvirt/conformance.json',
      badge_url: 'https://img.shields.io/badge/conformance-partial-yellow',
      last_tested: '2025-08-26T13:58:07Z',
    },
    maintainer: 'virtrigaud@projectbeskar.com',
    license: 'Apache-2.0',
    maturity: 'beta',
    tags: ['libvirt', 'kvm', 'qemu', 'open-source'],
    documentation: 'https://projectbeskar.github.io/virtrigaud/providers/libvirt/',
  });
});

const metadata: ProviderMetadata = {
  schemaVersion: 1,
  name: 'one',
  displayName: 'One',
  description: 'first',
  repo: 'https://example.com/one',
  image: 'example.com/one',
  tag: '1.0.0',
  capabilities: ['core'],
  maintainer: 'a@example.com',
  license: 'MIT',
  maturity: 'alpha',
};

function written(change: Partial<ProviderMetadata>, baseUrl?: string) {
  const entry = entryFor({ metadata: { ...metadata, ...change }, report: undefined, acceptsSuite: suiteAcceptance() });
  const text = upstreamCatalog([entry], { ...defaultSettings, ...(baseUrl !== undefined && { baseUrl }) });
  return load(text) as { providers: Record<string, never>[] };
}

test('an untested provider is pending in every profile and has no report', () => {
  expect(written({}).providers[0]?.['conformance']).toEqual({
    profiles: {
      core: 'pending',
      snapshot: 'pending',
      clone: 'pending',
      'image-prepare': 'pending',
      advanced: 'pending',
    },
    badge_url: 'badges/one.svg',
  });
});

test('a base address makes addresses absolute', () => {
  const [provider] = written({}, 'https://example.com/catalog/').providers;
  expect(provider?.['conformance']).toMatchObject({ badge_url: 'https://example.com/catalog/catalog/badges/one.svg' });
});

test.each([...hostileTexts, ...seededTexts(60)])('%j is read back from catalog.yaml as it was', (text) => {
  const [provider] = written({ name: text, displayName: text, description: text, tag: text, tags: [text] }).providers;
  expect(provider).toMatchObject({ name: text, displayName: text, description: text, tag: text, tags: [text] });
});

test('an empty catalog is a list without entries', () => {
  expect(load(upstreamCatalog([], defaultSettings))).toMatchObject({ providers: [] });
});
