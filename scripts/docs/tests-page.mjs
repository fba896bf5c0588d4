// docs/reference/tests.md, from what the suite says of itself.
import { cell, codeCell, page, table } from './markdown.mjs';

const levels = {
  required: 'decides in every case',
  declared: 'decides where the provider declares the capability; else it is `not-applicable`',
  advisory: 'is reported as `warn` and never decides',
};

/** `list` is the answer of `vcts list --json`. */
export function testsPage({ suite, tests }) {
  const profiles = [...new Set(tests.map(({ profile }) => profile))];
  const found = new Set(tests.map(({ level }) => level));
  for (const level of found) if (!(level in levels)) throw new Error(`the level ${level} is not explained`);
  return page('Conformance tests', [
    `Version ${suite.version} of the suite has ${tests.length} tests. \`vcts list\` prints them, and \`--focus\`, \`--skip\` and \`--known-failures\` take their ids.`,
    table(
      ['level', 'means that the test'],
      Object.entries(levels).map(([level, meaning]) => [level, meaning]),
    ),
    ...profiles.flatMap((profile) => [
      `## ${profile}`,
      table(
        ['id', 'capability', 'level', 'calls', 'asserts'],
        tests
          .filter((test) => test.profile === profile)
          .map((test) => [
            codeCell(test.id),
            test.capability
              ? test.capability
                  .split(/[\s,]+/)
                  .map(codeCell)
                  .join(' ')
              : '',
            cell(test.level),
            cell(test.calls),
            cell(test.asserts),
          ]),
      ),
    ]),
  ]);
}
