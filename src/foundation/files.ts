import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Writes all or nothing: a temporary file beside the target, then a rename. Makes missing parent folders. */
export function writeFileAtomic(path: string, content: string | Uint8Array): void {
  mkdirSync(dirname(path), { recursive: true });
  const temporary = join(dirname(path), `.${randomBytes(6).toString('hex')}.tmp`);
  try {
    writeFileSync(temporary, content);
    renameSync(temporary, path);
  } catch (thrown) {
    rmSync(temporary, { force: true });
    throw thrown;
  }
}

/** The file's text, or undefined where there is no such file; any other failure is thrown. */
export function readIfExists(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw thrown;
  }
}

/** The text of a file that has to be there; what `failed` makes of the reason is thrown. */
export function readNamed(path: string, failed: (reason: string, cause?: unknown) => Error): string {
  let text: string | undefined;
  try {
    text = readIfExists(path);
  } catch (thrown) {
    throw failed(`cannot be read: ${(thrown as NodeJS.ErrnoException).code}`, thrown);
  }
  if (text === undefined) throw failed('does not exist');
  return text;
}
