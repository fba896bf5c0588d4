import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { readTextFile } from '../../../src/foundation/yaml/read-text-file.js';

const folder = mkdtempSync(join(tmpdir(), 'vrtg-read-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function written(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

test('reads UTF-8', () => {
  expect(readTextFile(written('good', 'Grüße 😀\n'), 100)).toEqual({ text: 'Grüße 😀\n' });
});

test('reads a file of exactly the limit, and refuses one byte more', () => {
  expect(readTextFile(written('full', 'x'.repeat(100)), 100).text).toHaveLength(100);
  expect(readTextFile(written('over', 'x'.repeat(101)), 100).problem).toMatchObject({
    code: 'file-too-large',
    message: 'the file has 101 bytes; at most 100 are read',
  });
});

test('reads through a link', () => {
  written('target', 'text');
  symlinkSync('target', join(folder, 'link'));
  expect(readTextFile(join(folder, 'link'), 100)).toEqual({ text: 'text' });
});

describe('what cannot be read is a problem', () => {
  test('no file', () => {
    expect(readTextFile(join(folder, 'none'), 100).problem?.code).toBe('file-missing');
  });

  test('a file where a directory should be', () => {
    expect(readTextFile(join(written('file', ''), 'below'), 100).problem?.code).toBe('file-missing');
  });

  test('a directory', () => {
    mkdirSync(join(folder, 'directory'));
    expect(readTextFile(join(folder, 'directory'), 100).problem).toMatchObject({
      code: 'not-a-file',
      message: 'this is a directory',
    });
  });

  test('a link to itself', () => {
    symlinkSync('loop', join(folder, 'loop'));
    expect(readTextFile(join(folder, 'loop'), 100).problem).toMatchObject({
      code: 'file-unreadable',
      message: 'the symbolic link leads back to itself',
    });
  });

  test('a link to nothing', () => {
    symlinkSync('nowhere', join(folder, 'dangling'));
    expect(readTextFile(join(folder, 'dangling'), 100).problem?.code).toBe('file-missing');
  });

  test.skipIf(process.platform === 'win32')('a pipe that nobody writes to, without waiting', () => {
    execFileSync('mkfifo', [join(folder, 'pipe')]);
    expect(readTextFile(join(folder, 'pipe'), 100).problem).toMatchObject({
      code: 'not-a-file',
      message: 'this is not a regular file',
    });
  });

  test.skipIf(process.platform === 'win32' || process.getuid?.() === 0)('a file without permission', () => {
    const path = written('secret', 'text');
    chmodSync(path, 0);
    expect(readTextFile(path, 100).problem).toMatchObject({
      code: 'file-unreadable',
      message: 'no permission to read it',
    });
  });
});

describe('what is not UTF-8', () => {
  test.each<[string, Uint8Array, string]>([
    ['Latin-1', Buffer.from('Gr\xfc\xdfe', 'latin1'), 'Gr'],
    ['a character cut off at the end', Buffer.from('Grü').subarray(0, 3), 'Gr'],
    ['an overlong form', Uint8Array.of(0x61, 0xc0, 0x80), 'a'],
    ['a surrogate', Uint8Array.of(0x61, 0xed, 0xa0, 0x80), 'a'],
    [
      'a byte after a real replacement character',
      Buffer.concat([Buffer.from('\ufffd'), Uint8Array.of(0xff)]),
      '\ufffd',
    ],
  ])('%s', (name, bytes, before) => {
    expect(readTextFile(written(name.replaceAll(' ', '-'), bytes), 100).problem).toMatchObject({
      code: 'not-utf8',
      before,
    });
  });

  test('UTF-16 is named', () => {
    expect(readTextFile(written('utf16', Buffer.from('\ufeffname: x', 'utf16le')), 100).problem?.message).toBe(
      'the file is UTF-16',
    );
  });
});
