import { describe, expect, it, test } from 'vitest';
import { foldText, unbroken } from '../../src/foundation/fold-text.js';
import { printable } from '../../src/foundation/terminal-text.js';

describe('foldText', () => {
  it.each([
    ['what fits stays', 'one two three', 'one two three'],
    ['as many as fit', 'Error: aaaa bbbb cccc dddd', 'Error: aaaa bbbb\n  cccc dddd'],
    ['exactly as wide', 'aaaaaaaaaa bbbbbbbbb', 'aaaaaaaaaa bbbbbbbbb'],
    ['one too wide', 'aaaaaaaaaa bbbbbbbbbb', 'aaaaaaaaaa\n  bbbbbbbbbb'],
    ['every line by itself', 'a\n\naaaaaaaaaaa bbbbbbbbbbb\n', 'a\n\naaaaaaaaaaa\n  bbbbbbbbbbb\n'],
    ['its own indentation is kept', '    aaaa bbbb cccc dddd', '    aaaa bbbb cccc\n      dddd'],
    ['the last column', 'ok    text of this column', 'ok    text of this\n      column'],
    ['a column too far right', 'aaaaaaaaaaaaaa  bbbb cccc', 'aaaaaaaaaaaaaa  bbbb\n  cccc'],
    ['a long word has its line', `to ${'x'.repeat(25)} or so`, `to\n${'x'.repeat(25)}\n  or so`],
    ['a long word moves to the left', `see ${'x'.repeat(19)} or`, `see\n ${'x'.repeat(19)}\n  or`],
    ['a command', 'Now run `vcts list --json` twice', 'Now run\n  `vcts list --json`\n  twice'],
    ['a lone backtick', 'Now run `vcts list --json twice', 'Now run `vcts list\n  --json twice'],
    ['wide characters', '古古古古 古古古古 古古', '古古古古 古古古古\n  古古'],
    ['colours take no room', '\u001b[31maaaaaaaaaa\u001b[39m bbbbbbbbb', '\u001b[31maaaaaaaaaa\u001b[39m bbbbbbbbb'],
    ['spaces inside are kept', 'a   b', 'a   b'],
  ])('%s', (_what, text, folded) => {
    expect(foldText(text, { columns: 20 })).toBe(folded);
  });

  it('changes nothing where nothing limits a line', () => {
    expect(foldText(`${'word '.repeat(100)}\n`, { columns: undefined })).toBe(`${'word '.repeat(100)}\n`);
  });

  it('hangs as far as it is told', () => {
    expect(foldText('aaaa bbbb cccc', { columns: 10, hang: 0 })).toBe('aaaa bbbb\ncccc');
  });
});

test.each([undefined, 20, 200])('what is held together is printed with its spaces, at %s columns', (columns) => {
  const command = "vcts run --exec './provider --port $PORT'";
  const text = foldText(`Run it again: ${unbroken(command)}`, { columns });
  expect(text.split(columns === 20 ? '\n' : ': ')).toEqual([
    columns === 20 ? 'Run it again:' : 'Run it again',
    command,
  ]);
});

test('text from elsewhere cannot bring the mark of a held space', () => {
  expect(foldText(printable('a\ufdd0b'), { columns: undefined })).toBe('a\\ufdd0b');
});
