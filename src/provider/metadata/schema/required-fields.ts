import type { Here, Schema } from './schema-types.js';
import { fieldName } from './wording.js';

export type Fields = Record<string, unknown>;
/** Whether a field counts as given. */
export type IsThere = (name: string) => boolean;

/** What a mapping must hold, and what not together, from `required`, `if`, `minProperties`, `dependentRequired`, `oneOf` and `not`. */
export function requirementCheck(schema: Schema): (mapping: Fields, there: IsThere, here: Here) => void {
  const { required = [], minProperties = 0, dependentRequired } = schema;
  const condition = conditionOf(schema);
  const dependent = Object.entries(dependentRequired ?? {});
  const alternatives = schema.oneOf?.flatMap((one) => one.required);
  const exclusive = schema.not?.anyOf.map((pair) => pair.required);
  return (mapping, there, here) => {
    for (const name of required) if (!there(name)) refuseMissing(name, here);
    if (condition?.holds(mapping)) {
      for (const name of condition.required) if (!there(name)) refuseMissing(name, here, condition.because);
    }
    if (minProperties > 0 && Object.keys(mapping).length < minProperties) refuseEmpty(here);
    const isIncomplete = dependent.length > 0 && requireDependent(dependent, { there, here });
    if (alternatives && !isIncomplete) exactlyOne(alternatives, { there, here });
    if (exclusive) atMostOne(exclusive, { there, here });
  };
}

interface Presence {
  there: IsThere;
  here: Here;
}

function conditionOf(schema: Schema) {
  if (!schema.if || !schema.then) return undefined;
  const wanted = Object.entries(schema.if.properties).map(([name, { const: value }]) => ({ name, value }));
  return {
    holds: (mapping: Fields) =>
      wanted.every(({ name, value }) => Object.hasOwn(mapping, name) && mapping[name] === value),
    required: schema.then.required,
    because: `, which ${wanted.map(({ name, value }) => `${name}: ${value}`).join(' and ')} asks for`,
  };
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

function refuseEmpty(here: Here): void {
  here.found.push({
    path: [...here.path],
    part: 'value',
    code: 'empty-value',
    message: `${fieldName(here.path)} is empty`,
    hint: 'Write at least one entry, or remove the field.',
  });
}

/** True if one was missing. */
function requireDependent(dependent: readonly [string, string[]][], { there, here }: Presence): boolean {
  let isMissing = false;
  for (const [name, others] of dependent) {
    if (!there(name)) continue;
    for (const other of others) {
      if (there(other)) continue;
      refuseMissing(other, here, `, which ${name} asks for`);
      isMissing = true;
    }
  }
  return isMissing;
}

function exactlyOne(names: readonly string[], { there, here }: Presence): void {
  const given = names.filter(there);
  if (given.length > 1) refuseConflict(given, here);
  if (given.length > 0) return;
  here.found.push({
    path: [...here.path],
    part: 'first-key',
    code: 'missing-field',
    message: `${fieldName(here.path)} has neither ${names.join(' nor ')}`,
    hint: `Add ${names.join(' or ')}.`,
  });
}

function atMostOne(pairs: readonly string[][], { there, here }: Presence): void {
  if (!pairs.some((pair) => pair.every(there))) return;
  refuseConflict([...new Set(pairs.flat())].filter(there), here);
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
