import { describe, expect, test } from 'vitest';
import { findingCodes } from '../../../src/provider/metadata/finding-codes.js';
import { parseMetadata } from '../../../src/provider/metadata/load-metadata.js';
import { plainText, withLine, withMore } from './metadata-samples.js';

type Case = [what: string, text: string, ...expected: string[]];

const identity: Case[] = [
  ['no schemaVersion', withLine(1, ''), '1:1 missing-field schemaVersion is missing'],
  ['another schemaVersion', withLine(1, 'schemaVersion: 2'), '1:16 unknown-value schemaVersion: 2 is not known'],
  ['schemaVersion as text', withLine(1, 'schemaVersion: "1"'), '1:16 unknown-value schemaVersion: "1" is not known'],
  ['no name', withLine(2, ''), '1:1 missing-field name is missing'],
  ['an empty name', withLine(2, 'name:'), '2:1 empty-value name has no value'],
  ['a quoted empty name', withLine(2, 'name: ""'), '2:7 empty-value name is empty'],
  ['null for a name', withLine(2, 'name: ~'), '2:7 empty-value name has no value'],
  ['a name with capitals', withLine(2, 'name: Acme'), '2:7 invalid-name name: "Acme" is not a provider\'s name'],
  [
    'a quoted name with an underscore',
    withLine(2, "name: 'ac_me'"),
    '2:7 invalid-name name: "ac_me" is not a provider\'s name',
  ],
  [
    'a name that ends with a hyphen',
    withLine(2, 'name: acme-'),
    '2:7 invalid-name name: "acme-" is not a provider\'s name',
  ],
  [
    'a name of 64 letters',
    withLine(2, `name: ${'a'.repeat(64)}`),
    '2:7 too-long name has 64 characters; at most 63 are allowed',
  ],
  ['a number as a name', withLine(2, 'name: 42'), '2:7 wrong-type name must be text, not a number'],
  ['a rewritten number as a name', withLine(2, 'name: 1.10'), '2:7 wrong-type name must be text, not a number'],
  ['a list as a name', withLine(2, 'name: [acme]'), '2:7 wrong-type name must be text, not a list'],
  ['a mapping as a name', withLine(2, 'name:\n  first: acme'), '3:3 wrong-type name must be text, not a mapping'],
  ['true as a name', withLine(2, 'name: true'), '2:7 wrong-type name must be text, not true'],
  ['a misspelt required field', withLine(3, 'displayname: Acme'), '3:1 unknown-field displayname is not a known field'],
  [
    'a quoted misspelt field',
    withLine(3, '"display-name": Acme'),
    '3:1 unknown-field display-name is not a known field',
  ],
  [
    'a display name of 81 letters',
    withLine(3, `displayName: ${'a'.repeat(81)}`),
    '3:14 too-long displayName has 81 characters; at most 80 are allowed',
  ],
  [
    'a description of two lines',
    withLine(4, 'description: "one\\ntwo"'),
    '4:14 invalid-text description: "one\\ntwo" is not one line of text',
  ],
  [
    'a block as a description',
    withLine(4, 'description: |\n  one\n  two'),
    '4:14 invalid-text description: "one\\ntwo\\n" is not one line of text',
  ],
  [
    'a folded block after a comment',
    withLine(4, 'description: # > not this\n  >\n  one'),
    '5:3 invalid-text description: "one\\n" is not one line of text',
  ],
  [
    'a description of 161 characters',
    withLine(4, `description: ${'ä'.repeat(161)}`),
    '4:14 too-long description has 161 characters; at most 160 are allowed',
  ],
  [
    'a description with an invisible character',
    withLine(4, 'description: "a\\u202Eb"'),
    '4:14 invalid-text description: "a\\u202eb" is not one line of text',
  ],
  [
    'a description with half a character',
    withLine(4, 'description: "a 😀 \\uD83D b"'),
    '4:14 invalid-text description: "a 😀 \\ud83d b" is not one line of text',
  ],
  [
    'a description with an Arabic letter mark',
    withLine(4, 'description: "a\\u061Cb"'),
    '4:14 invalid-text description: "a\\u061cb" is not one line of text',
  ],
];

