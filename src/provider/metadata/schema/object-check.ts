import type { CompileContext } from './compile-schema.js';
import { unknownField } from './field-suggestions.js';
import { type Fields, type IsThere, requirementCheck } from './required-fields.js';
import type { Check, Here, Schema } from './schema-types.js';
import { fieldName } from './wording.js';

export function objectCheck(schema: Schema, context: CompileContext): Check {
  const fields = new Map(
    Object.entries(schema.properties ?? {}).map(([name, field]) => [name, context.compile(field)] as const),
  );
  const further = schema.additionalProperties ? context.compile(schema.additionalProperties) : undefined;
  const strict = schema.additionalProperties === false;
  const keyCheck = schema.propertyNames && context.compile(schema.propertyNames);
  const requirements = requirementCheck(schema);
  return (value, here) => {
    const mapping = value as Fields;
    let unknown: string[] | undefined;
    for (const key of Object.keys(mapping)) {
      const known = fields.get(key);
      if (!known && strict) {
        unknown ??= [];
        unknown.push(key);
      }
      if (keyCheck) checkKey(keyCheck, key, here);
      const check = known ?? further;
      if (!check) continue;
      here.path.push(key);
      check(mapping[key], here);
      here.path.pop();
    }
    requirements(
      mapping,
      unknown
        ? refuseUnknown(unknown, { mapping, fields: [...fields.keys()], here, context })
        : (name) => Object.hasOwn(mapping, name),
      here,
    );
  };
}

function checkKey(check: Check, key: string, here: Here): void {
  const own: Here = { path: [...here.path, key], found: [] };
  check(key, own);
  for (const violation of own.found) here.found.push({ ...violation, part: 'key' });
}

/** A mapping with more unknown fields is something else, and comparing them all would take long. */
const mostSuggestions = 50;

interface Unknown {
  mapping: Fields;
  fields: readonly string[];
  here: Here;
  context: CompileContext;
}

/** Tells which fields count as given: those that are there, and those that a misspelt one was meant to be. */
function refuseUnknown(unknown: readonly string[], { mapping, fields, here, context }: Unknown): IsThere {
  const present = new Set(fields.filter((name) => Object.hasOwn(mapping, name)));
  for (const [index, key] of unknown.entries()) {
    const { hint, field }: { hint: string; field?: string } =
      index < mostSuggestions
        ? unknownField(key, { fields, present, path: here.path, root: context.root })
        : { hint: 'Remove it.' };
    if (field) present.add(field);
    const path = [...here.path, key];
    here.found.push({
      path,
      part: 'key',
      code: 'unknown-field',
      message: `${fieldName(path)} is not a known field`,
      hint,
    });
  }
  return (name) => present.has(name);
}
