import { randomBytes } from 'node:crypto';
import { closeSync, fstatSync, mkdirSync, openSync, readSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** A file in pieces, from its beginning at every call, so that a large one is never held as a whole. */
export type Pieces = () => Iterable<string>;

const bufferBytes = 256 * 1024;

export function joined(pieces: Pieces): string {
  return [...pieces()].join('');
}

/** Whether the file holds exactly these pieces. False also where something else than a file stands. */
export function holds(path: string, pieces: Pieces): boolean {
  const descriptor = openOrNone(path);
  if (descriptor === undefined) return false;
  try {
    const stat = fstatSync(descriptor);
    if (!stat.isFile()) return false;
    let offset = 0;
    let buffer = Buffer.allocUnsafeSlow(bufferBytes);
    for (const wanted of buffered(pieces())) {
      if (buffer.length < wanted.length) buffer = Buffer.allocUnsafeSlow(wanted.length);
      const there = buffer.subarray(0, wanted.length);
      if (readFully(descriptor, there, offset) < wanted.length || !there.equals(wanted)) return false;
      offset += wanted.length;
    }
    return offset === stat.size;
  } finally {
    closeSync(descriptor);
  }
}

/** Writes all or nothing: a temporary file beside the target, then a rename. */
export function writePieces(path: string, pieces: Pieces): void {
  mkdirSync(dirname(path), { recursive: true });
  const temporary = join(dirname(path), `.${randomBytes(6).toString('hex')}.tmp`);
  try {
    const descriptor = openSync(temporary, 'wx');
    try {
      for (const part of buffered(pieces())) writeSync(descriptor, part);
    } finally {
      closeSync(descriptor);
    }
    renameSync(temporary, path);
  } catch (thrown) {
    rmSync(temporary, { force: true });
    throw thrown;
  }
}

function openOrNone(path: string): number | undefined {
  try {
    return openSync(path, 'r');
  } catch (thrown) {
    if (['ENOENT', 'EISDIR'].includes((thrown as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw thrown;
  }
}

function readFully(descriptor: number, into: Buffer, position: number): number {
  let length = 0;
  for (let read = 1; read > 0 && length < into.length; length += read)
    read = readSync(descriptor, into, length, into.length - length, position + length);
  return length;
}

/** Few large writes cost less than many small ones. Each part is good until the next one is asked for. */
function* buffered(pieces: Iterable<string>): Generator<Buffer> {
  const buffer = Buffer.allocUnsafeSlow(bufferBytes);
  let length = 0;
  for (const piece of pieces) {
    // No UTF-16 unit takes more than three bytes.
    if (piece.length * 3 > bufferBytes - length) {
      yield buffer.subarray(0, length);
      length = 0;
      if (piece.length * 3 > bufferBytes) {
        yield Buffer.from(piece, 'utf8');
        continue;
      }
    }
    length += buffer.write(piece, length, 'utf8');
  }
  if (length > 0) yield buffer.subarray(0, length);
}