const references: Case[] = [
  [
    'a repo over http',
    withLine(5, 'repo: http://example.com'),
    '5:7 invalid-url repo: "http://example.com" is not an https URL',
  ],
  [
    'a repo for ssh',
    withLine(5, 'repo: git@github.com:acme/acme.git'),
    '5:7 invalid-url repo: "git@github.com:acme/acme.git" is not an https URL',
  ],
  [
    'a repo with a password',
    withLine(5, 'repo: https://jane:secret@example.com'),
    '5:7 invalid-url repo: "https://jane:secret@example.com" is not an https URL',
  ],
  [
    'a repo with a space',
    withLine(5, 'repo: https://example.com/a b'),
    '5:7 invalid-url repo: "https://example.com/a b" is not an https URL',
  ],
  [
    'an image with a tag',
    withLine(6, 'image: ghcr.io/example/acme:1.0.0'),
    '6:8 invalid-image image: "ghcr.io/example/acme:1.0.0" is not an image\'s repository',
  ],
  [
    'an image with a digest',
    withLine(6, 'image: example/acme@sha256:12'),
    '6:8 invalid-image image: "example/acme@sha256:12" is not an image\'s repository',
  ],
  [
    'an image with capitals',
    withLine(6, 'image: ghcr.io/Example/acme'),
    '6:8 invalid-image image: "ghcr.io/Example/acme" is not an image\'s repository',
  ],
  [
    'an image with a scheme',
    withLine(6, 'image: docker://example/acme'),
    '6:8 invalid-image image: "docker://example/acme" is not an image\'s repository',
  ],
  ['a tag of two numbers', withLine(7, 'tag: 1.10'), '7:6 invalid-tag tag: "1.10" is not a SemVer version'],
  ['a quoted tag of two numbers', withLine(7, 'tag: "1.10"'), '7:6 invalid-tag tag: "1.10" is not a SemVer version'],
  ['a tag of one number', withLine(7, 'tag: 1'), '7:6 invalid-tag tag: "1" is not a SemVer version'],
  ['a moving tag', withLine(7, 'tag: latest'), '7:6 invalid-tag tag: "latest" is not a SemVer version'],
  ['a tag with build metadata', withLine(7, 'tag: 1.0.0+1'), '7:6 invalid-tag tag: "1.0.0+1" is not a SemVer version'],
  ['a tag with leading zeros', withLine(7, 'tag: 1.01.0'), '7:6 invalid-tag tag: "1.01.0" is not a SemVer version'],
  [
    'a digest that is too short',
    withMore('digest: sha256:12'),
    '12:9 invalid-digest digest: "sha256:12" is not a digest',
  ],
  [
    'no address',
    withLine(9, 'maintainer: Jane Doe'),
    '9:13 invalid-email maintainer: "Jane Doe" is not an e-mail address',
  ],
  ['two addresses', withLine(9, 'maintainer: [a@b.c, d@e.f]'), '9:13 wrong-type maintainer must be text, not a list'],
  [
    'an unknown licence',
    withLine(10, 'license: Proprietary'),
    '10:10 unknown-license license: "Proprietary" is not an SPDX expression',
  ],
  [
    'a licence that is not open',
    withLine(10, 'license: BUSL-1.1'),
    '10:10 license-not-open license: BUSL-1.1 is not approved by the Open Source Initiative',
  ],
  [
    'an open and a closed licence',
    withLine(10, 'license: MIT AND BUSL-1.1'),
    '10:10 license-not-open license: MIT AND BUSL-1.1 is not approved by the Open Source Initiative',
  ],
  [
    'an expression that ends early',
    withLine(10, 'license: MIT OR'),
    '10:10 unknown-license license: "MIT OR" is not an SPDX expression',
  ],
  [
    'a retired licence',
    withLine(10, 'license: GPL-3.0'),
    '10:10 deprecated-license license: SPDX has retired the identifier GPL-3.0',
  ],
];

