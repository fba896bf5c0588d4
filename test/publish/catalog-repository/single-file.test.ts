import { readFileSync } from 'node:fs';
import { load } from 'js-yaml';
import { expect, test } from 'vitest';
import { editSingleFile, singleFileEntry } from '../../../src/publish/catalog-repository/single-file.js';
import { seededRandom } from '../../support/seeded-random.js';

const upstream = readFileSync(new URL('../../fixtures/publish/single-file-catalog.yaml', import.meta.url), 'utf8');
const item = (name: string) =>
  `  - name: ${name}\n    tag: "9.9.9"\n    conformance:\n      last_tested: "2026-01-01T00:00:00Z"`;

interface Document {
  providers: { name: string; tag: string }[];
}
const read = (text: string) => (load(text.replace('\uFEFF', '')) as Document).providers;

/** The lines that differ, by number of the first and the last. */
function changedRange(before: string, after: string): { kept: string; replaced: string } {
  let start = 0;
  while (before[start] === after[start] && start < before.length) start += 1;
  let end = 0;
  while (end < before.length - start && end < after.length - start && before.at(-1 - end) === after.at(-1 - end))
    end += 1;
  return {
    kept: before.slice(0, start) + before.slice(before.length - end),
    replaced: before.slice(start, before.length - end),
  };
}

test.each(['mock', 'middle', 'last'])('replaces the entry %s and leaves all other bytes', (name) => {
  const edited = editSingleFile(upstream, { name, item: item(name) });
  expect(read(edited).find((provider) => provider.name === name)?.tag).toBe('9.9.9');
  expect(read(edited).map((provider) => provider.name)).toEqual(read(upstream).map((provider) => provider.name));
  const { replaced } = changedRange(upstream, edited);
  const others = Object.entries({ mock: 'Mock Provider', middle: 'Folded', last: '0.1.2' }).filter(
    ([other]) => other !== name,
  );
  for (const [, words] of others) expect(replaced).not.toContain(words);
  for (const comment of upstream.split('\n').filter((line) => line.trim().startsWith('#')))
    expect(edited).toContain(comment);
});

test('adds an entry behind the last, and only adds', () => {
  const edited = editSingleFile(upstream, { name: 'fresh', item: item('fresh') });
  expect(read(edited).map((provider) => provider.name)).toEqual(['mock', 'middle', 'last', 'fresh']);
  expect(changedRange(upstream, edited)).toEqual({ kept: upstream, replaced: '' });
});

