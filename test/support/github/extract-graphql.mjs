// Cuts GitHub's published GraphQL schema down to the types and fields that the loopback GitHub resolves.
//
//   folder=$(mktemp -d) && npm install --prefix "$folder" @octokit/graphql-schema
//   node test/support/github/extract-graphql.mjs "$folder/node_modules/@octokit/graphql-schema"
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { assertValidSchema, buildSchema, Kind, parse, print, visit } from 'graphql';
import { SELECTION } from './graphql/selection.mjs';

const packageFolder = process.argv[2];
if (packageFolder === undefined) {
  console.error('usage: node extract-graphql.mjs PATH/TO/node_modules/@octokit/graphql-schema');
  process.exit(2);
}

const document = parse(readFileSync(join(packageFolder, 'schema.graphql'), 'utf8'), { noLocation: true });
const version = JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8')).version;
const types = new Map(
  document.definitions.filter((each) => each.name !== undefined).map((each) => [each.name.value, each]),
);
const kept = new Map();

function namedType(type) {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : namedType(type.type);
}

/** Arguments keep their types whole, so that every filter and input of GitHub's is accepted or refused as there. */
function keepInput(name) {
  const definition = types.get(name);
  if (definition === undefined || kept.has(name)) return;
  kept.set(name, definition);
  if (definition.kind === Kind.INPUT_OBJECT_TYPE_DEFINITION) {
    for (const field of definition.fields) keepInput(namedType(field.type));
  }
}

function keepOutput(name, owner) {
  const definition = types.get(name);
  if (definition === undefined || name in SELECTION) return;
  if (definition.kind !== Kind.ENUM_TYPE_DEFINITION && definition.kind !== Kind.SCALAR_TYPE_DEFINITION) {
    throw new Error(`${owner} leads to ${name}, which is not selected`);
  }
  kept.set(name, definition);
}

for (const [name, fieldNames] of Object.entries(SELECTION)) {
  const definition = types.get(name);
  if (definition === undefined) throw new Error(`GitHub's schema has no type ${name}`);
  if (definition.kind === Kind.UNION_TYPE_DEFINITION) {
    kept.set(name, { ...definition, types: definition.types.filter((each) => each.name.value in SELECTION) });
    continue;
  }
  const fields = fieldNames.map((fieldName) => {
    const field = definition.fields.find((each) => each.name.value === fieldName);
    if (field === undefined) throw new Error(`GitHub's ${name} has no field ${fieldName}`);
    keepOutput(namedType(field.type), `${name}.${fieldName}`);
    for (const argument of field.arguments) keepInput(namedType(argument.type));
    return field;
  });
  const interfaces = (definition.interfaces ?? []).filter((each) => each.name.value in SELECTION);
  kept.set(name, { ...definition, fields, interfaces });
}

const bare = visit(
  { kind: Kind.DOCUMENT, definitions: [...kept.values()].sort((a, b) => (a.name.value < b.name.value ? -1 : 1)) },
  {
    enter: (node) =>
      'description' in node || 'directives' in node ? { ...node, description: undefined, directives: [] } : undefined,
  },
);
const text = `# Cut by extract-graphql.mjs from @octokit/graphql-schema ${version}: GitHub's own names and types.\n\n${print(bare)}\n`;
assertValidSchema(buildSchema(text));
writeFileSync(join(import.meta.dirname, 'generated', 'github.graphql'), text);
console.log(`${kept.size} types, ${text.length} characters, written to generated/github.graphql`);
