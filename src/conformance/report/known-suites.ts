import { createHash } from 'node:crypto';
import { type ProfileName, profileNames } from '../../provider/profiles.js';
import { listTests } from '../suite/list-tests.js';
import { suiteDigest } from '../suite/suite-digest.js';
import { suiteVersion } from '../suite/suite-version.js';
import type { TestResult } from './report-types.js';

type Identity = Pick<TestResult, 'id' | 'profile' | 'capability' | 'level'>;

/** What a suite was: enough to judge whether a report lists all of its tests and no other. */
export interface KnownSuite {
  version: string;
  /** `sha256` of each profile's tests, as `fingerprint` makes it. */
  profiles: Readonly<Record<ProfileName, string>>;
}

/**
 * Suites that reports of catalogs were made with, by their digest; `npm run record-suite` adds the installed one, which
 * is due whenever the tool is released. What is here stays: it is how older evidence is judged.
 */
const recorded: Readonly<Record<string, KnownSuite>> = {
  'sha256:e41381e196f618670eea6ab659e8053b71a6e3d221ad8eef6c4f476472d27222': {
    version: '1.0.0',
    profiles: {
      core: '49663ca1ecfaeabd7617a1bb5edb43fe9de419586cae8661e15929aaa579031e',
      snapshot: '58d88d274d0a09167138267b7e2dbb14955d04df62e16f10da61237a314f1ba0',
      clone: 'be3944778202afce8782f4d5557ee718bc14b0607c3fd33f557d5557aaa090f8',
      'image-prepare': '5ea32bcd6ae77877210e9d79f06f44eec4f355efbcf0fa2f06eb82be16d5456e',
      advanced: 'e776b9b50fa2333dcde1fb13ac866bf65f0add07d5e032c008943e718b6dc50f',
    },
  },
  // suites end
};

/** The suite of that digest, undefined where neither this tool has it nor an earlier one had it. */
export function knownSuite(digest: string): KnownSuite | undefined {
  if (digest !== suiteDigest) return Object.hasOwn(recorded, digest) ? recorded[digest] : undefined;
  installed ??= installedSuite();
  return installed;
}

/** Whether some suite of that version is known, so that another digest cannot be its own. */
export function isKnownVersion(version: string): boolean {
  return version === suiteVersion || Object.values(recorded).some((suite) => suite.version === version);
}

/** A catalog has thousands of reports of it. */
let installed: KnownSuite | undefined;

/** The suite of this tool as an entry of the list. */
export function installedSuite(): KnownSuite {
  const { suite, tests } = listTests(profileNames);
  const profiles = Object.fromEntries(profileNames.map((name) => [name, fingerprint(tests, name)]));
  return { version: suite.version, profiles: profiles as KnownSuite['profiles'] };
}

/** The same for the same tests of a profile, in any order. */
export function fingerprint(tests: readonly Identity[], profile: ProfileName): string {
  const own = tests.filter((test) => test.profile === profile).map(identity);
  return createHash('sha256').update(own.sort().join('\n\n')).digest('hex');
}

export function identity({ id, profile, capability, level }: Identity): string {
  return [id, profile, capability, level].join('\n');
}
