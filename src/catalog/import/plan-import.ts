import { lstatSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { UserError } from '../../foundation/errors.js';
import { exitCodes } from '../../foundation/exit-codes.js';
import { readIfExists } from '../../foundation/files.js';
import { formatYaml } from '../../foundation/yaml/format-yaml.js';
import { parseYaml } from '../../foundation/yaml/parse-yaml.js';
import { formatMetadata } from '../../provider/metadata/format-metadata.js';
import { loadMetadata } from '../../provider/metadata/load-metadata.js';
import {
  metadataFileName,
  providersBelow,
  providersFolder,
  reportFileName,
} from '../../provider/metadata/provider-files.js';
import { providerTextFields } from '../../provider/metadata/provider-schema.js';
import { settingsFile } from '../read-settings.js';
import type { UpstreamCatalog, UpstreamEntry } from './read-upstream.js';

export interface PlannedFile {
  /** Below the root, with slashes. */
  path: string;
  content: string;
  state: 'new' | 'changed' | 'same';
}

/** Every file of an import with what stands in its place now. Changes nothing. */
export function planImport(root: string, file: string, catalog: UpstreamCatalog): PlannedFile[] {
  const { entries } = catalog;
  const settings = settingsOf(catalog);
  const files = [
    ...entries.map((entry) => [providerPath(entry, metadataFileName), providerText(entry)] as const),
    ...entries.flatMap((entry) => {
      const report = recordedBeside(file, entry.metadata.name);
      return report === undefined ? [] : [[providerPath(entry, reportFileName), report] as const];
    }),
    ...(settings === undefined ? [] : [[settingsFile, settings] as const]),
  ];
  return files.map(([path, content]) => {
    refuseObstacles(root, path);
    const now = readIfExists(join(root, path));
    return { path, content, state: now === undefined ? 'new' : saysTheSame(now, content) ? 'same' : 'changed' };
  });
}

/** Comments, order and quotes are the author's: only another meaning is a change. */
function saysTheSame(now: string, content: string): boolean {
  if (now === content) return true;
  const [there, planned] = [now, content].map((text) => parseYaml(text, { textFields: providerTextFields }));
  const isClean = there?.problems.length === 0 && planned?.problems.length === 0;
  return isClean && isDeepStrictEqual(there.value, planned.value);
}

function providerPath({ metadata }: UpstreamEntry, file: string): string {
  return `${providersFolder}/${metadata.name}/${file}`;
}

function providerText({ metadata, comment }: UpstreamEntry): string {
  const [editorLine = '', ...fields] = formatMetadata(metadata).split('\n');
  return [editorLine, ...comment, ...fields].join('\n');
}

/** The report that publish keeps beside a single file: its evidence moves with the entry. */
function recordedBeside(file: string, name: string): string | undefined {
  return readIfExists(join(dirname(file), 'reports', `${name}.json`));
}

/** The order and what the file says of itself; undefined where the defaults say the same. */
function settingsOf({ entries, metadata }: UpstreamCatalog): string | undefined {
  const names = entries.map((entry) => entry.metadata.name);
  const byName = names.every((name, index) => index === 0 || (names[index - 1] ?? '') < name);
  const settings = { ...(!byName && { order: names }), ...metadata };
  return Object.keys(settings).length === 0 ? undefined : formatYaml({ schemaVersion: 1, ...settings });
}

/** A link in the place of a folder or a file would let an import write outside of the catalog. */
function refuseObstacles(root: string, path: string): void {
  const steps = path.split('/');
  for (let length = 1; length <= steps.length; length += 1) {
    const place = join(root, ...steps.slice(0, length));
    const stat = lstatSync(place, { throwIfNoEntry: false });
    if (!stat) return;
    const wanted = length === steps.length ? 'a file' : 'a folder';
    if (wanted === 'a file' ? stat.isFile() : stat.isDirectory()) continue;
    throw new UserError({
      code: 'NOT_WRITABLE',
      message: stat.isSymbolicLink()
        ? `${place} is a symbolic link, and nothing is written through it`
        : `${place} is not ${wanted}`,
      hint: `Put ${wanted} of the catalog in its place, or remove it.`,
      exitCode: exitCodes.conflict,
    });
  }
}

/** The images of the providers that the catalog has, by name; undefined where the metadata cannot be read. */
export function catalogImages(root: string): Map<string, string | undefined> {
  const files = providersBelow(root);
  return new Map(files.map(({ file, directory }) => [basename(directory), loadMetadata(file).metadata?.image]));
}