const choices: Case[] = [
  ['a misspelt maturity', withLine(11, 'maturity: stabel'), '11:11 unknown-value maturity: "stabel" is not known'],
  [
    'deprecated without replacement',
    withLine(11, 'maturity: deprecated'),
    '1:1 missing-field replacedBy is missing, which maturity: deprecated asks for',
  ],
  [
    'deprecated with a misspelt replacement',
    withMore('replacedby: other').replace('stable', 'deprecated'),
    '12:1 unknown-field replacedby is not a known field',
  ],
  [
    'replaced by itself',
    withMore('replacedBy: acme').replace('stable', 'deprecated'),
    '12:13 replaced-by-itself replacedBy names acme itself',
  ],
  [
    'replaced, but not deprecated',
    withMore('replacedBy: other'),
    '12:1 replaced-not-deprecated replacedBy is given, but the maturity is stable',
  ],
  ['capabilities without core', withLine(8, 'capabilities: [clone]'), '8:15 core-missing capabilities must hold core'],
  ['no capabilities', withLine(8, 'capabilities: []'), '8:15 core-missing capabilities must hold core'],
  [
    'core misspelt',
    withLine(8, 'capabilities: [coer, clone]'),
    '8:16 unknown-value capabilities[0]: "coer" is not known',
  ],
  [
    'a capability twice',
    withLine(8, 'capabilities: [core, clone, core]'),
    '8:29 duplicate-item capabilities holds "core" twice',
  ],
  [
    'capabilities as text',
    withLine(8, 'capabilities: core, clone'),
    '8:15 wrong-type capabilities must be a list, not text',
  ],
  [
    'an empty capability',
    withLine(8, 'capabilities:\n- core\n-\n- clone'),
    '10:1 empty-value capabilities[1] has no value',
  ],
  [
    'a capability in a block list',
    withLine(8, 'capabilities:\n  - core\n  - "snap"'),
    '10:5 unknown-value capabilities[1]: "snap" is not known',
  ],
  [
    'a tag with a space',
    withMore('tags: [a, open source]'),
    '12:11 invalid-keyword tags[1]: "open source" is not a tag in kebab-case',
  ],
  ['a number as a tag', withMore('tags: [2024]'), '12:8 wrong-type tags[0] must be text, not a number'],
  [
    '21 tags',
    withMore(`tags: [${Array.from({ length: 21 }, (_, index) => `t${index}`).join(', ')}]`),
    '12:7 too-many tags has 21 entries; at most 20 are allowed',
  ],
  ['an empty documentation', withMore('documentation: ""'), '12:16 invalid-url documentation: "" is not an https URL'],
  [
    'compatibility as text',
    withMore('compatibility: 1.25+'),
    '12:16 wrong-type compatibility must be a mapping, not text',
  ],
  [
    'a misspelt field inside',
    withMore('compatibility:', '  kubernets: 1.25+'),
    '13:3 unknown-field compatibility.kubernets is not a known field',
  ],
  [
    'a version that is none',
    withMore('compatibility:', '  go: newest'),
    '13:7 invalid-version-range compatibility.go: "newest" is not a version or a range of versions',
  ],
  [
    'a platform without a system',
    withMore('compatibility: { platforms: [amd64] }'),
    '12:30 invalid-platform compatibility.platforms[0]: "amd64" is not a platform',
  ],
  ['no platforms', withMore('compatibility: { platforms: [] }'), '12:29 empty-value compatibility.platforms is empty'],
  [
    'a field at the wrong level',
    withMore('platforms: [linux/amd64]'),
    '12:1 unknown-field platforms is not a known field',
  ],
];

