import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../foundation/package-info.js';
import type { TextFields } from '../../foundation/yaml/text-fields.js';
import { compileSchema } from './schema/compile-schema.js';
import type { Schema, Violation } from './schema/schema-types.js';

export const providerSchemaUrl =
  'https://raw.githubusercontent.com/projectbeskar/vrtg-provider/main/schemas/provider.schema.json';

/** Where the schema says versionTag, versionRange or writtenText: there 1.10 is text and not the number 1.1. */
export const providerTextFields: TextFields = {
  tag: true,
  compatibility: { kubernetes: true, virtrigaud: true, go: true },
  install: { secrets: { '*': { keys: { '*': true } } }, env: { '*': { value: true } } },
  run: { env: { '*': true }, sidecars: { '*': { env: { '*': true } } } },
};

/** Field names in their order, each with the order of what is inside it. */
export type FieldOrder = ReadonlyMap<string, FieldOrder>;

let schema: Schema | undefined;
let check: ((value: unknown) => Violation[]) | undefined;
let order: FieldOrder | undefined;

function providerSchema(): Schema {
  schema ??= JSON.parse(readFileSync(join(packageRoot, 'schemas', 'provider.schema.json'), 'utf8')) as Schema;
  return schema;
}

/** What schemas/provider.schema.json refuses in a value, each mistake once. */
export function checkAgainstSchema(value: unknown): Violation[] {
  check ??= compileSchema(providerSchema());
  return check(value);
}

/** The fields in the order in which the schema documents them. */
export function fieldOrder(): FieldOrder {
  order ??= orderOf(providerSchema());
  return order;
}

function orderOf({ properties = {}, items }: Schema): FieldOrder {
  const fields = items?.properties ?? properties;
  return new Map(Object.entries(fields).map(([name, field]) => [name, orderOf(field)]));
}
