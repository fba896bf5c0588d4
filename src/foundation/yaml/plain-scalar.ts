/** Stands for a value that was refused as YAML, so that no later check complains about it again. */
export const unread: unique symbol = Symbol('unread');

const nulls = new Set(['', '~', 'null', 'Null', 'NULL']);
const booleans = new Map([
  ['true', true],
  ['True', true],
  ['TRUE', true],
  ['false', false],
  ['False', false],
  ['FALSE', false],
]);
const decimal = /^[-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?$/;
const integer = /^[-+]?[0-9]+$/;
const prefixed = /^0(?:o[0-7]+|x[0-9a-fA-F]+)$/;
const notFinite = /^(?:[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/;

/** Whether the core schema of YAML 1.2 may read the text as something else than text. */
function mayBeTyped(text: string): boolean {
  const first = text.charCodeAt(0);
  if (first >= 48 && first <= 57) return true;
  return text === '' || '~-+.ntfNTF'.includes(text.charAt(0));
}

/** A plain scalar by the core schema of YAML 1.2: null, true, 12, 1.5, else the text. */
export function resolvePlainScalar(text: string): string | number | boolean | null {
  if (!mayBeTyped(text)) return text;
  if (nulls.has(text)) return null;
  const boolean = booleans.get(text);
  if (boolean !== undefined) return boolean;
  if (decimal.test(text)) return Number(text);
  if (prefixed.test(text)) return Number(text);
  if (notFinite.test(text)) return Number.NaN;
  return text;
}

/** How a number stands to the text that it was read from. */
export function numberFidelity(text: string, value: number): 'same' | 'rewritten' | 'lost' {
  if (!Number.isFinite(value)) return 'lost';
  if ((integer.test(text) || prefixed.test(text)) && !Number.isSafeInteger(value)) return 'lost';
  return String(value) === text ? 'same' : 'rewritten';
}
