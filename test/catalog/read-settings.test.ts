import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { load } from 'js-yaml';
import { expect, onTestFinished, test } from 'vitest';
import { defaultSettings } from '../../src/catalog/catalog-settings.js';
import { readSettings, settingsFile } from '../../src/catalog/read-settings.js';
import { packageRoot } from '../../src/foundation/package-info.js';

const schema = JSON.parse(readFileSync(join(packageRoot, 'schemas/catalog-settings.schema.json'), 'utf8'));
const fitsSchema = new Ajv2020().compile(schema);

function read(text: string) {
  const root = mkdtempSync(join(tmpdir(), 'vrtg-settings-'));
  onTestFinished(() => rmSync(root, { recursive: true }));
  writeFileSync(join(root, settingsFile), text);
  return readSettings(root, () => ['mock', 'vsphere']);
}

test('without a file the defaults hold', () => {
  expect(readSettings(join(tmpdir(), 'no-such-catalog'), () => [])).toEqual({
    settings: defaultSettings,
    findings: [],
  });
});

test('every setting is read', () => {
  const text = `schemaVersion: 1
badges: shields
order: [vsphere]
quickStart: mock
suiteVersions: ">=1 <3"
profileTable: true
baseUrl: https://example.com/catalog
tutorial: ./tutorial.md
`;
  expect(read(text)).toEqual({ settings: load(text), findings: [] });
});

/** The text, the finding, and whether the schema by itself takes it too: what it cannot say is a rule. */
const refused: [text: string, finding: string, schemaTakesIt: boolean][] = [
  ['badges: svg\n', 'missing-field 1:1', false],
  ['schemaVersion: 2\n', 'unknown-value 1:16', false],
  ['schemaVersion: 1\nbadges: png\n', 'unknown-value 2:9', false],
  ['schemaVersion: 1\ntheme: dark\n', 'unknown-field 2:1', false],
  ['schemaVersion: 1\norder: mock\n', 'wrong-type 2:8', false],
  ['schemaVersion: 1\norder: [mock, mock]\n', 'duplicate-item 2:15', false],
  ['schemaVersion: 1\norder: [mock, mok]\n', 'unknown-provider 2:15', true],
  ['schemaVersion: 1\nquickStart: proxmox\n', 'unknown-provider 2:13', true],
  ['schemaVersion: 1\nquickStart: No\n', 'invalid-name 2:13', false],
  ['schemaVersion: 1\nsuiteVersions: newest\n', 'invalid-version-range 2:16', true],
  ['schemaVersion: 1\nsuiteVersions: 1.2\n', 'wrong-type 2:16', false],
  ['schemaVersion: 1\nprofileTable: "yes"\n', 'wrong-type 2:15', false],
  ['schemaVersion: 1\nbaseUrl: ftp://example.com\n', 'invalid-value 2:10', false],
  ['schemaVersion: 1\nbaseUrl: https://[x\n', 'invalid-url 2:10', true],
  ['schemaVersion: 1\ntutorial: javascript:alert(1)\n', 'invalid-url 2:11', true],
  ['schemaVersion: 1\ntutorial: ""\n', 'empty-value 2:11', false],
];

test.each(refused)('%j is refused: %s', (text, finding) => {
  const { settings, findings } = read(text);
  expect(findings.map(({ code, line, column }) => `${code} ${line}:${column}`)).toEqual([finding]);
  expect(settings).toEqual(defaultSettings);
});

test.each(refused)('the published schema judges %j likewise', (text, _finding, schemaTakesIt) => {
  expect(fitsSchema(load(text))).toBe(schemaTakesIt);
});

test.each([
  ['[broken', 'yaml-syntax'],
  ['', 'empty-file'],
  ['schemaVersion: 1\nschemaVersion: 1\n', 'duplicate-key'],
])('%j is no YAML to read', (text, code) => {
  expect(read(text).findings.map((finding) => finding.code)).toEqual([code]);
});
