interface Schema {
  $ref?: string;
  type?: string | string[];
  const?: unknown;
  enum?: unknown[];
  required?: string[];
  properties?: Record<string, Schema>;
  additionalProperties?: boolean | Schema;
  items?: Schema;
  prefixItems?: Schema[];
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
  $defs?: Record<string, Schema>;
}

/**
 * What programs rely on: one line a field, with its type, and `?` where it may be missing. Descriptions are left out, so a
 * change of this text is a change of the interface.
 */
export function surfaceOf(schema: Schema): string {
  const definitions = Object.entries(schema.$defs ?? {}).flatMap(([name, part]) => lines(part, `#${name}`));
  return `${[...lines(schema, ''), ...definitions].join('\n')}\n`;
}

function lines(schema: Schema, path: string): string[] {
  const own = [`${path || '.'}: ${typeOf(schema)}`];
  const fields = Object.entries(schema.properties ?? {}).flatMap(([name, part]) =>
    lines(part, `${path}.${name}${schema.required?.includes(name) ? '' : '?'}`),
  );
  const rest = typeof schema.additionalProperties === 'object' ? lines(schema.additionalProperties, `${path}.*`) : [];
  const items = schema.items ? lines(schema.items, `${path}[]`) : [];
  const prefix = (schema.prefixItems ?? []).flatMap((part, at) => lines(part, `${path}[${at}]`));
  const choices = [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])].flatMap((part, at) =>
    lines(part, `${path}|${at}`),
  );
  return [...own, ...fields, ...rest, ...items, ...prefix, ...choices];
}

function typeOf(schema: Schema): string {
  if (schema.$ref) return schema.$ref;
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(' | ');
  return schema.type === undefined ? 'any' : [schema.type].flat().join(' | ');
}
