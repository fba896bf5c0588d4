import { expect, test } from 'vitest';
import { checkCatalog } from '../../src/catalog/check-catalog.js';
import { renderCatalog } from '../../src/catalog/render-catalog.js';
import { reportHash } from '../../src/conformance/report/read-report.js';
import type { ConformanceReport } from '../../src/conformance/report/report-types.js';
import { suiteVersion } from '../../src/conformance/suite/suite-version.js';
import { type CatalogCopy, filesBelow, goldenCopy, goldenRoot } from './golden-catalog.js';

const check = (root: string) => checkCatalog({ root, showClaims: false });

/** A change of the golden catalog, whether it is rendered again, and the findings as `severity code file:line:column`. */
type Case = [what: string, change: (copy: CatalogCopy) => void, rendered: boolean, findings: string[]];

const mockYaml = 'providers/mock/provider.yaml';
const mockReport = 'providers/mock/conformance.json';
const page = 'catalog/README.md';

const cases: Case[] = [
  [
    'invalid metadata',
    (copy) => copy.edit(mockYaml, 'maturity: stable', 'maturity: ripe'),
    false,
    [`error unknown-value ${mockYaml}:12:11`],
  ],
  [
    'raw HTML in a page.md',
    (copy) => copy.write('providers/mock/page.md', 'fine\n\n<b>bold</b>\n'),
    false,
    ['error page-html providers/mock/page.md:3:1'],
  ],
  [
    'an unknown setting',
    (copy) => {
      withoutEvidence(copy);
      copy.edit('catalog.config.yaml', 'badges:', 'badge:');
    },
    false,
    ['error unknown-field catalog.config.yaml:3:1'],
  ],
  [
    'a setting that names no provider',
    (copy) => {
      withoutEvidence(copy);
      copy.edit('catalog.config.yaml', 'quickStart: vsphere', 'quickStart: vspere');
    },
    false,
    ['error unknown-provider catalog.config.yaml:5:13'],
  ],
  [
    'two providers of one image',
    (copy) => copy.edit(mockYaml, 'provider-mock', 'provider-libvirt'),
    false,
    [`error duplicate-image ${mockYaml}:6:8`],
  ],
  [
    'changed metadata, not rendered',
    (copy) => copy.edit(mockYaml, 'for testing and', 'for tests and'),
    false,
    [
      `error generated-differs ${page}:11:47`,
      'error generated-differs catalog/catalog.yaml:12:43',
      'error generated-differs catalog/index.json:8:47',
    ],
  ],
  [
    'a hand-edited page',
    (copy) => copy.edit(page, 'Learning provider', 'Teaching provider'),
    false,
    [`error generated-differs ${page}:54:3`],
  ],
  [
    'a page that ends too early',
    (copy) => copy.write(page, copy.read(page).slice(0, -1)),
    false,
    [`error generated-differs ${page}:269:1`],
  ],
  [
    'a page with a line too much',
    (copy) => copy.write(page, `${copy.read(page)}more\n`),
    false,
    [`error generated-differs ${page}:269:1`],
  ],
  [
    'a hand-edited badge',
    (copy) => copy.edit('catalog/badges/libvirt.svg', 'partial', 'pass'),
    false,
    ['error generated-differs catalog/badges/libvirt.svg:1:103'],
  ],
  [
    'a missing file',
    (copy) => copy.remove('catalog/index.json'),
    false,
    ['error generated-missing catalog/index.json:1:1'],
  ],
  [
    'no generated file at all',
    (copy) => copy.remove('catalog'),
    false,
    [
      'error generated-missing catalog/README.md:1:1',
      'error generated-missing catalog/badges/libvirt.svg:1:1',
      'error generated-missing catalog/badges/mock.svg:1:1',
      'error generated-missing catalog/badges/vsphere.svg:1:1',
      'error generated-missing catalog/catalog.yaml:1:1',
      'error generated-missing catalog/index.json:1:1',
    ],
  ],
  [
    'the badge of nobody',
    (copy) => copy.write('catalog/badges/gone.svg', '<svg/>'),
    false,
    ['error generated-superfluous catalog/badges/gone.svg:1:1'],
  ],
  [
    'a report that is not JSON',
    (copy) => copy.edit(mockReport, '"suite":', '"suite"'),
    false,
    [`error report-syntax ${mockReport}:3:11`],
  ],
  ['a report that is cut', (copy) => copy.write(mockReport, '{'), false, [`error report-syntax ${mockReport}:1:2`]],
  [
    'a report without its tests',
    (copy) => copy.edit(mockReport, '"tests"', '"proofs"'),
    false,
    [`error report-invalid ${mockReport}:1:1`, `error report-invalid ${mockReport}:1:1`],
  ],
  [
    'a verdict that does not exist',
    (copy) => copy.edit(mockReport, '"verdict": "pass"', '"verdict": "great"'),
    false,
    [`error report-invalid ${mockReport}:48:18`],
  ],
  [
    'a date that does not exist',
    (copy) => copy.edit(mockReport, '"finishedAt": "2025-08-26', '"finishedAt": "2025-13-45'),
    false,
    [`error report-invalid ${mockReport}:41:17`],
  ],
  [
    'a stored verdict of a profile that its tests deny',
    (copy) => failTest(copy, 'mock', 'clone-full'),
    true,
    [`error report-capabilities ${mockReport}:59:14`, `error report-inconsistent ${mockReport}:60:18`],
  ],
  [
    'a stored badge that its profiles deny',
    (copy) =>
      editReport(copy, 'libvirt', (report) => {
        report.badge = 'pass';
      }),
    true,
    ['error report-inconsistent providers/libvirt/conformance.json:78:12'],
  ],
  [
    'another version',
    (copy) => copy.edit(mockYaml, 'tag: 0.1.1', 'tag: 0.1.2'),
    true,
    [`error report-of-other ${mockReport}:16:16`],
  ],
  [
    'another digest',
    (copy) => copy.edit(mockYaml, 'digest: sha256:f', 'digest: sha256:0'),
    true,
    [`error report-of-other ${mockReport}:14:15`],
  ],
  [
    'the report of another provider',
    (copy) => copy.write(mockReport, copy.read('providers/vsphere/conformance.json')),
    true,
    [`error report-of-other ${mockReport}:14:15`, `error report-of-other ${mockReport}:15:13`],
  ],
  [
    'a capability that the report skips',
    (copy) => copy.edit('providers/vsphere/provider.yaml', 'clone, advanced', 'clone, image-prepare, advanced'),
    true,
    ['error report-capabilities providers/vsphere/conformance.json:65:22'],
  ],
  [
    'a capability that the report passes, but nobody declares',
    (copy) => copy.edit('providers/vsphere/provider.yaml', 'clone, advanced', 'clone'),
    true,
    ['warning report-capabilities providers/vsphere/conformance.json:71:17'],
  ],
  [
    'a capability that the report does not cover',
    (copy) =>
      editReport(copy, 'mock', (report) => {
        delete report.profiles.clone;
        report.tests = report.tests.filter(({ profile }) => profile !== 'clone');
      }),
    true,
    [`warning report-capabilities ${mockReport}:46:15`],
  ],
  [
    'a suite that counts no longer',
    (copy) => copy.edit('catalog.config.yaml', 'suiteVersions: ^1', 'suiteVersions: ^2.1'),
    true,
    [
      'warning report-suite providers/libvirt/conformance.json:4:16',
      `warning report-suite ${mockReport}:4:16`,
      'warning report-suite providers/vsphere/conformance.json:4:16',
    ],
  ],
  [
    'a suite that nobody knows, of the version that is installed',
    (copy) => {
      copy.edit('catalog.config.yaml', 'suiteVersions: ^1', '');
      for (const name of ['libvirt', 'vsphere']) copy.remove(`providers/${name}/conformance.json`);
      copy.edit(mockReport, '"version": "1.0.0"', `"version": "${suiteVersion}"`);
      copy.edit(mockReport, 'sha256:e4', 'sha256:00');
    },
    true,
    [`warning report-suite ${mockReport}:5:15`],
  ],
  [
    'a suite of a version that nobody knows, where the catalog names the versions that count',
    (copy) => {
      copy.edit(mockReport, 'sha256:e4', 'sha256:00');
      copy.edit(mockReport, '"version": "1.0.0"', '"version": "1.999.0"');
    },
    true,
    [],
  ],
  [
    'a digest that the suite of that version does not have, whatever versions the catalog names',
    (copy) => copy.edit(mockReport, 'sha256:e4', 'sha256:00'),
    true,
    [`warning report-suite ${mockReport}:5:15`],
  ],
  [
    'another report than the one that was published',
    (copy) => copy.edit(mockYaml, 'digest: sha256:f', `reportHash: sha256:${'0'.repeat(64)}\ndigest: sha256:f`),
    true,
    [`error report-hash ${mockReport}:1:1`],
  ],
  [
    'the report that was published, its line ends made CRLF',
    (copy) => {
      const text = copy.read(mockReport);
      copy.edit(mockYaml, 'digest: sha256:f', `reportHash: ${reportHash(text)}\ndigest: sha256:f`);
      copy.write(mockReport, text.replaceAll('\n', '\r\n'));
    },
    true,
    [],
  ],
  [
    'generated files whose line ends were made CRLF',
    (copy) => {
      copy.write(page, copy.read(page).replaceAll('\n', '\r\n'));
      copy.write('catalog/badges/mock.svg', copy.read('catalog/badges/mock.svg').replaceAll('\n', '\r\n'));
    },
    false,
    [],
  ],
  [
    'a run that was interrupted',
    (copy) =>
      editReport(copy, 'mock', (report) => {
        report.ended = 'interrupted';
      }),
    true,
    [`error report-ended ${mockReport}:698:12`],
  ],
  ['a provider without a report', (copy) => copy.remove(mockReport), true, []],
];

