import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { readFixtures } from '../../../src/conformance/launch/fixtures.js';

const folder = mkdtempSync(join(tmpdir(), 'fixtures-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function reading(text: string) {
  writeFileSync(join(folder, 'file.yaml'), text);
  return readFixtures('file.yaml', folder);
}

test.each([
  ['a file of fixtures', 'class: { CPU: 2 }\n', { class: { CPU: 2 } }],
  ['a provider.yaml', 'schemaVersion: 1\nname: acme\nfixtures:\n  class: { CPU: 2 }\n', { class: { CPU: 2 } }],
  ['a provider.yaml without fixtures', 'schemaVersion: 1\nname: acme\n', {}],
])('takes the fixtures of %s', (_what, text, expected) => {
  expect(reading(text)).toEqual(expected);
});

test.each([
  ['a field that is none', 'clas: { CPU: 2 }\n', /unknown field clas/],
  ['a provider.yaml whose fixtures are wrong', 'schemaVersion: 1\nfixtures: { disks: 3 }\n', /disks must be of type/],
  ['a provider.yaml whose fixtures are none', 'schemaVersion: 1\nfixtures: [a]\n', /must hold a mapping/],
])('refuses %s', (_what, text, expected) => {
  expect(() => reading(text)).toThrow(expected);
});
