import { expect, test } from 'vitest';
import { jsonMistake } from '../../src/catalog/json-mistake.js';

test.each([
  ['{"a": [1, true, null, "x"]}', undefined],
  ['', 0],
  ['{', 1],
  ['nope', 1],
  ['{"a" {', 5],
  ['{"a": trx}', 8],
  ['{"a": tru', 9],
  ['[1,]', 3],
  ['{"a":1,}', 7],
  ['[1 2]', 3],
  ['[1] x', 4],
  ['"abc', 4],
  ['{"a": -}', 7],
  ['\uFEFF{"a": x}', 6],
  [`{"list": [${'1, '.repeat(5_000)}2, oops]}`, 15_013],
])('%j', (text, offset) => {
  expect(jsonMistake(text)).toBe(offset);
});
