import { createRequire } from 'node:module';

/** semver's single functions load in a fraction of the time of the whole. */
const load = createRequire(import.meta.url);
const options = { includePrerelease: true };

/**
 * A SemVer range as people and metadata write it: `1.28`, `1.25+`, `1.25 - 1.31`, `>=1.26 <1.30`. Undefined where it is
 * none.
 */
export function versionRange(text: string): string | undefined {
  const validRange = load('semver/ranges/valid.js') as typeof import('semver').validRange;
  const trimmed = text.trim();
  const minimum = /^v?(\d[^\s+]*)\+$/.exec(trimmed)?.[1];
  const range = minimum === undefined ? trimmed : `>=${minimum}`;
  return range === '' ? undefined : (validRange(range, options) ?? undefined);
}

/** Whether at least one version of `asked` is one of those that the metadata states; false where it states none. */
export function supportsVersion(stated: string | undefined, asked: string): boolean {
  const supported = stated === undefined ? undefined : versionRange(stated);
  if (supported === undefined) return false;
  const intersects = load('semver/ranges/intersects.js') as typeof import('semver').intersects;
  return intersects(supported, asked, options);
}