const installation: Case[] = [
  [
    'a release of 54 letters',
    withMore('install:', `  release: ${'a'.repeat(54)}`),
    '13:12 too-long install.release has 54 characters; at most 53 are allowed',
  ],
  [
    'a chart without repository',
    withMore('install: { chart: runtime }'),
    '12:19 invalid-chart install.chart: "runtime" is not a Helm chart',
  ],
  [
    'a secret without keys',
    withMore('install:', '  secrets:', '    - name: a'),
    '14:7 missing-field install.secrets[0].keys is missing',
  ],
  [
    'a secret with no keys',
    withMore('install:', '  secrets:', '    - { name: a, keys: {} }'),
    '14:24 empty-value install.secrets[0].keys is empty',
  ],
  [
    'a value that is made from the tag',
    withMore('install: { values: { image.tag: 9.9.9 } }'),
    '12:22 reserved-value image.tag is set from image and tag',
  ],
  [
    'a value that is made from the variables',
    withMore('install: { values: { "env[0].value": x } }'),
    '12:22 reserved-value env[0].value is set from install.env',
  ],
  [
    'a secret twice',
    withMore('install: { secrets: [{ name: a, keys: { b: c } }, { name: a, keys: { b: c } }] }'),
    '12:59 duplicate-secret a is listed twice',
  ],
  [
    'an undeclared secret',
    withMore('install:', '  env:', '    - name: A', '      secret: creds', '      key: user'),
    '15:15 undeclared-secret the secret creds is not listed under install.secrets',
  ],
  [
    'an undeclared key',
    withMore(
      'install:',
      '  secrets: [{ name: creds, keys: { user: x } }]',
      '  env: [{ name: A, secret: creds, key: usr }]',
    ),
    '14:40 undeclared-secret-key the secret creds has no key usr',
  ],
  [
    'secrets misspelt',
    withMore(
      'install:',
      '  secret: [{ name: creds, keys: { user: x } }]',
      '  env: [{ name: A, secret: creds, key: user }]',
    ),
    '13:3 unknown-field install.secret is not a known field',
  ],
  [
    'a secret without its key',
    withMore('install: { env: [{ name: A, secret: creds }], secrets: [{ name: creds, keys: { a: b } }] }'),
    '12:20 missing-field install.env[0].key is missing, which secret asks for',
  ],
  [
    'a key without its secret',
    withMore('install: { env: [{ name: A, key: user }] }'),
    '12:20 missing-field install.env[0].secret is missing, which key asks for',
  ],
  [
    'neither value nor secret',
    withMore('install:', '  env:', '    - name: A'),
    '14:7 missing-field install.env[0] has neither value nor secret',
  ],
  [
    'value and secret',
    withMore(
      'install:',
      '  secrets: [{ name: s, keys: { k: x } }]',
      '  env: [{ name: A, value: b, secret: s, key: k }]',
    ),
    '14:30 conflicting-fields install.env[0] has value and secret; only one of them is allowed',
  ],
  [
    'value misspelt',
    withMore('install: { env: [{ name: A, valeu: b }] }'),
    '12:29 unknown-field install.env[0].valeu is not a known field',
  ],
  [
    'a variable twice',
    withMore('install: { env: [{ name: A, value: b }, { name: A, value: c }] }'),
    '12:49 duplicate-variable A is listed twice',
  ],
  [
    'a variable that begins with a digit',
    withMore('install: { env: [{ name: 1A, value: b }] }'),
    '12:26 invalid-name install.env[0].name: "1A" is not an environment variable\'s name',
  ],
  [
    'a list as a value',
    withMore('install:', '  values:', '    a.b: [1]'),
    '14:10 wrong-type install.values."a.b" must be text, not a list',
  ],
  [
    'a path that is none',
    withMore('install:', '  values:', '    a b: 1'),
    '14:5 invalid-name install.values."a b": "a b" is not a path in the values of a chart',
  ],
  [
    'a number that would lose digits',
    withMore('install:', '  values:', '    id: 12345678901234567890'),
    '14:9 number-not-exact 12345678901234567890 is a number that cannot be kept exactly',
  ],
  [
    'a number that is rewritten',
    withMore('install:', '  values:', '    version: 1.10'),
    '14:14 number-rewritten 1.10 is read as the number 1.1',
  ],
  [
    'infinity',
    withMore('install:', '  values:', '    limit: .inf'),
    '14:12 number-not-exact .inf is a number that cannot be kept exactly',
  ],
];

const running: Case[] = [
  [
    'two ways to start',
    withMore('run:', '  exec: ./acme', '  endpoint: localhost:9443'),
    '14:3 conflicting-fields run has exec and endpoint; only one of them is allowed',
  ],
  [
    'an image without a tag',
    withMore('run: { image: example/acme }'),
    '12:15 invalid-image run.image: "example/acme" is not an image with its tag or digest',
  ],
  [
    'an endpoint without a port',
    withMore('run: { endpoint: localhost }'),
    '12:18 invalid-endpoint run.endpoint: "localhost" is not an endpoint',
  ],
  [
    'a port as text',
    withMore('run: { ports: { grpc: "9443" } }'),
    '12:23 wrong-type run.ports.grpc must be a whole number, not text',
  ],
  [
    'a port that is too large',
    withMore('run: { ports: { grpc: 65536 } }'),
    '12:23 out-of-range run.ports.grpc: 65536 is out of range',
  ],
  [
    'half a port',
    withMore('run: { ports: { grpc: 1.5 } }'),
    '12:23 wrong-type run.ports.grpc must be a whole number, not a number',
  ],
  ['an unknown TLS mode', withMore('run: { tls: mtls }'), '12:13 unknown-value run.tls: "mtls" is not known'],
  [
    'a sidecar without an image',
    withMore('run:', '  sidecars:', '    - ports: [1]'),
    '14:7 missing-field run.sidecars[0].image is missing',
  ],
  ['an unknown fixture', withMore('fixtures:', '  clas: {}'), '13:3 unknown-field fixtures.clas is not a known field'],
  [
    'a fixture of another type',
    withMore('fixtures: { networks: { a: 1 } }'),
    '12:23 wrong-type fixtures.networks must be a list, not a mapping',
  ],
  ['a field called __proto__', withMore('__proto__: { a: 1 }'), '12:1 unknown-field __proto__ is not a known field'],
  [
    'a field called constructor',
    withMore('run: { env: { a: b }, constructor: x }'),
    '12:23 unknown-field run.constructor is not a known field',
  ],
];

