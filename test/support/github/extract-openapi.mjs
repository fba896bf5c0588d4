// Cuts GitHub's published OpenAPI description down to the operations that the loopback GitHub serves.
//
//   folder=$(mktemp -d) && npm install --prefix "$folder" @octokit/openapi@23
//   node test/support/github/extract-openapi.mjs "$folder/node_modules/@octokit/openapi"
//
// The package is 400 MB, so it is no dependency of this project; what it says is kept in generated/openapi-subset.json.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { OPERATIONS } from './openapi-operations.mjs';

const packageFolder = process.argv[2];
if (packageFolder === undefined) {
  console.error('usage: node extract-openapi.mjs PATH/TO/node_modules/@octokit/openapi');
  process.exit(2);
}

const description = JSON.parse(readFileSync(join(packageFolder, 'generated', 'api.github.com.json'), 'utf8'));
const version = JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8')).version;
const schemas = {};

/** What a reader needs, and what no validator looks at. */
const DROPPED = new Set([
  'description',
  'title',
  'summary',
  'example',
  'examples',
  'externalDocs',
  'deprecated',
  'default',
]);

/** OpenAPI 3.0 to JSON Schema: `nullable` becomes a type, references point into this file, text is dropped. */
function convert(schema) {
  if (Array.isArray(schema)) return schema.map(convert);
  if (typeof schema !== 'object' || schema === null) return schema;
  if (typeof schema.$ref === 'string') return { $ref: `#/schemas/${keepComponent(schema.$ref)}` };
  const converted = {};
  for (const [key, value] of Object.entries(schema)) {
    if (DROPPED.has(key) || key === 'nullable' || key.startsWith('x-')) continue;
    if (key === 'properties') converted.properties = mapValues(value, convert);
    else if (key === 'enum' || key === 'required') converted[key] = value;
    else converted[key] = convert(value);
  }
  return schema.nullable === true ? orNull(converted) : converted;
}

function orNull(schema) {
  if (typeof schema.type === 'string' && schema.enum === undefined) return { ...schema, type: [schema.type, 'null'] };
  return { anyOf: [{ type: 'null' }, schema] };
}

function keepComponent(reference) {
  const name = reference.split('/').at(-1);
  if (schemas[name] === undefined) {
    schemas[name] = {};
    schemas[name] = convert(description.components.schemas[name]);
  }
  return name;
}

function mapValues(object, change) {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value)]));
}

function resolve(object) {
  if (object?.$ref === undefined) return object;
  const path = object.$ref.replace(/^#\//, '').split('/');
  return path.reduce((at, step) => at[step], description);
}

function convertContent(content) {
  return mapValues(content ?? {}, (media) => convert(media.schema ?? {}));
}

function convertOperation({ method, path }) {
  const operation = description.paths[path]?.[method];
  if (operation === undefined) throw new Error(`the description has no operation ${method} ${path}`);
  const parameters = [...(description.paths[path].parameters ?? []), ...(operation.parameters ?? [])]
    .map(resolve)
    .map(({ name, in: place, required, schema }) => ({
      name,
      in: place,
      ...(required && { required }),
      schema: convert(schema),
    }));
  const body = resolve(operation.requestBody);
  return {
    id: operation.operationId,
    method,
    path,
    docs: operation.externalDocs?.url ?? 'https://docs.github.com/rest',
    parameters,
    ...(body && { body: { required: body.required === true, content: convertContent(body.content) } }),
    answers: mapValues(operation.responses, (response) => convertContent(resolve(response).content)),
  };
}

const operations = OPERATIONS.map((line) => {
  const [method, path] = line.split(' ');
  return convertOperation({ method, path });
});
const subset = {
  source: `@octokit/openapi ${version}, api.github.com, description ${description.info.version}`,
  operations,
  schemas: Object.fromEntries(Object.entries(schemas).sort(([a], [b]) => (a < b ? -1 : 1))),
};
const target = join(import.meta.dirname, 'generated', 'openapi-subset.json');
const lines = operations.map((operation) => JSON.stringify(operation)).join(',\n');
const components = Object.entries(subset.schemas).map(
  ([name, schema]) => `${JSON.stringify(name)}:${JSON.stringify(schema)}`,
);
writeFileSync(
  target,
  `{"source":${JSON.stringify(subset.source)},\n"operations":[\n${lines}\n],\n"schemas":{\n${components.join(',\n')}\n}}\n`,
);
console.log(`${operations.length} operations, ${components.length} schemas, written to generated/openapi-subset.json`);
