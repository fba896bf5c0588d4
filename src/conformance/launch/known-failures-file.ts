import { resolve } from 'node:path';
import { closestWord } from '../../foundation/closest-word.js';
import { UserError } from '../../foundation/errors.js';
import { readNamed } from '../../foundation/files.js';
import { suite } from '../suite/suite.js';

/** Reads test ids, one a line, `#` begins a comment; sorted, each once. Throws UserError, which names every unknown id. */
export function readKnownFailures(file: string, cwd: string): string[] {
  const known = new Set(suite.map(({ id }) => id));
  const listed = [...new Set(linesOf(file, cwd))].sort();
  const unknown = listed.filter((id) => !known.has(id));
  if (unknown.length === 0) return listed;
  const named = unknown.map((id) => {
    const near = closestWord(id, [...known]);
    return near === undefined ? `"${id}"` : `"${id}" (did you mean ${near}?)`;
  });
  throw new UserError({
    code: 'UNKNOWN_TEST',
    message: `--known-failures ${file}: there is no test ${named.join(', ')}`,
    hint: 'Write one test id a line; `vcts list` shows them.',
    details: { file, unknown },
  });
}

function linesOf(file: string, cwd: string): string[] {
  const failed = (reason: string, cause?: unknown) =>
    new UserError({
      code: 'KNOWN_FAILURES_UNREADABLE',
      message: `--known-failures ${file} ${reason}`,
      hint: 'Give the path of a text file with one test id a line.',
      cause,
    });
  return readNamed(resolve(cwd, file), failed)
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .map((line) => line.replace(/#.*/, '').trim())
    .filter((line) => line !== '');
}