const yaml: Case[] = [
  ['nothing', '', '1:1 empty-file the file is empty'],
  ['comments only', '# one\n\n# two\n', '1:1 empty-file the file is empty'],
  ['a document mark only', '---\n', '1:1 empty-file the file is empty'],
  ['a text', 'hello\n', '1:1 wrong-type the file must be a mapping, not text'],
  ['a list', '- name: acme\n', '1:1 wrong-type the file must be a mapping, not a list'],
  [
    'an empty mapping',
    '{}',
    ...[
      'schemaVersion',
      'name',
      'displayName',
      'description',
      'repo',
      'image',
      'tag',
      'capabilities',
      'maintainer',
      'license',
      'maturity',
    ].map((field) => `1:1 missing-field ${field} is missing`),
  ],
  ['a key twice', withMore('tag: 2.0.0'), '12:1 duplicate-key "tag" stands twice in this mapping'],
  ['a quoted key twice', withMore('"tag": 2.0.0'), '12:1 duplicate-key "tag" stands twice in this mapping'],
  [
    'a key twice inside',
    withMore('run: { tls: none, tls: server }'),
    '12:19 duplicate-key "tls" stands twice in this mapping',
  ],
  ['a second document', withMore('---', 'name: other'), '12:1 several-documents a second document begins here'],
  ['a document that ends', withMore('...', 'name: other'), '13:1 several-documents a second document begins here'],
  ['an alias', withLine(4, 'description: *text'), '4:14 yaml-alias the alias *text is not read'],
  ['an anchor', withLine(4, 'description: &text hello'), '4:14 yaml-anchor the anchor &text is not read'],
  [
    'an anchor with its alias',
    withLine(3, 'displayName: &text Acme').replace('Runs VMs on Acme', '*text'),
    '4:14 yaml-alias the alias *text is not read',
  ],
  ['a merge key', withMore('<<: { tags: [a] }'), '12:1 yaml-merge-key the merge key << is not read'],
  ['a type tag', withLine(7, 'tag: !!str 1.0.0'), '7:6 yaml-tag the type tag !!str is not read'],
  ['a list as a key', withMore('? [a, b]', ': c'), '12:3 yaml-key a list or a mapping cannot be a key'],
  ['a colon without a key', withMore(': c'), '12:1 yaml-key there is a colon without a key before it'],
  ['a tab', withMore('run:', '\ttls: none'), '13:1 yaml-syntax a tab stands in the indentation'],
  [
    'an unquoted colon',
    withLine(4, 'description: Notes: none'),
    '4:19 yaml-syntax this line does not fit the lines above it',
  ],
  [
    'a quote that is not closed',
    withLine(11, 'maturity: "stable'),
    '12:1 yaml-syntax this line is indented less than the value that it belongs to',
  ],
  [
    'a bracket that is not closed',
    withLine(11, 'tags: [a, b'),
    '12:1 yaml-syntax this line is indented less than the value that it belongs to',
  ],
  ['a quote open at the end', 'name: "acme', '1:12 yaml-syntax a text in double quotes is not closed'],
  ['a bracket open at the end', 'tags: [a, b', '1:12 yaml-syntax a bracket is not closed'],
  ['no colon', withLine(3, 'displayName Acme'), '4:12 yaml-syntax there is no colon after this key'],
  ['no space after the colon', withLine(2, '"name":acme'), '2:8 yaml-syntax there is no space after the colon'],
  ['a NUL character', withLine(2, 'name: a\0b'), '2:8 yaml-syntax there is a NUL character, so this is no text file'],
  [
    'an unknown escape',
    withLine(3, 'displayName: "\\q"'),
    '3:16 yaml-syntax this backslash sequence means nothing in double quotes',
  ],
  ['101 levels', `a: ${'['.repeat(101)}${']'.repeat(101)}`, '1:103 yaml-syntax the nesting is too deep to be read'],
  [
    'more than 1 MiB',
    `# ${'x'.repeat(1024 * 1024)}`,
    '1:1 file-too-large the text has 1048578 characters; at most 1048576 are read',
  ],
  [
    'a catalog of several providers',
    'metadata: {}\nproviders:\n  - name: a\n',
    '1:1 not-a-provider this is a catalog of several providers, not a provider.yaml',
  ],
  [
    'carriage returns',
    withLine(11, 'maturity: stabel').replaceAll('\n', '\r\n'),
    '11:11 unknown-value maturity: "stabel" is not known',
  ],
  [
    'old line ends',
    withLine(11, 'maturity: stabel').replaceAll('\n', '\r'),
    '11:11 unknown-value maturity: "stabel" is not known',
  ],
  ['a byte order mark', `\ufeff${withLine(1, 'schemaVersion: 2')}`, '1:16 unknown-value schemaVersion: 2 is not known'],
  [
    'characters of two units',
    withLine(8, 'capabilities: ["😀", core]'),
    '8:16 unknown-value capabilities[0]: "😀" is not known',
  ],
  [
    'a mistake after characters of two units',
    withMore('run: { env: { A: "😀" }, tls: x }'),
    '12:31 unknown-value run.tls: "x" is not known',
  ],
];

