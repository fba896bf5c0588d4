import { CallError } from '../../client/call-error.js';
import { absentId } from '../../run/absent-id.js';
import type { JournalEntry } from '../../run/journal.js';
import { Failed, TaskFailure } from '../../run/outcomes.js';
import type { TestContext } from '../../run/test-context.js';
import type { TestDefinition } from '../../run/test-definition.js';
import { vanishes } from '../../run/vanishing.js';
import { isRowOf } from '../../run/virtual-machine.js';
import { sameAsBefore } from './unchanged.js';

export const deleteTests: readonly TestDefinition[] = [
  {
    id: 'delete-removes',
    profile: 'core',
    capabilities: ['vm.delete'],
    level: 'required',
    phase: 'together',
    weight: 2,
    watches: true,
    calls: 'Delete, Describe, ListVMs',
    asserts: 'the VM is gone, and stays so',
    run: async (test) => {
      const vm = await test.vm({ power: 'Off' });
      await test.delete(vm);
      await vanishes(test, vm);
      await test.stays(async () => {
        return (await test.listed(vm)) ? `the VM "${vm.id}" (${vm.name}) was gone, and is back in ListVMs` : undefined;
      });
    },
  },
  {
    id: 'delete-absent-vm',
    profile: 'core',
    capabilities: ['vm.delete'],
    level: 'required',
    phase: 'quiet',
    weight: 4,
    calls: 'Delete',
    asserts: "OK or NOT_FOUND only, since the manager retries on all else; the run's other VMs are still there",
    sendsWrong: true,
    namesAbsentId: true,
    prepare: async (test) => {
      await test.vm();
      await test.vm();
    },
    run: async (test) => {
      for (const vm of test.made) await test.row(vm);
      const others = await presentOfRun(test);
      const id = await absentId(test);
      await deleteAbsent(test, id);
      await test.until(() => firstMissing(test, others));
      await test.stays(() => firstMissing(test, test.made));
    },
  },
  {
    id: 'delete-only-that',
    profile: 'core',
    capabilities: ['vm.delete'],
    level: 'required',
    phase: 'together',
    weight: 4,
    watches: true,
    calls: 'Delete of one of two VMs that are On and whose names begin alike, or Off where that is refused',
    asserts: 'it is gone, and the other is still there as it was',
    run: async (test) => {
      const name = test.run.newName();
      const short = await test.vm({ name, power: 'On' });
      const long = await test.vm({ name: `${name}-b`, power: 'On' });
      const before = await test.settledRow(long);
      if (await test.refusal(() => test.delete(short))) {
        await test.bring(short, 'Off');
        await test.delete(short);
      }
      await vanishes(test, short);
      await test.stays(async () => {
        const changed = await sameAsBefore(test, { other: long, before });
        if (changed !== undefined) return `after Delete of ${short.name}, ${changed}`;
        const { exists } = await test.client.call('describe', { id: long.id });
        return exists ? undefined : `Delete of ${short.name} also made Describe say that ${long.name} does not exist`;
      });
    },
  },
];

async function deleteAbsent(test: TestContext, id: string): Promise<void> {
  try {
    await test.finish(await test.client.call('delete', { id }), 'Delete');
  } catch (thrown) {
    if (thrown instanceof CallError && thrown.status === 'NOT_FOUND') return;
    if (!(thrown instanceof CallError || thrown instanceof TaskFailure)) throw thrown;
    throw new Failed(
      `Delete of an absent VM must be OK or NOT_FOUND, the manager retries on all else; ${thrown.message}`,
      { cause: thrown },
    );
  }
}

/** All VMs of the run that ListVMs shows: a Delete that goes astray may meet one of another test. */
async function presentOfRun(test: TestContext): Promise<JournalEntry[]> {
  const rows = await test.list();
  return test.run.journal.entries.filter((entry) => {
    return entry.kind === 'vm' && entry.state === 'present' && rows.some(isRowOf(entry));
  });
}

type Known = Pick<JournalEntry, 'id' | 'name'> & Partial<Pick<JournalEntry, 'state'>>;

async function firstMissing(test: TestContext, vms: readonly Known[]): Promise<string | undefined> {
  const rows = await test.list();
  // What the cleanup has begun to remove since is not missed.
  const missing = vms.find((vm) => (vm.state ?? 'present') === 'present' && !rows.some(isRowOf(vm)));
  return missing && `Delete also removed the VM "${missing.id}" (${missing.name})`;
}
