import { type ProfileName, profiles } from '../../provider/profiles.js';
import type { TestLevel } from '../report/report-types.js';
import { suite } from './suite.js';
import { suiteDigest } from './suite-digest.js';
import { suiteVersion } from './suite-version.js';

export interface ListedTest {
  id: string;
  profile: ProfileName;
  /** Space-separated, empty where the test covers none. */
  capability: string;
  level: TestLevel;
  calls: string;
  asserts: string;
}

export interface TestList {
  suite: { version: string; digest: string };
  tests: ListedTest[];
  untestable: { profile: ProfileName; capability: string; reason: string }[];
}

/** The tests of these profiles, in the order of reports, and the capabilities that no test can cover. */
export function listTests(asked: readonly ProfileName[]): TestList {
  return {
    suite: { version: suiteVersion, digest: suiteDigest },
    tests: suite
      .filter(({ profile }) => asked.includes(profile))
      .map(({ id, profile, capabilities, level, calls, asserts }) => {
        return { id, profile, capability: capabilities.join(' '), level, calls, asserts };
      }),
    untestable: untestableOf(asked),
  };
}

/** The capabilities of these profiles that provider.v1 has no method for. */
export function untestableOf(asked: readonly ProfileName[]): TestList['untestable'] {
  return profiles
    .filter(({ name }) => asked.includes(name))
    .flatMap(({ name: profile, capabilities }) => {
      return capabilities.flatMap(({ name: capability, untestable: reason }) => {
        return reason ? [{ profile, capability, reason }] : [];
      });
    });
}

/** The list as aligned columns. */
export function testTable({ suite: { version }, tests, untestable }: TestList): string {
  const rows = tests.map(({ id, profile, capability, level, asserts }) => [id, profile, level, capability, asserts]);
  const header = ['ID', 'PROFILE', 'LEVEL', 'CAPABILITY', 'ASSERTS'];
  const widths = header.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]) =>
    row
      .map((text, column) => text.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  return [
    ...[header, ...rows].map(line),
    '',
    ...untestable.map(({ capability, reason }) => `untestable: ${capability}, ${reason}`),
    `${tests.length} tests, VCTS ${version}`,
  ].join('\n');
}
