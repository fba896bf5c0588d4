import type { Violation } from '../schema/schema-types.js';

/** One finding instead of dozens where a file is well known to be something else than a provider.yaml. */
export function somethingElse(value: unknown): Violation[] | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  if (Object.hasOwn(value, 'name')) return undefined;
  if ('providers' in value && Array.isArray(value.providers)) {
    return says('a catalog of several providers', 'Describe each of its providers in a provider.yaml of its own.');
  }
  if (Object.hasOwn(value, 'apiVersion') && Object.hasOwn(value, 'kind')) {
    return says('a Kubernetes manifest', 'Name the provider.yaml that describes the provider to the catalog.');
  }
  return undefined;
}

function says(what: string, hint: string): Violation[] {
  return [
    { path: [], part: 'first-key', code: 'not-a-provider', message: `this is ${what}, not a provider.yaml`, hint },
  ];
}
