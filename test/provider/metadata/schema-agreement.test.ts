import { createRequire } from 'node:module';
import { describe, expect, test } from 'vitest';
import type { TextFields } from '../../../src/foundation/yaml/text-fields.js';
import { formatMetadata } from '../../../src/provider/metadata/format-metadata.js';
import { parseMetadata } from '../../../src/provider/metadata/load-metadata.js';
import type { ProviderMetadata } from '../../../src/provider/metadata/metadata-types.js';
import {
  checkAgainstSchema,
  providerSchemaUrl,
  providerTextFields,
} from '../../../src/provider/metadata/provider-schema.js';
import { compileSchema } from '../../../src/provider/metadata/schema/compile-schema.js';
import { profileNames } from '../../../src/provider/profiles.js';
import { type SeededRandom, seededRandom } from '../../support/seeded-random.js';
import { completeText, plainText } from './metadata-samples.js';

const load = createRequire(import.meta.url);
const { Ajv2020 } = load('ajv/dist/2020') as {
  Ajv2020: new (options: object) => { compile(schema: object): Validator };
};
type Validator = (value: unknown) => boolean;
type Json = Record<string, unknown>;

const schema = load('../../../schemas/provider.schema.json') as Json;
const accepts = new Ajv2020({ strict: true, allErrors: true }).compile(schema);

function read(text: string): Json {
  const { metadata } = parseMetadata(text, 'provider.yaml');
  if (!metadata) throw new Error('the sample is not valid');
  return metadata as unknown as Json;
}

const strange: readonly unknown[] = [
  null,
  true,
  false,
  0,
  1,
  -1,
  1.5,
  65_536,
  '',
  'x',
  'X',
  'core',
  '1.0.0',
  'a b',
  ' a',
  'a\nb',
  'é',
  '😀'.repeat(81),
  'a'.repeat(64),
  'a'.repeat(5_000),
  'https://a.b',
  'http://a.b',
  'a@b',
  'sha256:0',
  'localhost:5000/a/b',
  'UPPER/x',
  'a/b:1',
  'linux/amd64',
  'deprecated',
  'unix:/x',
  '1.25+',
  '1.25 - 1.3',
  [],
  ['core'],
  ['core', 'core'],
  [1],
  [[]],
  {},
  { a: 1 },
  { name: 'A', value: 'b' },
  { name: 'a', keys: { b: 'c' } },
  { '': '' },
  [{ name: 'A' }],
  [{ image: 'a:1' }],
];
const names = [
  'name',
  'tag',
  'replacedBy',
  'exec',
  'image',
  'endpoint',
  'secret',
  'key',
  'value',
  'keys',
  'x',
  '__proto__',
  'constructor',
  'toString',
  'a.b',
  '1a',
];

/** Changes one place: another value, a field less, a field more, an item less, an item twice. */
function mutate(value: unknown, random: SeededRandom): unknown {
  if (random.once(6) || typeof value !== 'object' || value === null) return structuredClone(random.pick(strange));
  if (Array.isArray(value)) {
    const index = random.below(value.length);
    if (value.length === 0 || random.once(5)) return [...value, structuredClone(random.pick(strange))];
    if (random.once(5)) return value.toSpliced(index, 1);
    return random.once(5) ? [...value, value[index]] : value.with(index, mutate(value[index], random));
  }
  const fields = Object.entries(value);
  const index = random.below(fields.length);
  const [key, field] = fields[index] ?? ['x', 1];
  const added = [random.pick(names), structuredClone(random.pick(strange))] as const;
  if (fields.length === 0 || random.once(5)) return Object.fromEntries([...fields, added]);
  if (random.once(5)) return Object.fromEntries(fields.toSpliced(index, 1));
  return Object.fromEntries(fields.with(index, [key, mutate(field, random)]));
}

describe('the published schema and the check accept the same', () => {
  test.each([
    ['everything that there is', completeText],
    ['the least', plainText],
  ])('%s', (_what, text) => {
    expect(accepts(read(text))).toBe(true);
    expect(checkAgainstSchema(read(text))).toEqual([]);
  });

  test('10,000 changed documents', () => {
    const random = seededRandom(7);
    const samples = [read(completeText), read(plainText)];
    const differing: unknown[] = [];
    const counts = { accepted: 0, refused: 0 };
    for (let round = 0; round < 10_000; round++) {
      let document: unknown = random.pick(samples);
      for (let times = 0; times <= random.below(3); times++) document = mutate(document, random);
      const wanted = accepts(document);
      counts[wanted ? 'accepted' : 'refused'] += 1;
      if (wanted !== (checkAgainstSchema(document).length === 0)) differing.push(document);
    }
    expect(differing.slice(0, 3)).toEqual([]);
    expect(Math.min(counts.accepted, counts.refused)).toBeGreaterThan(500);
  });

  test('what is accepted can be written and read again, or a rule beyond the schema says why not', () => {
    const random = seededRandom(11);
    const beyond = new Set([
      'license-not-open',
      'unknown-license',
      'deprecated-license',
      'replaced-by-itself',
      'replaced-not-deprecated',
      'duplicate-secret',
      'duplicate-variable',
      'undeclared-secret',
      'undeclared-secret-key',
    ]);
    for (let round = 0; round < 2_000; round++) {
      const document = mutate(read(completeText), random);
      if (!accepts(document)) continue;
      const { metadata, findings } = parseMetadata(formatMetadata(document as ProviderMetadata), 'f');
      if (metadata) expect(metadata).toEqual(asWritten(document, providerTextFields));
      else expect(findings.filter(({ code }) => !beyond.has(code))).toEqual([]);
    }
  });
});