function editReport(copy: CatalogCopy, name: string, change: (report: ConformanceReport) => void): void {
  copy.editReport(name, change as never);
}

/** Where the settings cannot be read, nobody knows which suites count. */
function withoutEvidence(copy: CatalogCopy): void {
  for (const name of ['libvirt', 'mock', 'vsphere']) copy.remove(`providers/${name}/conformance.json`);
}

function failTest(copy: CatalogCopy, name: string, id: string): void {
  editReport(copy, name, (report) => {
    for (const result of report.tests) if (result.id === id) result.verdict = 'fail';
  });
}

test.each(cases)('%s', async (_what, change, rendered, expected) => {
  const copy = goldenCopy();
  change(copy);
  if (rendered) await renderCatalog({ root: copy.root, showClaims: false, dryRun: false });
  const before = filesBelow(copy.root);
  const { findings, valid } = await check(copy.root);
  expect(
    findings.map(({ severity, code, file, line, column }) => `${severity} ${code} ${file}:${line}:${column}`),
  ).toEqual(expected);
  expect(valid).toBe(!expected.some((finding) => finding.startsWith('error')));
  expect(filesBelow(copy.root)).toEqual(before);
});

test('the golden catalog has nothing to refuse', async () => {
  expect(await check(goldenRoot)).toMatchObject({ valid: true, providers: 3, findings: [] });
});

