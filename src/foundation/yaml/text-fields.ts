/**
 * Where plain scalars stay the text that was written, whatever YAML would make of them, so that `tag: 1.10` is not 1.1.
 * `true` is such a place; an object names the fields of a mapping, `*` every field or item.
 */
export type TextFields = true | { readonly [field: string]: TextFields };

export function textFieldsBelow(fields: TextFields | undefined, key: string | number): TextFields | undefined {
  if (fields === undefined || fields === true) return undefined;
  if (typeof key === 'string' && Object.hasOwn(fields, key)) return fields[key];
  return fields['*'];
}
