import { evidenceOf } from '../../src/catalog/evidence.js';
import { known, type RequirementFacts } from '../../src/catalog/requirements/requirement-facts.js';
import type { ConformanceReport } from '../../src/conformance/report/report-types.js';
import type { ProviderMetadata } from '../../src/provider/metadata/metadata-types.js';
import { reportFixture } from './report-fixture.js';

export const digest = `sha256:${'a'.repeat(64)}`;

export const metadata: ProviderMetadata = {
  schemaVersion: 1,
  name: 'acme',
  displayName: 'Acme Provider',
  description: 'for tests',
  repo: 'https://github.com/acme/provider',
  image: 'ghcr.io/acme/provider',
  tag: '1.2.0',
  digest,
  capabilities: ['core', 'snapshot'],
  maintainer: 'a@example.com',
  license: 'Apache-2.0',
  maturity: 'beta',
  documentation: 'https://acme.example.com/docs',
  compatibility: { virtrigaud: '0.2.0+', platforms: ['linux/amd64', 'linux/arm64'] },
};

export const page =
  'The Acme provider runs virtual machines of the Acme hypervisor, from one machine to a whole data centre, with snapshots and clones of all of them.';

const manifests = ['linux/amd64', 'linux/arm64'].map((platform) => ({ platform, digest }));

/** An entry of which everything is known and everything is met. */
export function perfectFacts(): RequirementFacts {
  const report: ConformanceReport = {
    ...reportFixture({
      subject: { kind: 'image', image: 'ghcr.io/acme/provider:1.2.0', digest },
      undeclared: ['image-prepare'],
    }),
    operations: { transport: 'mutual-tls', http: { healthz: 200, readyz: 200, metrics: { status: 200, samples: 40 } } },
  };
  const labels = { 'org.opencontainers.image.source': metadata.repo, 'org.opencontainers.image.version': 'v1.2.0' };
  return {
    metadata,
    page,
    evidence: evidenceOf({ metadata, report, acceptsSuite: () => true }),
    report,
    reportMistakes: [],
    image: {
      resolved: known({ digest, mediaType: '', platforms: manifests.map(({ platform }) => platform), manifests }),
      configurations: known(manifests.map((one) => ({ ...one, user: '65532:65532', labels, annotations: {} }))),
      referrers: known([
        { digest, artifactType: 'application/vnd.dev.sigstore.bundle.v0.3+json', annotations: {} },
        { digest, artifactType: 'application/spdx+json', annotations: {} },
      ]),
    },
    chart: known({ images: ['ghcr.io/acme/provider:1.2.0'] }),
    documentation: known(200),
    repository: known({ archived: false, lastCommit: '2025-12-01T00:00:00Z', license: 'Apache-2.0', hasIssues: true }),
    virtrigaud: known(['v0.1.0', 'v0.2.0', 'v0.3.1', 'v0.4.0-rc.1']),
    previousTag: known('1.1.0'),
    now: new Date('2026-01-01T00:00:00Z'),
  };
}