test.each([
  ['still to come', '2025-08-26T13:29:59Z', ['report-dates providers/mock/conformance.json']],
  ['over, by clocks that differ', '2025-08-26T13:30:00Z', []],
])('a run that is %s', async (_what, now, expected) => {
  const copy = goldenCopy();
  for (const name of ['libvirt', 'vsphere']) copy.remove(`providers/${name}/conformance.json`);
  const { findings } = await checkCatalog({ root: copy.root, showClaims: false, now: new Date(now) });
  const found = findings.filter(({ code }) => !code.startsWith('generated-'));
  expect(found.map(({ code, file }) => `${code} ${file}`)).toEqual(expected);
});

test('a catalog rendered with claims is checked with claims', async () => {
  const copy = goldenCopy();
  const claims = 'maturity: stable\nclaimed: { profiles: { core: pass } }';
  copy.edit(mockYaml, 'maturity: stable', claims);
  await renderCatalog({ root: copy.root, showClaims: true, dryRun: false });
  expect((await checkCatalog({ root: copy.root, showClaims: true })).valid).toBe(true);
  expect((await check(copy.root)).valid).toBe(false);
});

test('the finding of a differing file shows both lines', async () => {
  const copy = goldenCopy();
  copy.edit(page, 'Learning provider', 'Teaching provider');
  const [finding] = (await check(copy.root)).findings;
  expect(finding?.message).toBe(
    'the line is "- Teaching provider concepts", a render writes "- Learning provider concepts"',
  );
});
