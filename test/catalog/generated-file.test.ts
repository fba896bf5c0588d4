import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { holds, joined, writePieces } from '../../src/catalog/generated-file.js';

const large = 256 * 1024;

function directory(): string {
  const path = mkdtempSync(join(tmpdir(), 'vrtg-generated-'));
  onTestFinished(() => rmSync(path, { recursive: true }));
  return path;
}

/** Around the size of the buffer, with characters of one to four bytes. */
const contents: [string, string[]][] = [
  ['nothing', []],
  ['an empty piece', ['']],
  ['small pieces', ['a\n', 'ü€😀\n', 'z']],
  ['a piece as large as the buffer', ['x'.repeat(large)]],
  ['pieces that fill the buffer exactly', ['x'.repeat(large / 2), 'y'.repeat(large / 2)]],
  ['a piece larger than the buffer between small ones', ['first', '€'.repeat(large), 'last']],
  [
    'many pieces of several bytes',
    Array.from({ length: 5_000 }, (_, index) => `${index} ${'😀'.repeat(index % 90)}\n`),
  ],
  ['half of a pair', ['\ud83d', 'x\ude00']],
];

test.each(contents)('%s: written and recognised', (_, pieces) => {
  const path = join(directory(), 'new', 'file');
  writePieces(path, () => pieces);
  const wanted = Buffer.concat(pieces.map((piece) => Buffer.from(piece, 'utf8')));
  expect(readFileSync(path).equals(wanted)).toBe(true);
  expect(readdirSync(join(path, '..'))).toEqual(['file']);
  expect(holds(path, () => pieces)).toBe(true);
  expect(joined(() => pieces)).toBe(pieces.join(''));
});

test('one byte more, one less or one other is another file', () => {
  const path = join(directory(), 'file');
  const pieces = ['x'.repeat(large), 'y'.repeat(large + 7)];
  writePieces(path, () => pieces);
  appendFileSync(path, 'y');
  expect(holds(path, () => pieces)).toBe(false);
  truncateSync(path, 2 * large + 7);
  expect(holds(path, () => pieces)).toBe(true);
  truncateSync(path, 2 * large + 6);
  expect(holds(path, () => pieces)).toBe(false);
  writeFileSync(path, `${'x'.repeat(large)}${'y'.repeat(large + 6)}z`);
  expect(holds(path, () => pieces)).toBe(false);
});

test('no file and a folder hold nothing', () => {
  const root = directory();
  mkdirSync(join(root, 'folder'));
  expect(holds(join(root, 'none'), () => [])).toBe(false);
  expect(holds(join(root, 'folder'), () => [])).toBe(false);
});
