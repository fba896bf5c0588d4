import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { jsYaml } from '../../../src/foundation/yaml/js-yaml.js';
import { notPlain, plainValue } from '../../../src/foundation/yaml/plain-value.js';
import { ValueBuilder } from '../../../src/foundation/yaml/yaml-value.js';
import { providerTextFields } from '../../../src/provider/metadata/provider-schema.js';

const texts = filesBelow('test/fixtures/metadata').concat(filesBelow('providers'));

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.yaml'))
    .sort()
    .map((name) => readFileSync(join(folder, name), 'utf8').replace(/^\ufeff/, ''));
}

/** Whether the short way took the text; throws where it took what the builder refuses, or another value. */
function bothWays(text: string): boolean {
  const events = eventsOf(text);
  if (!events) return false;
  const plain = plainValue({ text, events }, providerTextFields);
  if (plain === notPlain) return false;
  const builder = new ValueBuilder({ text, events }, providerTextFields);
  expect(plain).toStrictEqual(builder.build());
  expect(builder.problems).toEqual([]);
  expect(events.filter(({ type }) => type === jsYaml().EVENT_ID.DOCUMENT)).toHaveLength(1);
  return true;
}

function eventsOf(text: string) {
  try {
    return jsYaml().parseEvents(text, {});
  } catch {
    return undefined;
  }
}

describe('the short way to a value gives what the builder gives, or leaves the text to it', () => {
  test('every fixture', () => {
    const taken = texts.filter(bothWays).length;
    expect(taken).toBeGreaterThan(texts.length / 4);
    expect(taken).toBeLessThan(texts.length);
  });

  test('5,000 changed fixtures', () => {
    const inserted = fc.constantFrom(
      ...[
        '&a ',
        '*a',
        '!t ',
        '!!str ',
        '<<: ',
        '? ',
        ': ',
        '- ',
        '---\n',
        '\n...\n',
        '"',
        "'",
        '|\n  ',
        '>-\n  ',
        '#',
        ' #x\n',
      ],
      ...[
        '{',
        '}',
        '[',
        ']',
        ',',
        '\n',
        ' ',
        '\t',
        '1.10',
        '0x1f',
        '1e3',
        '~',
        'null',
        'true',
        '.nan',
        '12345678901234567890',
      ],
      ...['name: x\n', '__proto__: 1\n', 'constructor: 1\n', '"": 1\n', '1: 2\n', '\u00e9', '\u2028', '\r'],
    );
    const change = fc.record({ at: fc.double({ min: 0, max: 1, noNaN: true }), cut: fc.nat(12), inserted });
    let taken = 0;
    fc.assert(
      fc.property(fc.constantFrom(...texts), fc.array(change, { minLength: 1, maxLength: 4 }), (text, changes) => {
        const changed = changes.reduce((before, { at, cut, inserted: with_ }) => {
          const offset = Math.floor(at * before.length);
          return `${before.slice(0, offset)}${with_}${before.slice(offset + cut)}`;
        }, text);
        if (bothWays(changed)) taken += 1;
      }),
      { numRuns: 5_000, seed: 20_261_123 },
    );
    expect(taken).toBeGreaterThan(250);
  });
});

describe('left to the builder', () => {
  const cases: Record<string, string> = {
    'no text': '',
    'an empty document': '---\n',
    'an anchor': 'a: &x 1',
    'an anchor at a list': 'a: &x [1]',
    'an anchor at a key': '&x a: 1',
    'an alias': 'a: &x 1\nb: *x',
    'a tag': 'a: !t 1',
    'a tag at a mapping': 'a: !t {b: 1}',
    'a merge key': 'a: {b: 1}\n<<: {c: 1}',
    'a key twice': 'a: 1\na: 2',
    'an empty key': ': 1',
    'a list as a key': '? [a]\n: 1',
    'a prototype': '__proto__: {a: 1}',
    'a number that is read differently': 'a: 1.10',
    'a number that is lost': 'a: 12345678901234567890',
    'a second document': 'a: 1\n---\nb: 1',
  };
  test.each(Object.entries(cases))('%s', (_name, text) => {
    expect(plainValue({ text, events: eventsOf(text) ?? [] }, undefined)).toBe(notPlain);
  });
});
