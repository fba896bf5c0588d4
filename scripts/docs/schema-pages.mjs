// docs/reference/provider-yaml.md and schemas.md, from the published JSON Schemas.
import { cell, code, codeCell, page, table } from './markdown.mjs';

/** Every field of provider.yaml with its type and its description, those of mappings below their own. */
export function providerYamlPage(schema, settings) {
  return page('provider.yaml and catalog.config.yaml', [
    '`provider.yaml` describes a provider. It is strict: an unknown field is an error. `vrtg-provider validate` checks it against [`schemas/provider.schema.json`](../../schemas/provider.schema.json) and by rules that no schema can say; an editor that reads the first line below completes and explains the fields.',
    `\`\`\`yaml\n# yaml-language-server: $schema=${schema.$id}\n\`\`\``,
    table(['field', 'type', 'means', 'example'], fieldRows(schema, schema)),
    '## catalog.config.yaml',
    "It stands at a catalog's root, beside `providers/`, and may be absent.",
    table(['field', 'type', 'means', 'example'], fieldRows(settings, settings)),
  ]);
}

function fieldRows(schema, root, prefix = '') {
  return Object.entries(schema.properties).flatMap(([name, written]) => {
    const field = { ...resolved(written, root), ...written };
    const path = `${prefix}${name}`;
    const isRequired = schema.required?.includes(name);
    const [example] = field.examples ?? [];
    const row = [
      codeCell(path) + (isRequired ? ' (required)' : ''),
      cell(typeOf(field, root)),
      cell(field.description),
      example === undefined ? '' : codeCell(typeof example === 'string' ? example : flow(example)),
    ];
    const item = field.items && { ...resolved(field.items, root), ...field.items };
    if (field.properties) return [row, ...fieldRows(field, root, `${path}.`)];
    return item?.properties ? [row, ...fieldRows(item, root, `${path}[].`)] : [row];
  });
}

function resolved({ $ref }, root) {
  return $ref ? root.$defs[$ref.replace('#/$defs/', '')] : {};
}

function typeOf(field, root) {
  if (field.const !== undefined) return code(field.const);
  if (field.enum) return field.enum.map(code).join(', ');
  if (field.type === 'array') {
    const item = { ...resolved(field.items ?? {}, root), ...field.items };
    return `list of ${item.properties ? 'mappings' : typeOf(item, root)}`;
  }
  if (field.type === 'object') return 'mapping';
  if (field.type) return [field.type].flat().join(' or ');
  return 'any';
}

function flow(value) {
  if (Array.isArray(value)) return `[${value.map(flow).join(', ')}]`;
  if (value && typeof value === 'object')
    return `{ ${Object.entries(value)
      .map(([key, inner]) => `${key}: ${flow(inner)}`)
      .join(', ')} }`;
  return String(value);
}

/** `schemas` are `{ file, schema }`. */
export function schemasPage(schemas) {
  const rows = schemas.map(({ file, schema }) => [
    `[\`${file}\`](../../schemas/${file})`,
    cell(schema.title),
    cell(schema.description ?? ''),
  ]);
  return page('JSON Schemas', [
    'Each document that a command prints with `--json`, and each file that others write or read, has a schema. They are in the package (`vrtg-provider/schemas/...`) and at the address of their `$id`. A failure under `--json` is the document `{ "error": { "code", "message", "hint", "details" } }`, whatever the command.',
    table(['file', 'describes', 'more'], rows),
    'The wire contract is [`schemas/proto/provider/v1/provider.proto`](../../schemas/proto/provider/v1/provider.proto).',
  ]);
}
