import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** The catalog that the committed page was rendered from. */
export const goldenRoot = join(import.meta.dirname, '..', 'golden', 'catalog-page');

export interface CatalogCopy {
  root: string;
  read(path: string): string;
  write(path: string, content: string): void;
  /** Replaces the first occurrence; throws where there is none, so that a test cannot change nothing. */
  edit(path: string, from: string, to: string): void;
  /** Changes a provider's recorded report. */
  editReport(name: string, change: (report: Record<string, never>) => void): void;
  remove(path: string): void;
}

/** A copy of the golden catalog that is gone after the test. */
export function goldenCopy(): CatalogCopy {
  const root = mkdtempSync(join(tmpdir(), 'vrtg-catalog-'));
  onTestFinished(() => rmSync(root, { recursive: true }));
  cpSync(goldenRoot, root, { recursive: true });
  const read = (path: string) => readFileSync(join(root, path), 'utf8');
  const write = (path: string, content: string) => writeFileSync(join(root, path), content);
  return {
    root,
    read,
    write,
    edit: (path, from, to) => {
      if (!read(path).includes(from)) throw new Error(`${path} does not contain ${from}`);
      write(
        path,
        read(path).replace(from, () => to),
      );
    },
    editReport: (name, change) => {
      const path = `providers/${name}/conformance.json`;
      const report = JSON.parse(read(path));
      change(report);
      write(path, `${JSON.stringify(report, null, 2)}\n`);
    },
    remove: (path) => rmSync(join(root, path), { recursive: true }),
  };
}

/** Every file below a directory, with its content. */
export function filesBelow(directory: string): Record<string, string> {
  const files = readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = files.map((entry) => join(entry.parentPath, entry.name)).sort();
  return Object.fromEntries(paths.map((path) => [path.slice(directory.length + 1), readFileSync(path, 'utf8')]));
}
