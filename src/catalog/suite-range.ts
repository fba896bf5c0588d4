import { createRequire } from 'node:module';
import { suiteVersion } from '../conformance/suite/suite-version.js';

/** The versions whose results count where a catalog says nothing: all of the suite's own major version. */
const defaultSuiteRange = `^${suiteVersion.split('.')[0]}`;

/** A test of suite versions for a SemVer range. */
export function suiteAcceptance(range: string = defaultSuiteRange): (version: string) => boolean {
  // semver's single functions load in a fraction of the time of the whole.
  const satisfies = createRequire(import.meta.url)(
    'semver/functions/satisfies.js',
  ) as typeof import('semver').satisfies;
  return (version) => satisfies(version, range, { includePrerelease: true });
}

export function isVersionRange(text: string): boolean {
  const validRange = createRequire(import.meta.url)('semver/ranges/valid.js') as typeof import('semver').validRange;
  return validRange(text) !== null;
}
