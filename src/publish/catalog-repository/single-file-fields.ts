import type { ProviderMetadata } from '../../provider/metadata/metadata-types.js';
import { checkAgainstSchema } from '../../provider/metadata/provider-schema.js';
import { checkFieldRules } from '../../provider/metadata/rules/field-rules.js';

/** What upstream's file and a provider.yaml call by the same name, and a publish may have to keep. */
const sharedFields = [
  'name',
  'displayName',
  'description',
  'repo',
  'image',
  'tag',
  'capabilities',
  'maintainer',
  'license',
  'maturity',
  'replacedBy',
  'tags',
  'documentation',
] as const satisfies readonly (keyof ProviderMetadata)[];

/** The fields of an item of `providers:` that would be valid in a provider.yaml; a mistake in one loses no other. */
export function fieldsOfItem(item: unknown): Partial<ProviderMetadata> | undefined {
  if (typeof item !== 'object' || item === null) return undefined;
  const given = item as Record<string, unknown>;
  const value: Record<string, unknown> = { schemaVersion: 1 };
  for (const field of sharedFields) if (given[field] !== undefined) value[field] = given[field];
  const refused = checkAgainstSchema(value);
  const mistakes = [...refused, ...checkFieldRules(value, refused)].filter(({ severity }) => severity !== 'warning');
  for (const { path } of mistakes) delete value[String(path[0])];
  if (value['maturity'] === 'deprecated' && value['replacedBy'] === undefined) delete value['maturity'];
  return value as Partial<ProviderMetadata>;
}
