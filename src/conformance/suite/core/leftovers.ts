import { CouldNotRun } from '../../run/outcomes.js';
import { isOf } from '../../run/run-names.js';
import type { TestDefinition } from '../../run/test-definition.js';

export const leftoverTests: readonly TestDefinition[] = [
  {
    id: 'no-leftovers',
    profile: 'core',
    capabilities: [],
    level: 'required',
    phase: 'last',
    calls: 'ListVMs, after the cleanup',
    asserts: 'no name of this run remains',
    run: async (test) => {
      const { baseline, baselineFailure, journal } = test.run;
      if (!baseline) throw new CouldNotRun(`ListVMs does not answer: ${baselineFailure}`);
      await test.until(async () => {
        const left = (await test.list()).filter((row) => journal.entries.some((entry) => isOf(row, entry)));
        if (left.length === 0) return undefined;
        if (left.every(({ id }) => baseline.has(id))) {
          throw new CouldNotRun(
            `nothing is done to ${left.map(({ id, name }) => `"${id}" (${name})`).join(', ')}: the id was there before the run`,
          );
        }
        return `after the cleanup ListVMs still shows ${left.map(({ id, name }) => `"${id}" (${name})`).join(', ')}`;
      });
    },
  },
];
