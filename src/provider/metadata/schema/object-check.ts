import type { CompileContext } from './compile-schema.js';
import { unknownField } from './field-suggestions.js';
import type { Check, Here, Schema } from './schema-types.js';
import { fieldName } from './wording.js';

type Fields = Record<string, unknown>;

export function objectCheck(schema: Schema, context: CompileContext): Check {
  const fields = new Map(
    Object.entries(schema.properties ?? {}).map(([name, field]) => [name, context.compile(field)] as const),
  );
  const further = schema.additionalProperties ? context.compile(schema.additionalProperties) : undefined;
  const strict = schema.additionalProperties === false;
  const keyCheck = schema.propertyNames && context.compile(schema.propertyNames);
  return (value, here) => {
    const mapping = value as Fields;
    /** Fields that are there, or that a misspelt one was meant to be. */
    const meant = new Set<string>();
    const unknown: string[] = [];
    for (const key of Object.keys(mapping)) {
      const check = fields.get(key) ?? further;
      if (fields.has(key)) meant.add(key);
      else if (strict) unknown.push(key);
      if (keyCheck) checkKey(keyCheck, key, here);
      if (!check) continue;
      here.path.push(key);
      check(mapping[key], here);
      here.path.pop();
    }
    for (const key of unknown) {
      const { hint, field } = unknownField(key, {
        fields: [...fields.keys()],
        present: meant,
        path: here.path,
        root: context.root,
      });
      if (field) meant.add(field);
      here.found.push({
        path: [...here.path, key],
        part: 'key',
        code: 'unknown-field',
        message: `${fieldName([...here.path, key])} is not a known field`,
        hint,
      });
    }
    requireFields(schema, { mapping, meant, here });
  };
}

function checkKey(check: Check, key: string, here: Here): void {
  const own: Here = { path: [...here.path, key], found: [] };
  check(key, own);
  for (const violation of own.found) here.found.push({ ...violation, part: 'key' });
}

interface Presence {
  mapping: Fields;
  meant: ReadonlySet<string>;
  here: Here;
}

function requireFields(schema: Schema, presence: Presence): void {
  const { mapping, meant, here } = presence;
  for (const name of schema.required ?? []) if (!meant.has(name)) refuseMissing(name, here);
  if (schema.if && schema.then && holds(schema.if, mapping)) {
    const because = `, which ${conditionText(schema.if)} asks for`;
    for (const name of schema.then.required) if (!meant.has(name)) refuseMissing(name, here, because);
  }
  if ((schema.minProperties ?? 0) > Object.keys(mapping).length) {
    here.found.push({
      path: [...here.path],
      part: 'value',
      code: 'empty-value',
      message: `${fieldName(here.path)} is empty`,
      hint: 'Write at least one entry, or remove the field.',
    });
  }
  const dependent = dependentFields(schema, presence);
  if (!dependent && schema.oneOf)
    exactlyOne(
      schema.oneOf.flatMap((one) => one.required),
      presence,
    );
  if (schema.not)
    atMostOne(
      schema.not.anyOf.map((pair) => pair.required),
      presence,
    );
}

function holds(condition: NonNullable<Schema['if']>, mapping: Fields): boolean {
  return Object.entries(condition.properties).every(
    ([name, { const: wanted }]) => Object.hasOwn(mapping, name) && mapping[name] === wanted,
  );
}

function conditionText({ properties }: NonNullable<Schema['if']>): string {
  return Object.entries(properties)
    .map(([name, { const: value }]) => `${name}: ${value}`)
    .join(' and ');
}

function refuseMissing(name: string, here: Here, because = ''): void {
  here.found.push({
    path: [...here.path],
    part: 'first-key',
    code: 'missing-field',
    message: `${fieldName([...here.path, name])} is missing${because}`,
    hint: `Add ${name}.`,
  });
}

/** True if one was missing. */
function dependentFields({ dependentRequired = {} }: Schema, { meant, here }: Presence): boolean {
  let missing = false;
  for (const [name, others] of Object.entries(dependentRequired)) {
    if (!meant.has(name)) continue;
    for (const other of others) {
      if (meant.has(other)) continue;
      refuseMissing(other, here, `, which ${name} asks for`);
      missing = true;
    }
  }
  return missing;
}

function exactlyOne(names: readonly string[], { meant, here }: Presence): void {
  const there = names.filter((name) => meant.has(name));
  if (there.length > 1) refuseConflict(there, here);
  if (there.length > 0) return;
  here.found.push({
    path: [...here.path],
    part: 'first-key',
    code: 'missing-field',
    message: `${fieldName(here.path)} has neither ${names.join(' nor ')}`,
    hint: `Add ${names.join(' or ')}.`,
  });
}

function atMostOne(pairs: readonly string[][], { meant, here }: Presence): void {
  const there = [...new Set(pairs.flat())].filter((name) => meant.has(name));
  if (pairs.some((pair) => pair.every((name) => there.includes(name)))) refuseConflict(there, here);
}

function refuseConflict(names: readonly string[], here: Here): void {
  const last = names.at(-1) ?? '';
  here.found.push({
    path: [...here.path, last],
    part: 'key',
    code: 'conflicting-fields',
    message: `${fieldName(here.path)} has ${names.join(' and ')}; only one of them is allowed`,
    hint: `Keep one of ${names.join(', ')}.`,
  });
}
