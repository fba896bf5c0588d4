import { nearestText } from './nearest-text.js';
import type { Schema } from './schema-types.js';
import { fieldName } from './wording.js';

/** What people write who know other formats. */
const synonyms: Record<string, string> = {
  version: 'tag',
  repository: 'repo',
  url: 'repo',
  source: 'repo',
  title: 'displayName',
  summary: 'description',
  docs: 'documentation',
  homepage: 'documentation',
  email: 'maintainer',
  maintainers: 'maintainer',
  author: 'maintainer',
  keywords: 'tags',
  status: 'maturity',
  profiles: 'capabilities',
  command: 'exec',
};

const explained: Record<string, string> = {
  conformance: 'Remove it: verdicts come from conformance.json, which publish writes.',
};

interface Place {
  fields: readonly string[];
  /** Fields that are written already. */
  present: ReadonlySet<string>;
  path: readonly (string | number)[];
  root: Schema;
}

/** What to say of an unknown field, and the known field that it was probably meant to be. */
export function unknownField(key: string, place: Place): { hint: string; field?: string } {
  const field = meantField(key, place);
  if (field !== undefined) return { hint: `Did you mean ${field}?`, field };
  if (place.path.length === 0 && Object.hasOwn(explained, key)) return { hint: explained[key] ?? '' };
  const home = homeOf(key, place.root, []);
  if (home && fieldName(home) !== fieldName(place.path)) {
    return { hint: home.length === 0 ? `It belongs to the top level.` : `It belongs under ${fieldName(home)}.` };
  }
  return { hint: `Remove it; the fields here are: ${place.fields.join(', ')}.` };
}

function meantField(key: string, { fields, present }: Place): string | undefined {
  const absent = fields.filter((field) => !present.has(field));
  const synonym = Object.hasOwn(synonyms, key) ? synonyms[key] : undefined;
  if (synonym !== undefined && absent.includes(synonym)) return synonym;
  return nearestText(key, absent) ?? nearestText(key, fields);
}

/** The path of the mapping that has a field of exactly this name. */
function homeOf(key: string, schema: Schema, path: (string | number)[]): (string | number)[] | undefined {
  const properties = schema.properties ?? {};
  if (Object.hasOwn(properties, key)) return path;
  for (const [name, field] of Object.entries(properties)) {
    const inItems = field.items?.properties ? homeOf(key, field.items, [...path, name]) : undefined;
    const found = inItems ?? (field.properties ? homeOf(key, field, [...path, name]) : undefined);
    if (found) return found;
  }
  return undefined;
}