test('keeps the line ends of the file', () => {
  const edited = editSingleFile(upstream.replaceAll('\n', '\r\n'), { name: 'middle', item: item('middle') });
  expect(edited.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
});

/** A whole file with the entry `one` between « and »; what is outside stays, byte for byte. */
const written: [string, string][] = [
  ['first', 'providers:\n«  - name: one\n    tag: a»\n  - name: two\n    tag: b\n'],
  ['last, with no final newline', 'providers:\n  - name: two\n    tag: b\n«  - name: one\n    tag: a»'],
  ['the only one, with CRLF and no final newline', 'providers:\r\n«  - name: one\r\n    tag: a»'],
  ['in a list that is not indented', 'providers:\n- name: two\n  tag: b\n«- name: one\n  tag: a»\nschema: {}\n'],
  ['indented by five', 'a: 1\nproviders:\n     - name: two\n       tag: b\n«     - name: one\n       tag: a»\n'],
  ['behind a byte order mark', '\uFEFFproviders:\n«  - name: one\n    tag: a»\n'],
  [
    'between comments with tabs',
    'providers:\t# all\n  #\tfirst\n«  - name: one\n    tag: a»\n\t# odd\n  # next\n  - name: two\n',
  ],
  ['under a quoted key', '"providers":\n«  - "name": "one"\n    "tag": \'a\'»\n  - name: two\n'],
  ['in flow style inside a block list', 'providers:\n«  - {name: one, tag: a}»\n  - {name: two, tag: b} # kept\n'],
  ['after a dash of its own line', 'providers:\n«  -\n    name: one\n    tag: a»\n  -   name: two\n      tag: b\n'],
  [
    'beside an anchor and an alias',
    'x: &x {k: v}\nproviders:\n  - name: two\n    more: *x\n«  - name: one\n    more: *x»\n',
  ],
  [
    'beside text that looks like it',
    'providers:\n  - name: two\n    text: |\n      - name: one\n        tag: x\n\n«  - name: one\n    tag: a»\n',
  ],
  [
    'whose text ends like a comment',
    'providers:\n«  - name: one\n    text: |\n      words\n      # no comment»\n  # a comment\n  - name: two\n',
  ],
  ['before the end of the document', 'providers:\n«  - name: one\n    tag: a»\n...\n'],
  ['in a tagged and anchored list', 'providers: &all !!seq # here\n«  - name: one\n    tag: a»\n'],
];

test.each(written)('replaces an entry that is written %s', (_how, marked) => {
  const text = marked.replace(/[«»]/g, '');
  const [before, after] = [marked.indexOf('«'), marked.indexOf('»') - 1];
  const edited = editSingleFile(text, { name: 'one', item: item('one') });
  expect(edited.slice(0, before)).toBe(text.slice(0, before));
  expect(edited.endsWith(text.slice(after))).toBe(true);
  expect(read(edited).find(({ name }) => name === 'one')?.tag).toBe('9.9.9');
  if (text.includes('\r\n')) expect(edited.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
  expect(editSingleFile(edited, { name: 'one', item: item('one') })).toBe(edited);
});

/** A whole file, and where the new entry appears. */
const lacking: [string, string, string][] = [
  ['an empty list', 'providers: []\n', 'providers:‸\n'],
  ['an empty list with a comment', 'a: 1\nproviders: [ ]  # none yet\nb: 2\n', 'a: 1\nproviders:  # none yet‸\nb: 2\n'],
  ['a list that is null', 'providers: ~', 'providers:‸'],
  ['a key with nothing behind it', 'providers:\n\nschema: {}\n', 'providers:‸\n\nschema: {}\n'],
  ['a list without a final newline', 'providers:\n  - name: two', 'providers:\n  - name: two‸'],
  ['a list with CRLF and none', 'providers:\r\n  - name: two', 'providers:\r\n  - name: two‸'],
  ['a list before comments', 'providers:\n  - name: two\n\n# end\n', 'providers:\n  - name: two‸\n\n# end\n'],
  ['a list in brackets', 'providers: [{name: two, tag: "]"}] # all\n', 'providers: [{name: two, tag: "]"}‸] # all\n'],
  [
    'a list in brackets on many lines',
    'providers:\n  [\n    {name: two}, # one ]\n  ]\n',
    'providers:\n  [\n    {name: two},‸ # one ]\n  ]\n',
  ],
];

test.each(lacking)('adds to %s, and only adds', (_how, text, marked) => {
  const [before = '', after = ''] = marked.split('‸');
  const edited = editSingleFile(text, { name: 'one', item: item('one') });
  expect(edited.slice(0, before.length)).toBe(before);
  expect(edited.endsWith(after)).toBe(true);
  expect(read(edited).at(-1)).toMatchObject({ name: 'one', tag: '9.9.9' });
});

test('replaces an entry of a list in brackets', () => {
  const text = "providers: [{name: 'it''s ]'}, {name: one, tag: [a, '}']}, {name: two}] # kept\n";
  const edited = editSingleFile(text, { name: 'one', item: item('one') });
  expect(edited.startsWith("providers: [{name: 'it''s ]'}, {")).toBe(true);
  expect(edited.endsWith('}, {name: two}] # kept\n')).toBe(true);
  expect(read(edited)[1]).toMatchObject({ name: 'one', tag: '9.9.9' });
});

/** Two hundred files of pieces in random order, the same in every run. */
test.each(Array.from({ length: 200 }, (_, seed) => seed))('leaves every other byte of generated file %i', (seed) => {
  const random = seededRandom(seed);
  const eol = random.pick(['\n', '\n', '\r\n']);
  const indent = ' '.repeat(random.pick([0, 2, 2, 4]));
  const lines = (...texts: string[]) => texts.map((text) => indent + text).join(eol);
  const entry = (name: string) =>
    random.pick([
      () => lines(`- name: ${name}`, '  tag: a'),
      () => lines(`- "name": "${name}" # quoted`, "  'tag': 'a'"),
      () => lines('-', `    tag: a`, `    name: ${name}`),
      () => lines(`- {name: ${name}, tag: a}`),
      () => lines(`-\ttag: a`.replace('\t', '   '), `    name: ${name}`, '    caps:', '    - core', '    - x'),
      () => lines(`- name: ${name}`, '  text: |+', '    - name: one', '    # none', '', '  tag: a'),
      () => lines(`- name: ${name}`, '  text: "folded', '    - name: one', '    text"', '  tag: a'),
      () => lines(`- &a${name} name: ${name}`.replace(`&a${name} `, ''), `  tag: &t${name} a`, `  same: *t${name}`),
    ])();
  const between = () =>
    random.pick(['', '', eol, `${indent}# comment${eol}`, `${eol}#\ttab - name: one${eol}${eol}`, `\t# odd${eol}`]);
  const names = ['two', 'three', 'four'].slice(0, random.below(4));
  const isThere = random.below(3) > 0;
  const own = isThere ? random.below(names.length + 1) : names.length;
  const head = `${random.pick(['', '\uFEFF'])}${random.pick(['', `# all${eol}`, `meta:${eol}  - name: one${eol}`])}`;
  const key = `${random.pick(['providers:', '"providers":', 'providers: # list'])}${eol}`;
  const tail = random.pick(['', eol, `${eol}# end`, `${eol}schema:${eol}  - name: one${eol}`]);
  const parts = names.map((name) => entry(name) + eol + between());
  const before = head + key + parts.slice(0, own).join('');
  const after = isThere ? (own === names.length ? tail : eol + between() + parts.slice(own).join('') + tail) : tail;
  const text = isThere ? before + entry('one') + after : before + after;
  const edited = editSingleFile(text, { name: 'one', item: item('one') });
  if (isThere) {
    expect(edited.slice(0, before.length)).toBe(before);
    expect(edited.endsWith(after)).toBe(true);
  } else {
    const { replaced } = changedRange(text, edited);
    expect(replaced).toBe('');
  }
  const others = (from: string) => read(from.replace('\uFEFF', ''))?.filter(({ name }) => name !== 'one') ?? [];
  expect(others(edited)).toEqual(others(text));
  expect(read(edited.replace('\uFEFF', '')).find(({ name }) => name === 'one')).toMatchObject({ tag: '9.9.9' });
});

test.each([
  ['that holds what is no UTF-8', 'providers:\n  - name: one\n    tag: "\uFFFD"\n'],
  ['whose entry others borrow from', 'providers:\n  - &one\n    name: one\n    tag: a\n  - <<: *one\n    name: two\n'],
  ['that is no list', 'providers: {one: {tag: "1"}}\n'],
  ['that cannot be read', 'providers:\n  - name: "one\n'],
  ['that names one provider twice', 'providers:\n  - name: one\n    tag: a\n  - name: one\n    tag: b\n'],
  ['that is not there', 'metadata: {}\n'],
])('refuses a list %s', (_what, text) => {
  expect(() => editSingleFile(text, { name: 'one', item: item('one') })).toThrow('cannot be edited safely');
});

test('an entry is the same whenever it was tested', () => {
  const at = (time: string) => singleFileEntry(`providers:\n${item('one').replace('2026-01-01', time)}\n`, 'one');
  expect(at('2026-01-01')).toEqual(at('2027-07-07'));
});
