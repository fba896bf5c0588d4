import { formatYaml } from '../../foundation/yaml/format-yaml.js';
import type { ProviderMetadata } from './metadata-types.js';
import { type FieldOrder, fieldOrder, providerSchemaUrl } from './provider-schema.js';

/** The text of a provider.yaml: fields in the documented order, quotes where YAML would read something else. */
export function formatMetadata(metadata: ProviderMetadata): string {
  return `# yaml-language-server: $schema=${providerSchemaUrl}\n${formatYaml(inOrder(metadata, fieldOrder()))}`;
}

/** Known fields first, in the schema's order, also inside; the others after them, as they come. */
function inOrder(value: object, order: FieldOrder): object {
  const names = [...new Set([...order.keys(), ...Object.keys(value)])].filter((name) => Object.hasOwn(value, name));
  // From entries, since assigning a field called __proto__ would not make a field.
  return Object.fromEntries(
    names.map((name) => [name, ordered((value as Record<string, unknown>)[name], order.get(name))]),
  );
}

function ordered(value: unknown, order: FieldOrder | undefined): unknown {
  if (!order || typeof value !== 'object' || value === null) return value;
  return Array.isArray(value) ? value.map((item) => ordered(item, order)) : inOrder(value, order);
}
