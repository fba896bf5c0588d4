import type { VMInfo } from '../../../provider/contract/generated/provider/v1/provider_pb.js';
import type { JournalEntry } from '../../run/journal.js';
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
      await test.until(async () => {
        const left = (await test.list()).filter((row) => journal.entries.some((entry) => isLeft(row, entry)));
        if (left.length === 0) return undefined;
        return `after the cleanup ListVMs still shows ${left.map(({ id, name }) => `"${id}" (${name})`).join(', ')}`;
      });
    },
  },
];

/** A name of this run, or a VM of this run under a new name: renamed is not deleted. */
function isLeft({ id, name }: VMInfo, entry: JournalEntry): boolean {
  return name === entry.name || (entry.id !== '' && id === entry.id && name.includes(entry.name));
}
