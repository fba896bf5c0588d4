import { unread } from '../../../foundation/yaml/plain-scalar.js';
import { arrayCheck } from './array-check.js';
import { objectCheck } from './object-check.js';
import { numberCheck, stringCheck, valueCheck } from './scalar-check.js';
import type { Check, JsonType, Schema, Violation } from './schema-types.js';
import { fieldName, kindOf, typeHint, typeName } from './wording.js';

const annotations = ['$schema', '$id', '$defs', 'title', 'description', 'examples'];
const keywordsOf: Record<JsonType, readonly string[]> = {
  string: ['minLength', 'maxLength', 'pattern'],
  number: ['minimum', 'maximum'],
  integer: ['minimum', 'maximum'],
  boolean: [],
  array: ['items', 'minItems', 'maxItems', 'uniqueItems', 'contains'],
  object: [
    'properties',
    'required',
    'additionalProperties',
    'propertyNames',
    'minProperties',
    'dependentRequired',
    'oneOf',
    'not',
    'if',
    'then',
  ],
};

export interface CompileContext {
  root: Schema;
  compile(schema: Schema, kind?: string): Check;
}

/**
 * Turns the published schema into a check that tells every mistake once, in plain words.
 * It knows exactly the keywords that the schema uses and throws on any other, so that it can never accept what it ignores.
 */
export function compileSchema(root: Schema): (value: unknown) => Violation[] {
  const references = new Map<string, Check>();
  const context: CompileContext = {
    root,
    compile: (schema, kind) => compileNode(schema, kind, context, references),
  };
  const check = context.compile(root);
  return (value) => {
    const found: Violation[] = [];
    check(value, { path: [], found });
    return found;
  };
}

function compileNode(
  schema: Schema,
  kind: string | undefined,
  context: CompileContext,
  references: Map<string, Check>,
): Check {
  if (schema.$ref !== undefined) {
    const { $ref, type: _type, ...beside } = schema;
    const name = $ref.replace('#/$defs/', '');
    const target = context.root.$defs?.[name];
    if (!target) throw new Error(`the schema refers to ${$ref}, which it does not define`);
    const narrowed = Object.keys(beside).filter((keyword) => !annotations.includes(keyword));
    if (narrowed.length > 0) return context.compile({ ...target, ...beside }, name);
    const known = references.get(name) ?? context.compile(target, name);
    references.set(name, known);
    return known;
  }
  if (schema.anyOf) {
    refuseUnknown(schema, ['anyOf']);
    return alternatives(schema.anyOf, kind, context);
  }
  if (schema.const !== undefined || schema.enum) {
    refuseUnknown(schema, ['const', 'enum']);
    return present(valueCheck(schema));
  }
  const { type } = schema;
  if (!type) throw new Error(`a schema without a type: ${JSON.stringify(schema)}`);
  refuseUnknown(schema, ['type', ...keywordsOf[type]]);
  return ofType(type, checkOf(type, schema, kind, context));
}

function checkOf(type: JsonType, schema: Schema, kind: string | undefined, context: CompileContext): Check {
  if (type === 'string') return stringCheck(schema, kind);
  if (type === 'array') return arrayCheck(schema, context);
  if (type === 'object') return objectCheck(schema, context);
  return type === 'boolean' ? () => {} : numberCheck(schema);
}

function refuseUnknown(schema: Schema, known: readonly string[]): void {
  for (const keyword of Object.keys(schema)) {
    if (!known.includes(keyword) && !annotations.includes(keyword)) {
      throw new Error(`the schema uses ${keyword} beside ${known.join(', ')}, which this check does not know`);
    }
  }
}

function isOfType(type: JsonType, value: unknown): boolean {
  if (type === 'array') return Array.isArray(value);
  if (type === 'object') return typeof value === 'object' && value !== null && !Array.isArray(value);
  if (type === 'integer') return Number.isInteger(value);
  return typeof value === type;
}

/** A field without a value is one mistake, whatever the value should have been. */
function present(check: Check): Check {
  return (value, here) => {
    if (value === unread) return;
    if (value === null || value === undefined) {
      here.found.push({
        path: [...here.path],
        part: 'value',
        code: 'empty-value',
        message: `${fieldName(here.path)} has no value`,
        hint: 'Write its value, or remove it.',
      });
    } else check(value, here);
  };
}

function ofType(type: JsonType, check: Check): Check {
  return present((value, here) => {
    if (isOfType(type, value)) check(value, here);
    else {
      here.found.push({
        path: [...here.path],
        part: 'value',
        code: 'wrong-type',
        message: `${fieldName(here.path)} must be ${typeName(type)}, not ${kindOf(value)}`,
        hint: here.path.length === 0 ? 'Write its fields, one `field: value` a line.' : typeHint(type, value),
      });
    }
  });
}

function alternatives(branches: readonly Schema[], kind: string | undefined, context: CompileContext): Check {
  const typed = branches.map((branch) => {
    if (!branch.type) throw new Error('alternatives of the schema must differ in their type');
    return { type: branch.type, check: context.compile(branch, kind) };
  });
  const [first] = typed;
  if (!first) throw new Error('the schema has an anyOf without alternatives');
  return (value, here) => (typed.find(({ type }) => isOfType(type, value)) ?? first).check(value, here);
}
