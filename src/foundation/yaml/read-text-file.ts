import { isAscii, isUtf8 } from 'node:buffer';
import { closeSync, constants, fstatSync, openSync, readSync, realpathSync } from 'node:fs';
import { isAbsolute, relative, sep } from 'node:path';
import { messageOf } from '../errors.js';

export const textFileProblemCodes = {
  'file-missing': 'A file that should be there is not',
  'file-unreadable': 'A file cannot be read',
  'not-a-file': 'Something else than a file stands in its place',
  'file-too-large': 'A file is larger than it may be',
  'not-utf8': 'A file is not UTF-8 text',
  'link-outside': 'A symbolic link leads out of the catalog',
} as const;

export interface TextFileProblem {
  code: keyof typeof textFileProblemCodes;
  message: string;
  hint: string;
  /** The text up to the first byte that is not UTF-8. */
  before?: string;
}

export type TextFile = { text: string; problem?: undefined } | { text?: undefined; problem: TextFileProblem };

/**
 * Reads a text file of at most `maxBytes`; what larger files hold is never read. Waits for no pipe or device. A file that
 * is a link is followed, but not out of the directory `within`, where one is given.
 */
export function readTextFile(path: string, maxBytes: number, within?: string): TextFile {
  // Windows cannot refuse links while it opens a file.
  if (within !== undefined && !constants.O_NOFOLLOW && leadsOutside(path, within)) return { problem: outside };
  const follow = within === undefined ? 0 : constants.O_NOFOLLOW;
  let descriptor: number;
  try {
    descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK | follow);
  } catch (thrown) {
    const { code } = thrown as NodeJS.ErrnoException;
    if (code !== 'ELOOP' || within === undefined) return { problem: unreadable(thrown as NodeJS.ErrnoException) };
    return leadsOutside(path, within) ? { problem: outside } : readTextFile(path, maxBytes);
  }
  try {
    return readOpened(descriptor, maxBytes);
  } catch (thrown) {
    return { problem: unreadable(thrown as NodeJS.ErrnoException) };
  } finally {
    closeSync(descriptor);
  }
}

const outside: TextFileProblem = {
  code: 'link-outside',
  message: 'the symbolic link leads out of the catalog',
  hint: 'Put what it leads to in its place.',
};

/** Whether a path, its links followed, is not below the directory. False where it leads nowhere at all. */
export function leadsOutside(path: string, directory: string): boolean {
  try {
    const way = relative(realpathSync(directory), realpathSync(path));
    return way === '..' || way.startsWith(`..${sep}`) || isAbsolute(way);
  } catch {
    return false;
  }
}

function readOpened(descriptor: number, maxBytes: number): TextFile {
  const stat = fstatSync(descriptor);
  if (!stat.isFile()) {
    const what = stat.isDirectory() ? 'this is a directory' : 'this is not a regular file';
    return { problem: { code: 'not-a-file', message: what, hint: 'Put a text file in its place.' } };
  }
  if (stat.size > maxBytes) return { problem: tooLarge(stat.size, maxBytes) };
  const buffer = stat.size < shared.length ? shared : Buffer.allocUnsafe(stat.size + 1);
  let length = readSync(descriptor, buffer, 0, stat.size + 1, null);
  // A file that gave what it was said to hold is not asked again; others are read to their end.
  if (length !== stat.size) {
    for (let read = length; read > 0 && length <= stat.size; length += read)
      read = readSync(descriptor, buffer, length, stat.size + 1 - length, null);
  }
  return decode(buffer.subarray(0, length));
}

/** Most texts are smaller than this; one at a time is read, and its text is a copy. */
const shared = Buffer.allocUnsafeSlow(32 * 1024);

function tooLarge(size: number, maxBytes: number): TextFileProblem {
  return {
    code: 'file-too-large',
    message: `the file has ${size} bytes; at most ${maxBytes} are read`,
    hint: 'Remove what does not belong into it.',
  };
}

function decode(bytes: Buffer): TextFile {
  if (isAscii(bytes)) return { text: bytes.toString('latin1') };
  if (isUtf8(bytes)) return { text: bytes.toString('utf8') };
  const [first, second] = bytes;
  const isUtf16 = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
  const text = bytes.toString('utf8');
  const again = Buffer.from(text, 'utf8');
  let good = 0;
  while (good < bytes.length && bytes[good] === again[good]) good++;
  return {
    problem: {
      code: 'not-utf8',
      message: isUtf16 ? 'the file is UTF-16' : 'there is a byte that is not UTF-8',
      hint: 'Save the file as UTF-8 text.',
      before: bytes.subarray(0, good).toString('utf8'),
    },
  };
}

function unreadable(thrown: NodeJS.ErrnoException): TextFileProblem {
  switch (thrown.code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return { code: 'file-missing', message: 'there is no such file', hint: 'Write it, or correct the path.' };
    case 'ELOOP':
      return {
        code: 'file-unreadable',
        message: 'the symbolic link leads back to itself',
        hint: 'Let the link point to a file, or replace it with one.',
      };
    case 'EACCES':
    case 'EPERM':
      return {
        code: 'file-unreadable',
        message: 'no permission to read it',
        hint: 'Give yourself the right to read it.',
      };
    default:
      return {
        code: 'file-unreadable',
        message: `it cannot be read: ${messageOf(thrown)}`,
        hint: 'Check the file and its path.',
      };
  }
}