/** Numbers and booleans as text where they are read as text. */
function asWritten(value: unknown, fields: TextFields | undefined): unknown {
  if (fields === true) return typeof value === 'number' || typeof value === 'boolean' ? String(value) : value;
  if (fields === undefined || typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => asWritten(item, fields['*']));
  return Object.fromEntries(
    Object.entries(value).map(([key, field]) => [
      key,
      asWritten(field, Object.hasOwn(fields, key) ? fields[key] : fields['*']),
    ]),
  );
}

interface Node {
  $ref?: string;
  description?: string;
  pattern?: string;
  properties?: Record<string, Node>;
  items?: Node;
  additionalProperties?: boolean | Node;
  $defs?: Record<string, Node>;
}

const root = schema as Node;
const resolved = (node: Node): Node =>
  node.$ref ? { ...root.$defs?.[node.$ref.replace('#/$defs/', '')], ...node } : node;

describe('the published schema', () => {
  test('has the URL that is written into every provider.yaml', () => {
    expect(schema['$id']).toBe(providerSchemaUrl);
    expect(schema['$schema']).toBe('https://json-schema.org/draft/2020-12/schema');
  });

  test('knows the same profiles as the conformance suite', () => {
    expect(root.properties?.['capabilities']?.items).toEqual({ enum: [...profileNames] });
  });

  test('explains every field', () => {
    const bare: string[] = [];
    const visit = (node: Node, path: string) => {
      if (!node.description) bare.push(path);
      for (const [name, field] of Object.entries(node.properties ?? {})) visit(field, `${path}.${name}`);
      if (node.items?.properties) visit(node.items, `${path}[]`);
    };
    visit(root, '');
    expect(bare).toEqual([]);
  });

  test('refuses unknown fields wherever it knows fields', () => {
    const open: string[] = [];
    const visit = (node: Node, path: string) => {
      if (node.properties && node.additionalProperties !== false) open.push(path);
      for (const [name, field] of Object.entries(node.properties ?? {})) visit(field, `${path}.${name}`);
      if (node.items) visit(node.items, `${path}[]`);
    };
    visit(root, '');
    expect(open).toEqual([]);
  });

  test('says text as written exactly where the reader keeps it', () => {
    const written = new Set(['versionTag', 'versionRange', 'writtenText']);
    const found: string[] = [];
    const visit = (node: Node, path: string[]) => {
      if (node.$ref && written.has(node.$ref.replace('#/$defs/', ''))) found.push(path.join('.'));
      const whole = resolved(node);
      for (const [name, field] of Object.entries(whole.properties ?? {})) visit(field, [...path, name]);
      if (whole.items) visit(whole.items, [...path, '*']);
      if (typeof whole.additionalProperties === 'object') visit(whole.additionalProperties, [...path, '*']);
    };
    visit(root, []);
    const kept: string[] = [];
    const list = (fields: TextFields, path: string[]) => {
      if (fields === true) kept.push(path.join('.'));
      else for (const [name, below] of Object.entries(fields)) list(below, [...path, name]);
    };
    list(providerTextFields, []);
    expect(found.sort()).toEqual(kept.sort());
  });

  test('has no pattern that takes long for hostile text', () => {
    const hostile = ['a', '-', 'a-', 'a.', '1', '1.', '0', ' ', 'a ', '/', 'a/', '_', ':1', '@'].map((piece) =>
      piece.repeat(2_000),
    );
    const patterns = Object.values(root.$defs ?? {}).flatMap(({ pattern }) =>
      pattern === undefined ? [] : [new RegExp(pattern, 'u')],
    );
    expect(patterns.length).toBeGreaterThan(10);
    for (const pattern of patterns) for (const text of hostile) pattern.test(`${text}\n`);
  }, 10_000);
});

describe('a schema that the check does not understand is refused', () => {
  test.each([
    [{ type: 'string', format: 'email' }],
    [{ type: 'object', patternProperties: {} }],
    [{ anyOf: [{ enum: [1] }] }],
    [{ $ref: '#/$defs/none' }],
    [{ minLength: 1 }],
  ])('%j', (unknown) => {
    expect(() => compileSchema(unknown as never)).toThrow();
  });
});
