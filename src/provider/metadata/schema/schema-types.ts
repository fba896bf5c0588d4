import type { PathPart } from '../../../foundation/yaml/parse-yaml.js';

/** One mistake, told by the path of the value instead of a line; the message names the field. */
export interface Violation {
  path: (string | number)[];
  part: PathPart;
  code: string;
  /** An error where it is absent. */
  severity?: 'warning';
  message: string;
  hint?: string;
}

export type JsonType = 'object' | 'array' | 'string' | 'number' | 'integer' | 'boolean';

/** The keywords of JSON Schema that provider.schema.json uses; compile-schema.ts refuses all others. */
export interface Schema {
  $schema?: string;
  $id?: string;
  $defs?: Record<string, Schema>;
  $ref?: string;
  title?: string;
  description?: string;
  examples?: unknown[];
  type?: JsonType;
  const?: string | number;
  enum?: (string | number)[];
  minLength?: number;
  maxLength?: number;
  pattern?: string;
  minimum?: number;
  maximum?: number;
  items?: Schema;
  minItems?: number;
  maxItems?: number;
  uniqueItems?: boolean;
  contains?: { const: string };
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: false | Schema;
  propertyNames?: Schema;
  minProperties?: number;
  dependentRequired?: Record<string, string[]>;
  /** Exactly one of these fields. */
  oneOf?: RequiredFields[];
  /** Not two of these fields together. */
  not?: { anyOf: RequiredFields[] };
  /** Alternatives that differ in their type. */
  anyOf?: Schema[];
  if?: { properties: Record<string, { const: string }>; required: string[] };
  then?: RequiredFields;
}

export interface RequiredFields {
  required: string[];
  /** Names the fields again, which validators in strict mode ask for. */
  properties: Record<string, true>;
}

export interface Here {
  path: (string | number)[];
  found: Violation[];
}

export type Check = (value: unknown, here: Here) => void;

/** A mapping whose fields may still be anything: the rules look only at what the schema has accepted. */
export type Fields = Readonly<Record<string, unknown>>;
