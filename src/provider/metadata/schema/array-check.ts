import { unread } from '../../../foundation/yaml/plain-scalar.js';
import type { CompileContext } from './compile-schema.js';
import type { Check, Here, Schema } from './schema-types.js';
import { fieldName, shownValue } from './wording.js';

export function arrayCheck(schema: Schema, context: CompileContext): Check {
  const { minItems = 0, maxItems = Number.POSITIVE_INFINITY, uniqueItems, contains } = schema;
  const item = schema.items && context.compile(schema.items);
  return (value, here) => {
    const list = value as unknown[];
    const before = here.found.length;
    if (item) {
      for (let index = 0; index < list.length; index++) {
        here.path.push(index);
        item(list[index], here);
        here.path.pop();
      }
    }
    const itemsAreGood = here.found.length === before;
    if (uniqueItems) refuseRepeated(list, here);
    // An item with a mistake may be the one that is looked for.
    if (contains && itemsAreGood && !list.includes(unread) && !list.includes(contains.const)) {
      refuse(here, [
        `${contains.const}-missing`,
        `must hold ${contains.const}`,
        `Add ${contains.const}: every provider has it.`,
      ]);
    } else if (list.length < minItems) {
      refuse(here, ['empty-value', 'is empty', 'List at least one, or remove the field.']);
    } else if (list.length > maxItems) {
      refuse(here, [
        'too-many',
        `has ${list.length} entries; at most ${maxItems} are allowed`,
        `Remove ${list.length - maxItems}.`,
      ]);
    }
  };
}

function refuse(here: Here, [code, message, hint]: [code: string, message: string, hint: string]): void {
  here.found.push({ path: [...here.path], part: 'value', code, message: `${fieldName(here.path)} ${message}`, hint });
}

function refuseRepeated(list: readonly unknown[], here: Here): void {
  const seen = new Set<unknown>();
  for (const [index, entry] of list.entries()) {
    if (entry === unread || typeof entry === 'object') continue;
    if (seen.has(entry)) {
      here.found.push({
        path: [...here.path, index],
        part: 'value',
        code: 'duplicate-item',
        message: `${fieldName(here.path)} holds ${shownValue(entry)} twice`,
        hint: 'Remove one of the two.',
      });
    }
    seen.add(entry);
  }
}