describe.each([
  ['identity', identity],
  ['references', references],
  ['choices', choices],
  ['installation', installation],
  ['running', running],
  ['yaml', yaml],
])('%s', (_group, cases) => {
  test.each(cases)('%s', (_what, text, ...expected) => {
    const { findings } = parseMetadata(text, 'provider.yaml');
    expect(findings.map(({ line, column, code, message }) => `${line}:${column} ${code} ${message}`)).toEqual(expected);
    for (const { code, hint } of findings) {
      expect(findingCodes).toHaveProperty([code]);
      expect(hint).toMatch(/^[A-Z`].*[.?]$/);
    }
  });
});

test('the text that all of these spoil is valid', () => {
  expect(parseMetadata(plainText, 'provider.yaml').findings).toEqual([]);
});

test('20 tags are enough, and allowed', () => {
  const tags = Array.from({ length: 20 }, (_, index) => `t${index}`).join(', ');
  expect(parseMetadata(withMore(`tags: [${tags}]`), 'f').findings).toEqual([]);
});

test('what a merge key would have brought in is not missing', () => {
  const { findings } = parseMetadata('<<: { name: acme }\nschemaVersion: 1\n', 'f');
  expect(findings.map(({ code }) => code)).toEqual(['yaml-merge-key']);
});

test('a finding names the file that it was given', () => {
  expect(parseMetadata('', 'some/where.yaml').findings.map(({ file }) => file)).toEqual(['some/where.yaml']);
});

test('an error leaves no metadata, a warning does', () => {
  expect(parseMetadata(withLine(2, 'name: X'), 'f').metadata).toBeUndefined();
  expect(parseMetadata(withLine(10, 'license: GPL-3.0'), 'f').metadata).toMatchObject({ license: 'GPL-3.0' });
});

test('no control character of the file reaches a message', () => {
  const { findings } = parseMetadata(withLine(2, 'name: "\\e[31m\\u009b"\n"\\e]0;x\\a": 1'), 'f');
  expect(findings.length).toBeGreaterThan(1);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must not be there
  for (const { message, hint } of findings) expect(`${message}${hint}`).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
});

describe('a hostile file of 1 MiB is answered in seconds', () => {
  test.each([
    ['unknown fields', (index: number) => `x${index}: 1\n`],
    ['repeated fields', () => 'name: a\n'],
    ['colons without a key', () => ': a\n'],
    ['anchors', (index: number) => `x${index}: &a${index} 1\n`],
    ['aliases', (index: number) => `x${index}: *a\n`],
    ['numbers that are rewritten', (index: number) => `x${index}: 1.0\n`],
    ['comments', () => '# x\n'],
    ['empty items', () => '-\n'],
    ['quotes', () => '"" : ""\n'],
    ['second documents', () => '---\n'],
  ])(
    '%s',
    (_what, line) => {
      let text = '';
      for (let index = 0; text.length < 1_000_000; index++) text += line(index);
      expect(parseMetadata(text, 'f').findings.length).toBeGreaterThan(0);
    },
    20_000,
  );
});
