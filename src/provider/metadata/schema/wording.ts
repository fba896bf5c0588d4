import { cut } from '../../../foundation/terminal-text.js';
import type { JsonType } from './schema-types.js';

/** `install.env[0].value`; a field whose name is no word stands in quotes. */
export function fieldName(path: readonly (string | number)[]): string {
  let name = '';
  for (const step of path) {
    if (typeof step === 'number') name += `[${step}]`;
    else {
      const shown = /^[\w-]+$/.test(step) ? step : JSON.stringify(cut(step, 60));
      name += name === '' ? shown : `.${shown}`;
    }
  }
  return name === '' ? 'the file' : name;
}

export function shownValue(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'a mapping';
  return typeof value === 'string' ? JSON.stringify(cut(value, 80)) : String(value);
}

const typeNames: Record<JsonType, string> = {
  object: 'a mapping',
  array: 'a list',
  string: 'text',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
};

export function typeName(type: JsonType): string {
  return typeNames[type];
}

export function kindOf(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a mapping';
  if (typeof value === 'string') return 'text';
  if (typeof value === 'boolean') return String(value);
  return 'a number';
}

/** How to write a value of the wanted type, where what stands there shows what was meant. */
export function typeHint(type: JsonType, value: unknown): string {
  if (type === 'string' && (typeof value === 'number' || typeof value === 'boolean')) return 'Put it in quotes.';
  if (type === 'array' && typeof value === 'string') return `Write it as a list: [${cut(value, 60)}].`;
  if (type === 'array') return 'Write one `- item` a line, or [one, two].';
  if (type === 'object') return 'Write its fields below it, indented, one `field: value` a line.';
  if ((type === 'integer' || type === 'number') && typeof value === 'string' && /^[0-9]+$/.test(value)) {
    return 'Write it without quotes.';
  }
  return `Write ${typeName(type)}.`;
}
