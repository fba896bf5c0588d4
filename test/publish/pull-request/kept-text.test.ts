import { expect, test } from 'vitest';
import { replaceGenerated, takeApart, withMarkers } from '../../../src/publish/pull-request/kept-text.js';

const [one, two] = [`sha256:${'1'.repeat(64)}`, `sha256:${'2'.repeat(64)}`];
const [old, fresh] = [withMarkers('old text', one), withMarkers('new text', two)];

const bodies: [string, string, string][] = [
  ['nothing', '', fresh],
  ['the generated part only', old, fresh],
  ['text before it', `Hello\n\n${old}`, `Hello\n\n${fresh}`],
  ['text behind it', `${old}\n\n- [x] looked at`, `${fresh}\n\n- [x] looked at`],
  ['text around it', `Hello\n${old}\nBye\n`, `Hello\n${fresh}\nBye\n`],
  ['the line ends of a web form', `Hello\r\n${old.replaceAll('\n', '\r\n')}\r\nBye`, `Hello\n${fresh}\nBye`],
  ['text of people only', 'I opened this by hand.', `${fresh}\n\nI opened this by hand.`],
  ['an end that somebody cut off', `Hello\n${old.slice(0, -20)}`, `Hello\n${fresh}`],
];

test.each(bodies)('a body of %s', (_what, body, expected) => {
  expect(replaceGenerated(body, fresh)).toBe(expected);
});

test('finds the hash again', () => {
  expect(takeApart(`x\n${old}\ny`)).toEqual({ contentHash: one, before: 'x\n', after: '\ny' });
  expect(takeApart('nothing generated').contentHash).toBeUndefined();
});

test('is not ended by an end marker of other content inside it', () => {
  const inner = withMarkers(`diff with <!-- vrtg-provider:end content=${one} --> inside`, two);
  expect(takeApart(`${inner}rest`).after).toBe('rest');
});
