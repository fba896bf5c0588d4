import { quotedScalar } from './quoted-scalar.js';

/** Words and shapes that some YAML reader, of version 1.1 or 1.2, takes for something else than text. */
const typedWord = /^(?:y|n|yes|no|on|off|true|false|null|\.inf|\.nan)$/i;
const numberLike = /^[0-9.][0-9_.:a-fox+ TZ-]*$/i;
const version = /^[0-9]+\.[0-9]+\.[0-9]+$/;
const minimum = /^[0-9]+(?:\.[0-9]+)*\+$/;

/** Characters that mean nothing inside plain text; a colon only where a space or the end does not follow. */
const plainInBlock = /^[A-Za-z0-9_./$(](?:[A-Za-z0-9_./+@()=$%&;!?~^*'", -]|:(?=[^\s,]))*$/;
const plainInFlow = /^[A-Za-z0-9_./$(](?:[A-Za-z0-9_./+@()=$%&;!?~^*'" -]|:(?=[^\s,]))*$/;

const flowWidth = 100;

/** A scalar that every YAML reader takes as exactly this text: plain where that is safe, else in double quotes. */
function yamlText(text: string, { flow = false }: { flow?: boolean } = {}): string {
  const isPlain =
    (flow ? plainInFlow : plainInBlock).test(text) &&
    !text.endsWith(' ') &&
    !typedWord.test(text) &&
    (!numberLike.test(text) || version.test(text) || minimum.test(text));
  return isPlain ? text : quotedScalar(text);
}

/**
 * A mapping of JSON values as a block of YAML; fields that are undefined are left out. Lists of scalars and small mappings
 * in lists stand on one line. Reading it gives the same value. Throws TypeError for what JSON cannot hold.
 */
export function formatYaml(mapping: object): string {
  return blockLines(mapping)
    .map((line) => `${line}\n`)
    .join('');
}

type Entry = readonly [string, unknown];

function entriesOf(mapping: object): Entry[] {
  return Object.entries(mapping).filter(([, value]) => value !== undefined);
}

function isMapping(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isScalar(value: unknown): boolean {
  return typeof value !== 'object' || value === null;
}

function scalar(value: unknown, flow: boolean): string {
  if (typeof value === 'string') return yamlText(value, { flow });
  if (typeof value === 'boolean' || value === null) return String(value);
  if (typeof value !== 'number' || !Number.isFinite(value))
    throw new TypeError(`${String(value)} cannot be written as YAML`);
  if (Object.is(value, -0)) return '-0';
  return Number.isInteger(value) && !Number.isSafeInteger(value) ? value.toExponential() : String(value);
}

function blockLines(mapping: object): string[] {
  return entriesOf(mapping).flatMap(([key, value]) => {
    const name = `${yamlText(key)}:`;
    if (isScalar(value)) return [`${name} ${scalar(value, false)}`];
    const inline = Array.isArray(value) ? flowList(value) : entriesOf(value as object).length === 0 ? '{}' : undefined;
    const isEmpty = inline === '[]' || inline === '{}';
    if (inline !== undefined && (isEmpty || name.length + inline.length < flowWidth)) return [`${name} ${inline}`];
    const below = Array.isArray(value) ? value.flatMap(itemLines) : blockLines(value as object);
    return [name, ...below.map((line) => `  ${line}`)];
  });
}

function itemLines(item: unknown): string[] {
  if (isScalar(item)) return [`- ${scalar(item, false)}`];
  const inline = flow(item);
  if (inline.length < flowWidth && (Array.isArray(item) || isSmall(item as object))) return [`- ${inline}`];
  const below = Array.isArray(item) ? item.flatMap(itemLines) : blockLines(item as object);
  return below.map((line, index) => `${index === 0 ? '- ' : '  '}${line}`);
}

function isSmall(mapping: object): boolean {
  return entriesOf(mapping).every(([, value]) => isScalar(value));
}

function flowList(list: readonly unknown[]): string | undefined {
  return list.every(isScalar) ? flow(list) : undefined;
}

function flow(value: unknown): string {
  if (isScalar(value)) return scalar(value, true);
  if (Array.isArray(value)) return `[${value.map(flow).join(', ')}]`;
  const entries = entriesOf(value as object);
  if (!isMapping(value) || entries.length === 0) return '{}';
  return `{ ${entries.map(([key, field]) => `${yamlText(key, { flow: true })}: ${flow(field)}`).join(', ')} }`;
}
