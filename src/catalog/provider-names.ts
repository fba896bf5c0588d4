import type { ProviderMetadata } from '../provider/metadata/metadata-types.js';

/** The display name as the support matrix shows it: `vSphere Provider` is `vSphere`. */
export function shortName({ displayName }: Pick<ProviderMetadata, 'displayName'>): string {
  return displayName.replace(/\s+provider$/i, '');
}
