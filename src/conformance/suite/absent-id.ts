import { randomInt } from 'node:crypto';
import { CouldNotRun } from '../run/outcomes.js';
import type { TestContext } from '../run/test-context.js';
import { vanishes } from '../run/vanishing.js';

/** Makes sure that this run has deleted a VM, whose id then has the provider's own shape. */
export async function prepareAbsentId(test: TestContext): Promise<void> {
  if (test.run.fixtures.absentId !== undefined) return;
  await test.once('absent-vm', async (shared) => {
    const vm = await shared.vm({ power: 'Off' });
    await shared.setUp('a deleted VM', async () => {
      await shared.delete(vm);
      await vanishes(shared, vm);
    });
  });
}

/**
 * An id that no VM has, as ListVMs says right now: the fixture's, a high number where ids are plain integers, else that
 * of a VM that this run deleted. Only for the quiet phase. Rejects with CouldNotRun.
 */
export async function absentId(test: TestContext): Promise<string> {
  const { fixtures, deletedIds } = test.run;
  const listed = new Set((await test.list()).map(({ id }) => id));
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
