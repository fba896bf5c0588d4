import { expect, test } from 'vitest';
import { checkLicense } from '../../../src/provider/metadata/rules/license.js';

test.each([
  'Apache-2.0',
  'MIT',
  'GPL-3.0-only',
  'GPL-2.0-or-later',
  'CC0-1.0',
  'MIT OR Apache-2.0',
  '(MIT AND BSD-3-Clause) OR ISC',
  'GPL-2.0-only WITH Classpath-exception-2.0',
  'MIT OR BUSL-1.1',
  'EPL-2.0',
])('%s is open', (expression) => {
  expect(checkLicense(expression)).toBeUndefined();
});

test.each([
  ['apache-2.0', 'unknown-license', 'Did you mean Apache-2.0?'],
  ['Apache 2', 'unknown-license', 'Did you mean Apache-2.0?'],
  ['GPLv3', 'unknown-license', expect.any(String)],
  ['NONE', 'unknown-license', expect.any(String)],
  ['UNLICENSED', 'unknown-license', expect.any(String)],
  ['MIT/Apache-2.0', 'unknown-license', expect.any(String)],
  ['MIT AND', 'unknown-license', expect.any(String)],
  ['(MIT', 'unknown-license', expect.any(String)],
  ['LicenseRef-Acme', 'license-not-open', expect.any(String)],
  ['SSPL-1.0', 'license-not-open', expect.any(String)],
  ['Elastic-2.0 OR BUSL-1.1', 'license-not-open', expect.any(String)],
  ['MIT AND SSPL-1.0', 'license-not-open', expect.any(String)],
  ['GPL-3.0', 'deprecated-license', 'Write GPL-3.0-only or GPL-3.0-or-later.'],
  ['LGPL-2.1+', 'deprecated-license', 'Write LGPL-2.1-or-later.'],
  ['toString', 'unknown-license', expect.any(String)],
])('%s is %s', (expression, code, hint) => {
  expect(checkLicense(expression)).toMatchObject({ code, hint });
});
