import { randomInt } from 'node:crypto';
import { CouldNotRun } from './outcomes.js';
import type { TestContext } from './test-context.js';
import type { TestDefinition } from './test-definition.js';
import { vanishes } from './vanishing.js';

/** What makes an absent id where no test has deleted a VM and seen it gone: it has the provider's own shape. */
export const absentVm: TestDefinition = {
  id: 'absent-vm',
  profile: 'core',
  capabilities: [],
  level: 'required',
  phase: 'quiet',
  calls: 'Create, Delete',
  asserts: 'the VM is gone',
  run: async (test) => {
    const { fixtures, deletedIds } = test.run;
    if (fixtures.absentId !== undefined || deletedIds.length > 0) return;
    const vm = await test.vm({ power: 'Off' });
    await test.delete(vm);
    await vanishes(test, vm);
  },
};

/**
 * An id that no VM has, as ListVMs says right now: the fixture's, a high number where ids are plain integers, else that
 * of a VM that this run deleted. Only for the quiet phase. Rejects with CouldNotRun.
 */
export async function absentId(test: TestContext): Promise<string> {
  const { fixtures, deletedIds } = test.run;
  const rows = await test.setUp('an absent id', () => test.list());
  const listed = new Set(rows.map(({ id }) => id));
  const isFree = (id: string) => id !== '' && !listed.has(id);
  if (fixtures.absentId !== undefined) {
    if (isFree(fixtures.absentId)) return fixtures.absentId;
    throw new CouldNotRun(`the fixture absentId "${fixtures.absentId}" is the id of a VM`);
  }
  if (deletedIds.length > 0 && deletedIds.every((id) => /^\d+$/.test(id))) {
    const high = Array.from({ length: 5 }, () => String(990_000_000 + randomInt(9_000_000))).find(isFree);
    if (high !== undefined) return high;
  }
  const own = deletedIds.find(isFree);
  if (own === undefined) throw new CouldNotRun('no VM of this run was deleted, so no id is known to be absent');
  return own;
}
