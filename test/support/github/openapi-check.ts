import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { ValidateFunction } from 'ajv';
import { Ajv } from 'ajv';
import addFormatsModule from 'ajv-formats';

type Schema = Record<string, unknown>;

export interface Operation {
  id: string;
  method: string;
  path: string;
  docs: string;
  parameters: { name: string; in: string; required?: boolean; schema: Schema }[];
  body?: { required: boolean; content: Record<string, Schema> };
  answers: Record<string, Record<string, Schema>>;
}

interface Subset {
  source: string;
  operations: Operation[];
  schemas: Record<string, Schema>;
}

/** Where a request or an answer is not what GitHub's description says. */
export interface Violation {
  kind: 'request' | 'answer' | 'unknown operation' | 'graphql';
  operation: string;
  /** One finding a line: JSON pointer and what is wrong there. */
  problems: string[];
}

export const subset: Subset = JSON.parse(
  readFileSync(fileURLToPath(new URL('./generated/openapi-subset.json', import.meta.url)), 'utf8'),
);

// ajv-formats is CommonJS whose default export TypeScript sees one level too high.
const addFormats = addFormatsModule as unknown as (ajv: Ajv) => Ajv;
const ajv = new Ajv({ strict: false, allErrors: true });
addFormats(ajv);
for (const format of ['int64', 'repo.nwo', 'timestamp', 'uri-template', 'ip/cidr']) ajv.addFormat(format, true);
ajv.addSchema({ $id: 'open', schemas: subset.schemas });
ajv.addSchema({ $id: 'closed', schemas: mapValues(subset.schemas, (schema) => closed(schema)) });

const compiled = new Map<string, ValidateFunction>();

function validator(key: string, schema: Schema): ValidateFunction {
  const known = compiled.get(key);
  if (known !== undefined) return known;
  const made = ajv.compile(schema);
  compiled.set(key, made);
  return made;
}

function mapValues<A, B>(object: Record<string, A>, change: (value: A) => B): Record<string, B> {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value)]));
}

/** The same schema with references into the named document. */
function pointed<T>(schema: T, document: 'open' | 'closed'): T {
  if (Array.isArray(schema)) return schema.map((each) => pointed(each, document)) as T;
  if (typeof schema !== 'object' || schema === null) return schema;
  return Object.fromEntries(
    Object.entries(schema).map(([key, value]) =>
      key === '$ref' && typeof value === 'string'
        ? [key, value.replace(/^#/, `${document}#`)]
        : [key, pointed(value, document)],
    ),
  ) as T;
}

/** The same schema, in which an object has no property that the description does not name. Members of `allOf` stay open. */
function closed<T>(schema: T): T {
  if (Array.isArray(schema)) return schema.map((each) => closed(each)) as T;
  if (typeof schema !== 'object' || schema === null) return schema;
  const at = schema as Schema;
  const result: Schema = {};
  for (const [key, value] of Object.entries(at)) {
    if (key === 'allOf') result[key] = pointed(value, 'open');
    else if (key === 'properties') result[key] = mapValues(value as Record<string, Schema>, closed);
    else if (key === '$ref' && typeof value === 'string') result[key] = value.replace(/^#/, 'closed#');
    else result[key] = key === 'enum' || key === 'required' ? value : closed(value);
  }
  const composed = at['allOf'] !== undefined || at['anyOf'] !== undefined || at['oneOf'] !== undefined;
  if (at['properties'] !== undefined && at['additionalProperties'] === undefined && !composed) {
    result['additionalProperties'] = false;
  }
  return result as T;
}

function problems(validate: ValidateFunction, value: unknown): string[] {
  if (validate(value)) return [];
  return (validate.errors ?? []).slice(0, 12).map((error) => {
    const extra = error.params['additionalProperty'] ?? '';
    return `${error.instancePath || '/'} ${error.message ?? ''} ${extra}`.trim();
  });
}

const patterns = subset.operations.map((operation) => {
  const source = operation.path.replace(/\{(\w+)\}/g, (_, name: string) =>
    ['ref', 'path', 'branch', 'basehead'].includes(name) ? `(?<${name}>.*)` : `(?<${name}>[^/]+)`,
  );
  return { operation, pattern: new RegExp(`^${source}$`) };
});

/** The described operation of a request, with the decoded parameters of its path. */
export function operationFor(method: string, path: string) {
  for (const { operation, pattern } of patterns) {
    if (operation.method !== method.toLowerCase()) continue;
    const match = pattern.exec(path);
    if (match !== null) return { operation, params: mapValues({ ...match.groups }, decodeURIComponent) };
  }
  return undefined;
}

/** What GitHub would refuse in a JSON body, worded as its message; and what it would silently ignore. */
export function checkRequest(operation: Operation, body: unknown): { refused: string[]; ignored: string[] } {
  const schema = operation.body?.content['application/json'];
  if (schema === undefined) return { refused: [], ignored: [] };
  if (body === undefined) return { refused: operation.body?.required ? ['a body is required'] : [], ignored: [] };
  const refused = problems(validator(`${operation.id} request`, pointed(schema, 'open')), body);
  const strict = problems(validator(`${operation.id} request closed`, closed(schema)), body);
  return { refused, ignored: strict.filter((problem) => problem.includes('additional')) };
}

/** Query parameters that the description does not know, or whose value it does not allow. */
export function checkQuery(operation: Operation, query: URLSearchParams): string[] {
  const found: string[] = [];
  for (const [name, value] of query) {
    const parameter = operation.parameters.find((each) => each.in === 'query' && each.name === name);
    if (parameter === undefined) {
      found.push(`?${name} is no parameter of ${operation.id}`);
      continue;
    }
    const validate = validator(`${operation.id} ?${name}`, pointed(parameter.schema, 'open'));
    const wanted = String(parameter.schema['type']);
    const typed = wanted === 'integer' ? Number(value) : wanted === 'boolean' ? value === 'true' : value;
    found.push(...problems(validate, typed).map((problem) => problem.replace(/^\//, `?${name}`)));
  }
  return found;
}

const FAILURE: Schema = {
  type: 'object',
  required: ['message', 'documentation_url', 'status'],
  properties: { message: { type: 'string' }, documentation_url: { type: 'string' }, status: { type: 'string' } },
};

/** Where GitHub itself does not answer as it describes: the head repository of a pull request may be gone. */
const KNOWN_DEFECTS = /^(\/\d+)?\/head\/repo must be object$/;

/** What is wrong with an answer. A failure that the description does not list must at least look like GitHub's. */
export function checkAnswer(operation: Operation, status: number, body: unknown, media = 'application/json'): string[] {
  const described = operation.answers[String(status)];
  if (status >= 300) {
    const schema = described?.['application/json'];
    const general = status < 400 ? [] : problems(validator('failure', FAILURE), body);
    if (schema === undefined) return general;
    return [...general, ...problems(validator(`${operation.id} ${status}`, pointed(schema, 'open')), body)];
  }
  if (described === undefined) return [`${status} is no answer of ${operation.id}`];
  const schema = described[media];
  if (schema === undefined) {
    const silent = Object.keys(described).length === 0;
    return silent && body === undefined ? [] : [`${media} is no media type of ${operation.id} ${status}`];
  }
  const found = problems(validator(`${operation.id} ${status} ${media}`, closed(schema)), body);
  return found.filter((problem) => !KNOWN_DEFECTS.test(problem));
}
