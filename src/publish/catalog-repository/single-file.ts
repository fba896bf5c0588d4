import { isDeepStrictEqual } from 'node:util';
import type { CatalogEntry } from '../../catalog/catalog-entry.js';
import { defaultSettings } from '../../catalog/catalog-settings.js';
import { providerItem } from '../../catalog/upstream-catalog.js';
import { EnvironmentError } from '../../foundation/errors.js';
import { exitCodes } from '../../foundation/exit-codes.js';
import { jsYaml } from '../../foundation/yaml/js-yaml.js';
import { parseYaml } from '../../foundation/yaml/parse-yaml.js';
import { blockList, type Change, eolOf } from './block-list.js';
import { appendToFlow, flowItem, flowList, replaceInFlow } from './flow-list.js';
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
export function editSingleFile(whole: string, { name, item }: { name: string; item: string }): string {
  if (whole.includes('\uFFFD')) throw refusal('it holds bytes that are no UTF-8');
  const mark = whole.startsWith('\uFEFF') ? '\uFEFF' : '';
  const text = whole.slice(mark.length);
  const before = itemsIn(text);
  if (!before) throw refusal('it cannot be read as a list of providers');
  const own = before.findIndex((each) => each['name'] === name);
  const { start, end, put } = changeOf(text, { before, own, item });
  const result = text.slice(0, start) + put + text.slice(end);
  confirmEdit(result, { before, name });
  return mark + result;
}

function changeOf(text: string, { before, own, item }: { before: Item[]; own: number; item: string }): Change {
  const flow = flowList(text);
  if (flow) {
    const put = flowItem(parseYaml(item).value);
    const change = own === -1 ? appendToFlow(text, flow, put) : replaceInFlow(flow, own, put);
    if (!change || flow.items.length !== before.length) throw refusal('its list in brackets cannot be told apart');
    return change;
  }
  const list = blockList(text);
  if (list?.items.length !== before.length) throw refusal('its providers are not written as one list');
  const eol = eolOf(text);
  const lines = item.split('\n').map((line) => (line === '' ? line : ' '.repeat(list.indent) + line.slice(2)));
  const put = lines.join(eol);
  const range = list.items[own];
  if (range) return { ...range, put };
  const gap = list.items.length === 0 || list.isDense ? eol : eol + eol;
  return { start: list.emptyFrom ?? list.end, end: list.end, put: `${list.comment}${gap}${put}` };
}

/** Every scalar is read as the text that it is, so that nothing that differs compares as equal. */
function itemsIn(text: string): Item[] | undefined {
  const { load, FAILSAFE_SCHEMA, YAMLException } = jsYaml();
  let value: unknown;
  try {
    value = load(text.replace(/^\uFEFF/, ''), { schema: FAILSAFE_SCHEMA });
  } catch (thrown) {
    if (thrown instanceof YAMLException) return undefined;
    throw thrown;
  }
  if (typeof value !== 'object' || value === null || !('providers' in value)) return undefined;
  const { providers } = value;
  if (typeof providers === 'string' && ['', '~', 'null'].includes(providers)) return [];
  const isList = Array.isArray(providers) && providers.every((item) => typeof item === 'object' && item !== null);
  return isList ? (providers as Item[]) : undefined;
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
