import { load } from 'js-yaml';
import { expect, test } from 'vitest';
import { goldenCopy } from './golden-catalog.js';
import { goldenReports } from './golden-reports.js';

test('the recorded evidence of the golden catalog is what its fixture makes', () => {
  const copy = goldenCopy();
  const names = ['mock', 'vsphere', 'libvirt'];
  const digests = names.map((name) => [
    name,
    (load(copy.read(`providers/${name}/provider.yaml`)) as { digest: string }).digest,
  ]);
  const recorded = names.map((name) => [name, JSON.parse(copy.read(`providers/${name}/conformance.json`))]);
  expect(Object.fromEntries(recorded)).toEqual(goldenReports(Object.fromEntries(digests)));
});
