import type { ConformanceReport } from '../../src/conformance/report/report-types.js';
import { reportFixture } from './report-fixture.js';

const repository = 'ghcr.io/projectbeskar/virtrigaud';

/** The recorded evidence of test/golden/catalog-page, given the digests that its metadata names. */
export function goldenReports(digests: Record<string, string>): Record<string, ConformanceReport> {
  const subject = (name: string) => ({
    kind: 'image' as const,
    image: `${repository}/provider-${name}:0.1.1`,
    digest: digests[name] ?? '',
    name,
    version: '0.1.1',
  });
  return {
    mock: reportFixture({ subject: subject('mock'), finishedAt: '2025-08-26T14:30:00.000Z' }),
    vsphere: reportFixture({
      subject: subject('vsphere'),
      finishedAt: '2025-08-26T14:12:41.318Z',
      undeclared: ['image-prepare'],
    }),
    libvirt: reportFixture({
      subject: subject('libvirt'),
      finishedAt: '2025-08-26T13:58:07.902Z',
      undeclared: ['image-prepare'],
      declares: { supportsReconfigureOnline: false, supportsMemorySnapshots: false, supportsLinkedClones: false },
      endings: {
        'snapshot-memory': 'not-applicable',
        'snapshot-memory-undeclared': 'pass',
        'clone-linked': 'not-applicable',
        'clone-linked-undeclared': 'pass',
        'resize-online': 'not-applicable',
        'disk-expand-online': { verdict: 'could-not-run', reason: 'the fixture expandDisk is missing' },
        'disk-expand-visible': { verdict: 'could-not-run', reason: 'the fixture expandDisk is missing' },
      },
      stored: { advanced: 'partial' },
      badge: 'partial',
    }),
  };
}
