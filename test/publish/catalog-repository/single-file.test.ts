import { readFileSync } from 'node:fs';
import { load } from 'js-yaml';
import { expect, test } from 'vitest';
import { editSingleFile, singleFileEntry } from '../../../src/publish/catalog-repository/single-file.js';

const upstream = readFileSync(new URL('../../fixtures/publish/single-file-catalog.yaml', import.meta.url), 'utf8');
const item = (name: string) =>
  `  - name: ${name}\n    tag: "9.9.9"\n    conformance:\n      last_tested: "2026-01-01T00:00:00Z"`;

interface Document {
  providers: { name: string; tag: string }[];
}
const read = (text: string) => (load(text) as Document).providers;

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

test('adds to an empty list', () => {
  const edited = editSingleFile('providers:\n\nschema:\n  version: v1\n', { name: 'first', item: item('first') });
  expect(read(edited).map((provider) => provider.name)).toEqual(['first']);
});

test('follows a list that is not indented', () => {
  const text = 'providers:\n- name: one\n  tag: "1"\n- name: two\n  tag: "2"\nschema: {}\n';
  const edited = editSingleFile(text, { name: 'one', item: item('one') });
  expect(read(edited).map(({ name, tag }) => `${name} ${tag}`)).toEqual(['one 9.9.9', 'two 2']);
});

test.each([
  ['in flow style', 'providers: [{name: one, tag: "1"}]\n'],
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
