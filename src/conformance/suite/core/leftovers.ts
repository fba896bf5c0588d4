import { CouldNotRun } from '../../run/outcomes.js';
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
      const names = new Set(journal.entries.map(({ name }) => name));
      await test.until(async () => {
        const left = (await test.list()).filter(({ id, name }) => names.has(name) && !baseline.has(id));
        return left.length === 0
          ? undefined
          : `after the cleanup ListVMs still shows ${left.map(({ id, name }) => `"${id}" (${name})`).join(', ')}`;
      });
    },
  },
];
