import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { packageRoot } from '../../src/foundation/package-info.js';

const licences = readFileSync(join(packageRoot, 'dist/THIRD_PARTY_LICENSES.txt'), 'utf8');
const heads = [...licences.matchAll(/^(@?[a-z0-9][\w./-]*) (\d\S*) \((.+)\)$/gm)].map(([, name, , licence]) => ({
  name,
  licence,
}));

test.each(['@oclif/core', '@grpc/grpc-js', 'octokit', 'js-yaml', 'handlebars', 'spdx-license-list'])(
  'the licence of %s goes with its code',
  (name) => {
    expect(heads.filter((head) => head.name === name)).toHaveLength(1);
  },
);

test('every bundled package may be bundled', () => {
  expect(heads.length).toBeGreaterThan(30);
  const permissive = [
    '0BSD',
    'Apache-2.0',
    'BSD-2-Clause',
    'BSD-3-Clause',
    'BlueOak-1.0.0',
    'CC-BY-3.0',
    'CC0-1.0',
    'ISC',
    'MIT',
  ];
  const others = heads.filter(
    ({ licence = '' }) =>
      !licence
        .split(/ OR | AND |[()]/)
        .filter(Boolean)
        .every((id) => permissive.includes(id)),
  );
  expect(others).toEqual([]);
});
