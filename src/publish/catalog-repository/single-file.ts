import { isDeepStrictEqual } from 'node:util';
import type { CatalogEntry } from '../../catalog/catalog-entry.js';
import { defaultSettings } from '../../catalog/catalog-settings.js';
import { providerItem } from '../../catalog/upstream-catalog.js';
import { EnvironmentError } from '../../foundation/errors.js';
import { exitCodes } from '../../foundation/exit-codes.js';
import { parseYaml } from '../../foundation/yaml/parse-yaml.js';
import { singleFilePath } from './layout.js';

type Item = Record<string, unknown>;

/** What a single-file catalog says of a provider, without the time of the test; undefined where it has no such entry. */
export function singleFileEntry(text: string, name: string): unknown {
  const found = itemsIn(text)?.find((item) => item['name'] === name);
  if (!found) return undefined;
  const { last_tested: _time, ...conformance } = (found['conformance'] ?? {}) as Item;
  return { ...found, conformance };
}

/** An entry as upstream's file writes it; `reportUrl` is where the report will be. */
export function singleFileItem(entry: CatalogEntry, reportUrl: string): string {
  const text = providerItem(entry, { ...defaultSettings, badges: 'shields' });
  return text.replace(/^(\s+report_url: ).*$/m, (_line, key: string) => key + JSON.stringify(reportUrl));
}

/**
 * Adds or replaces one entry and leaves every other byte as it is. Throws EnvironmentError (exit 1) where the file is
 * not written in a way in which that can be done safely; the result is read back before it is believed.
 */
export function editSingleFile(text: string, { name, item }: { name: string; item: string }): string {
  const before = itemsIn(text);
  if (!before) throw refusal('it cannot be read as a list of providers');
  const lines = text.split('\n');
  const list = listLines(lines);
  if (!list) throw refusal('its providers are not written as a block list');
  const own = list.items.find(({ start, end }) => ownName(lines.slice(start, end).join('\n')) === name);
  const indented = item.split('\n').map((line) => (line === '' ? line : ' '.repeat(list.indent) + line.slice(2)));
  const eol = text.includes('\r\n') ? '\r' : '';
  const fresh = indented.map((line) => line + eol);
  const edited = own
    ? [...lines.slice(0, own.start), ...fresh, ...lines.slice(own.end)]
    : [...lines.slice(0, list.end), ...(list.items.length > 0 ? [eol] : []), ...fresh, ...lines.slice(list.end)];
  const result = edited.join('\n');
  confirmEdit(result, { before, name });
  return result;
}

function itemsIn(text: string): Item[] | undefined {
  const { value, problems } = parseYaml(text);
  if (problems.some(({ severity }) => severity === 'error')) return undefined;
  const { providers } = (value ?? {}) as { providers?: unknown };
  if (providers === null) return [];
  const isList = Array.isArray(providers) && providers.every((item) => typeof item === 'object' && item !== null);
  return isList ? (providers as Item[]) : undefined;
}

interface BlockList {
  indent: number;
  /** Line ranges; `end` is behind the last line that is not blank or a comment. */
  items: { start: number; end: number }[];
  /** Where a further item goes. */
  end: number;
}

function listLines(lines: readonly string[]): BlockList | undefined {
  const key = lines.findIndex((line) => /^providers:\s*(?:#.*)?$/.test(line));
  if (key === -1) return undefined;
  const isText = (line: string) => line.trim() !== '' && !/^\s*#/.test(line);
  const closes = lines.findIndex((line, index) => index > key && isText(line) && /^[^\s-]/.test(line));
  const limit = closes === -1 ? lines.length : closes;
  const first = lines.findIndex((line, index) => index > key && index < limit && isText(line));
  if (first === -1) return { indent: 2, items: [], end: key + 1 };
  const indent = /^( *)- /.exec(lines[first] ?? '')?.[1]?.length;
  if (indent === undefined) return undefined;
  const starts = lines.flatMap((line, index) =>
    index >= first && index < limit && line.startsWith(`${' '.repeat(indent)}- `) ? [index] : [],
  );
  const items = starts.map((start, index) => {
    let end = starts[index + 1] ?? limit;
    while (end > start + 1 && !isText(lines[end - 1] ?? '')) end -= 1;
    return { start, end };
  });
  return { indent, items, end: items.at(-1)?.end ?? first };
}

function ownName(item: string): unknown {
  const { value } = parseYaml(item);
  return Array.isArray(value) ? (value[0] as Item | null)?.['name'] : undefined;
}

function confirmEdit(result: string, { before, name }: { before: Item[]; name: string }): void {
  const after = itemsIn(result);
  const others = (items: Item[]) => items.filter((item) => item['name'] !== name);
  const own = after?.filter((item) => item['name'] === name);
  if (after && own?.length === 1 && isDeepStrictEqual(others(after), others(before))) return;
  throw refusal('the edited file would not read as the old one with this entry');
}

function refusal(why: string): EnvironmentError {
  return new EnvironmentError({
    code: 'CATALOG_FILE_NOT_EDITABLE',
    message: `${singleFilePath} of the catalog cannot be edited safely: ${why}`,
    hint: 'Edit it by hand, or turn the catalog into one directory for each provider: providers/<name>/provider.yaml',
    exitCode: exitCodes.no,
  });
}
