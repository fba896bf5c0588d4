import { createRequire } from 'node:module';
import { describe, expect, test } from 'vitest';
import { formatYaml } from '../../../src/foundation/yaml/format-yaml.js';
import { type PathPart, parseYaml, type YamlPath } from '../../../src/foundation/yaml/parse-yaml.js';
import { unread } from '../../../src/foundation/yaml/plain-scalar.js';
import { type SeededRandom, seededRandom } from '../../support/seeded-random.js';

describe('values', () => {
  test.each<[string, unknown]>([
    ['a: 1', { a: 1 }],
    ['a: -1.5', { a: -1.5 }],
    ['a: 0x1F', { a: 31 }],
    ['a: 0o17', { a: 15 }],
    ['a: 017', { a: 17 }],
    ['a: 1e3', { a: 1000 }],
    ['a: .5', { a: 0.5 }],
    ['a: true', { a: true }],
    ['a: False', { a: false }],
    ['a: yes', { a: 'yes' }],
    ['a: 2024-01-01', { a: '2024-01-01' }],
    ['a: 12:30', { a: '12:30' }],
    ['a: 0.1.1', { a: '0.1.1' }],
    ['a: "1"', { a: '1' }],
    ["a: 'it''s'", { a: "it's" }],
    ['a: ~', { a: null }],
    ['a:', { a: null }],
    ['a: |\n  x\n  y\n', { a: 'x\ny\n' }],
    ['a: >-\n  x\n  y\n', { a: 'x y' }],
    ['a: [1, [2], {b: c}]', { a: [1, [2], { b: 'c' }] }],
    ['- 1\n- - 2\n', [1, [2]]],
    ['1: a\ntrue: b', { 1: 'a', true: 'b' }],
    ['? a\n: b', { a: 'b' }],
    ['[a: 1, b]', [{ a: 1 }, 'b']],
    ['%YAML 1.2\n---\na: 1\n...\n', { a: 1 }],
    ['\ufeffa: 1', { a: 1 }],
    ['a: 1\r\nb: 2\r\n', { a: 1, b: 2 }],
  ])('%j', (text, value) => {
    expect(parseYaml(text).value).toEqual(value);
  });

  test('a key called __proto__ is a key like any other', () => {
    const value = parseYaml('__proto__: { polluted: true }\nconstructor: 1\n').value as object;
    expect(Object.keys(value)).toEqual(['__proto__', 'constructor']);
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  test('numbers and booleans stay as written where text is wanted', () => {
    const textFields = { tag: true, env: { '*': { value: true } }, keys: { '*': true } } as const;
    const text =
      'tag: 1.10\nenv: [{ value: 010 }, { value: true, other: 1.0 }]\nkeys: { a: 0x1F, b: null, c: ~ }\nother: 7\n';
    expect(parseYaml(text, { textFields }).value).toEqual({
      tag: '1.10',
      env: [{ value: '010' }, { value: 'true', other: 1 }],
      keys: { a: '0x1F', b: null, c: null },
      other: 7,
    });
  });

  test('what was refused is unread, and the rest is there', () => {
    expect(parseYaml('a: *b\nc: !x 1\nd: 99999999999999999999\ne: 1').value).toEqual({
      a: unread,
      c: unread,
      d: unread,
      e: 1,
    });
  });

  test('text that is no YAML is unread', () => {
    expect(parseYaml('a: [').value).toBe(unread);
  });
});

describe('problems', () => {
  test.each<[string, ...string[]]>([
    ['', '1:1 empty-file'],
    ['# only\n', '1:1 empty-file'],
    ['---\n# only\n', '1:1 empty-file'],
    ['---\n---\n', '2:1 several-documents'],
    ['a: 1\n---\n', '2:1 several-documents'],
    ['a: "---"\n---\nb: 1', '2:1 several-documents'],
    ['a: |\n  x\n  ---\n---\nb', '4:1 several-documents'],
    ['a: &x 1', '1:4 yaml-anchor'],
    ['a: &x 1\nb: *x\nc: *x', '2:4 yaml-alias', '3:4 yaml-alias'],
    ['a: &x {}\nb: { <<: *x }', '2:6 yaml-merge-key'],
    ['a: &x {}\nb: { <<: [*x, *x] }', '2:6 yaml-merge-key'],
    ['a: &x {}\nb: { <<: *x, c: *x }', '2:6 yaml-merge-key', '2:17 yaml-alias'],
    ['*x : 1', '1:1 yaml-alias'],
    ['"<<": 1'],
    ['a: !!binary aGk=', '1:4 yaml-tag'],
    ['!!set {a}', '1:1 yaml-tag'],
    ['a: 1\na: 2\na: 3', '2:1 duplicate-key', '3:1 duplicate-key'],
    ['a: { b: 1, "b": 2 }', '1:12 duplicate-key'],
    ['1: a\n"1": b', '2:1 duplicate-key'],
    ['{a: 1}: b', '1:1 yaml-key'],
    ['- [a]: b', '1:3 yaml-key'],
    [': a', '1:1 yaml-key'],
    ['a: 1\n: b', '2:1 yaml-key'],
    ['{a: 1, : b}', '1:8 yaml-key'],
    ['a: 1.0', '1:4 number-rewritten'],
    ['a: 9007199254740993', '1:4 number-not-exact'],
    ['a: .nan', '1:4 number-not-exact'],
    ['\ta: 1', '1:1 yaml-syntax'],
    ['a:\n  b: 1\n c: 2', '3:2 yaml-syntax'],
    ['a: 1 \u0001', '1:6 yaml-syntax'],
    ['a: {b: 1', '1:9 yaml-syntax'],
    ['a: b: c', '1:5 yaml-syntax'],
    ['a: @x', '1:4 yaml-syntax'],
    ['%TAG x\n---\n', '2:1 yaml-syntax'],
  ])('%j', (text, ...expected) => {
    const { problems, positionAt } = parseYaml(text);
    const found = problems.map(({ offset, code }) => ({ ...positionAt(offset), code }));
    expect(found.map(({ line, column, code }) => `${line}:${column} ${code}`)).toEqual(expected);
  });

  test('deep nesting ends in a problem, not in a crash', () => {
    for (const text of ['['.repeat(100_000), '- '.repeat(100_000), `${'{a: '.repeat(100_000)}`, '? '.repeat(50_000)]) {
      expect(parseYaml(text).problems.map(({ code }) => code)).toEqual(['yaml-syntax']);
    }
  });
});

describe('places', () => {
  const text = `# a comment
name: acme
"quoted": 'x'
list: [a, "b", { c: d }]
block:
  - one
  -
  # - not this
  - - nested
    -
  - key: value
    other:
literal: | # comment
  text
deep: # {
  {
    x: y, z: }
empty: {}
? explicit
: value
`;
  test.each<[YamlPath, PathPart, string]>([
    [[], 'first-key', '2:1'],
    [['name'], 'key', '2:1'],
    [['name'], 'value', '2:7'],
    [['quoted'], 'key', '3:1'],
    [['quoted'], 'value', '3:11'],
    [['list'], 'value', '4:7'],
    [['list', 0], 'value', '4:8'],
    [['list', 1], 'value', '4:11'],
    [['list', 2], 'first-key', '4:18'],
    [['list', 2, 'c'], 'value', '4:21'],
    [['block'], 'value', '6:3'],
    [['block', 0], 'value', '6:5'],
    [['block', 1], 'value', '7:3'],
    [['block', 2, 0], 'value', '9:7'],
    [['block', 2, 1], 'value', '10:5'],
    [['block', 3], 'first-key', '11:5'],
    [['block', 3, 'key'], 'value', '11:10'],
    [['block', 3, 'other'], 'value', '12:5'],
    [['literal'], 'value', '13:10'],
    [['deep'], 'value', '16:3'],
    [['deep', 'x'], 'value', '17:8'],
    [['deep', 'z'], 'value', '17:11'],
    [['empty'], 'first-key', '18:8'],
    [['explicit'], 'key', '19:3'],
    [['explicit'], 'value', '20:3'],
    [['absent'], 'value', '2:1'],
    [['list', 9], 'value', '4:7'],
  ])('%j %s', (path, part, expected) => {
    const { problems, locate } = parseYaml(text);
    expect(problems).toEqual([]);
    const { line, column } = locate(path, part);
    expect(`${line}:${column}`).toBe(expected);
  });

  test('empty items stand at their dashes', () => {
    const { locate } = parseYaml('a:\n  -\n  -\n  # -\n  - # -\n  - - \n    -\n');
    const places = [
      ['a', 0],
      ['a', 1],
      ['a', 2],
      ['a', 3, 0],
      ['a', 3, 1],
    ].map((path) => locate(path, 'value'));
    expect(places.map(({ line, column }) => `${line}:${column}`)).toEqual(['2:3', '3:3', '5:3', '6:5', '7:5']);
  });

  test('a repeated key is the first one', () => {
    expect(parseYaml('a: 1\na: 2').locate(['a'], 'value')).toEqual({ line: 1, column: 4 });
  });
});

const { load, dump } = createRequire(import.meta.url)('js-yaml') as typeof import('js-yaml');

const words = [
  '',
  ' ',
  'a',
  'yes',
  'No',
  'null',
  '~',
  'true',
  '1',
  '1.10',
  '0x1F',
  '1e3',
  '12:30',
  '2024-01-01',
  '1_000',
  '.inf',
  '-',
  '- a',
  'a: b',
  'a:',
  ':a',
  '#a',
  'a #b',
  'a#b',
  '[a',
  'a, b',
  '{a}',
  '*a',
  '&a',
  '!a',
  '|',
  '>',
  '%a',
  '@a',
  '`a`',
  '"a"',
  "it's",
  'a\nb',
  '\n',
  'a\tb',
  '\ta',
  'a ',
  ' a',
  '😀',
  '\u0001',
  '\u0085',
  '\u2028',
  '\ufeff',
  '\ud800',
  '\\',
  '<<',
  '=',
  '---',
  '...',
  'https://a.b:80/c?d=e&f#g',
  '__proto__',
  'constructor',
  'x'.repeat(200),
  '0.1.1',
  '1.25+',
  '?',
  '? a',
  'a?',
  '!',
  '$PATH',
  '(a)',
  '1.2.3-e',
  '0',
  '00',
  '+1',
  '.',
  '..',
  '0o7',
  'y',
];

function randomValue(random: SeededRandom, depth: number): unknown {
  const kind = random.below(depth > 3 ? 4 : 7);
  if (kind === 0) return random.pick([null, true, false]);
  if (kind === 1) return random.pick([0, 1, -1, 1.5, 1e21, 1e-7, 2 ** 60, 9_007_199_254_740_991, -0.1]);
  if (kind < 4) return random.pick(words);
  if (kind === 4) return Array.from({ length: random.below(4) }, () => randomValue(random, depth + 1));
  return randomMapping(random, depth);
}

function randomMapping(random: SeededRandom, depth: number): object {
  const fields = Array.from(
    { length: random.below(4) },
    () => [random.pick(words), randomValue(random, depth + 1)] as const,
  );
  return Object.fromEntries(fields.filter(([key]) => key !== '' && key !== '<<'));
}

test('formatYaml writes nothing that cannot be seen', () => {
  const hidden = Array.from({ length: 0x10000 }, (_, code) => String.fromCharCode(code)).filter((text) =>
    /[\p{Cc}\p{Bidi_Control}\u2028\u2029\ufeff]/u.test(text),
  );
  for (const text of [...hidden, '\ufffe', '\uffff']) {
    expect(formatYaml({ [text]: text })).toMatch(/^"\\[\w]+": "\\\w+"\n$/);
    expect(parseYaml(formatYaml({ [text]: text })).value).toEqual({ [text]: text });
  }
});

describe('agreement', () => {
  test('what formatYaml writes is read back as it was', () => {
    const random = seededRandom(3);
    for (let round = 0; round < 3_000; round++) {
      const value = randomMapping(random, 0);
      const text = formatYaml(value);
      const { value: again, problems } = parseYaml(text);
      if (Object.keys(value).length === 0) continue;
      expect({ text, again, errors: problems.filter(({ severity }) => severity === 'error') }).toEqual({
        text,
        again: value,
        errors: [],
      });
    }
  });

  test('what formatYaml writes is the same for a reader of YAML 1.1', () => {
    const { YAML11_SCHEMA } = createRequire(import.meta.url)('js-yaml') as typeof import('js-yaml');
    for (const word of words) {
      const text = formatYaml({ a: word, b: [word], [`k${word}`]: word, c: [{ d: word }] });
      expect(load(text, { schema: YAML11_SCHEMA }), text).toEqual({
        a: word,
        b: [word],
        [`k${word}`]: word,
        c: [{ d: word }],
      });
    }
  });

  test('what js-yaml writes is read as js-yaml reads it', () => {
    const random = seededRandom(5);
    for (let round = 0; round < 3_000; round++) {
      const value = randomMapping(random, 0);
      const text = dump(value, { noRefs: true, flowLevel: random.below(4) - 1 });
      const { value: read, problems } = parseYaml(text);
      if (Object.keys(value).length === 0 || problems.some(({ severity }) => severity === 'error')) continue;
      expect(read, text).toEqual(load(text));
    }
  });

  test('every place of a random document is where its text is', () => {
    const random = seededRandom(9);
    for (let round = 0; round < 1_000; round++) {
      const value = randomMapping(random, 0);
      const text = dump(value, {
        noRefs: true,
        flowLevel: random.below(4) - 1,
        quoteStyle: random.pick(['single', 'double'] as const),
      });
      const { locate } = parseYaml(text);
      const lines = text.split('\n');
      for (const path of pathsOf(value, [])) {
        const { line, column } = locate(path, 'value');
        const rest = [lines[line - 1]?.slice(column - 1), ...lines.slice(line)].join('\n');
        const leaf = leafAt(value, path);
        if (leaf === 'https://a.b:80/c?d=e&f#g' || leaf === 'a' || leaf === 1.5)
          expect(rest.replace(/^["']/, '').startsWith(String(leaf)), `${text}\n${path}`).toBe(true);
        else if (Array.isArray(leaf)) expect(rest, text).toMatch(/^(-|\[)/);
      }
    }
  });
});

function pathsOf(value: unknown, path: (string | number)[]): (string | number)[][] {
  if (typeof value !== 'object' || value === null) return [path];
  const below = Array.isArray(value)
    ? value.flatMap((item, index) => pathsOf(item, [...path, index]))
    : Object.entries(value).flatMap(([key, field]) => pathsOf(field, [...path, key]));
  return path.length === 0 ? below : [path, ...below];
}

function leafAt(value: unknown, path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>((inside, step) => (inside as Record<string | number, unknown>)[step], value);
}
