import { CallError } from '../client/call-error.js';
import { desiredClass, otherSizes } from '../run/creating.js';
import { CouldNotRun, Failed, TaskFailure } from '../run/outcomes.js';
import { deleteSnapshot, revertTo, type Snapshot, takeSnapshot } from '../run/snapshots.js';
import type { TestContext } from '../run/test-context.js';
import {
  describeSizes,
  listedSizes,
  lostParts,
  sameSizes,
  tellsSizes,
  type VirtualMachine,
} from '../run/virtual-machine.js';

/** Reconfigures to other sizes; whether ListVMs was seen to show the change. */
export async function changeSizes(test: TestContext, vm: VirtualMachine): Promise<boolean> {
  const before = await test.sizes(vm);
  await test.setUp('other sizes', () => test.reconfigure(vm, desiredClass(otherSizes(test, 3))));
  if (!tellsSizes(before)) return false;
  try {
    await test.until(async () => (sameSizes(await test.sizes(vm), before) ? 'the same sizes' : undefined));
    return true;
  } catch (thrown) {
    if (thrown instanceof Failed) return false;
    throw thrown;
  }
}

export async function sizesAreBack(
  test: TestContext,
  { vm, original }: { vm: VirtualMachine; original: VirtualMachine['sizes'] },
): Promise<void> {
  await test.until(async () => {
    const now = await test.sizes(vm);
    return sameSizes(now, original)
      ? undefined
      : `the snapshot was taken at ${describeSizes(original)}, and after SnapshotRevert ListVMs shows ${describeSizes(now)}`;
  });
}

/** The power state after a revert is the provider's choice, so where sizes can be seen they alone decide. */
export async function restoresState(test: TestContext): Promise<string | undefined> {
  const vm = await test.vm({ power: 'Off', sizes: otherSizes(test, 1) });
  const snapshot: Snapshot = await test.setUp('a snapshot', () => takeSnapshot(test, vm));
  const taken = await test.row(vm);
  const original = listedSizes(taken);
  const changed = await changeSizes(test, vm);
  await test.bring(vm, 'On');
  const refusal = await test.refusal(() => revertTo(test, vm, snapshot.id));
  if (refusal) {
    // Some hypervisors revert only a VM that is Off.
    await test.bring(vm, 'Off');
    await revertTo(test, vm, snapshot.id);
  }
  await test.exists(vm);
  if (changed) await sizesAreBack(test, { vm, original });
  await test.stays(async () => {
    const now = await test.row(vm);
    const lost = lostParts(taken, now);
    if (lost) return `after SnapshotRevert the VM has ${lost}`;
    return changed && !sameSizes(listedSizes(now), original)
      ? `SnapshotRevert brought ${describeSizes(original)} back, and a moment later ListVMs shows ${describeSizes(listedSizes(now))}`
      : undefined;
  });
  if (changed) return undefined;
  if (refusal) {
    throw new CouldNotRun(
      `ListVMs does not show what Reconfigure changed, and a VM that is On is not reverted: ${refusal.message}`,
    );
  }
  try {
    await test.reaches(vm, 'Off');
  } catch (thrown) {
    if (!(thrown instanceof Failed)) throw thrown;
    throw new CouldNotRun(
      'ListVMs does not show what Reconfigure changed, and the power state after a revert is the provider’s choice: nothing can be seen to be back',
    );
  }
  return 'seen by the power state';
}

/** The id of the snapshot that a preparation took of a VM. */
export function snapshotOf(test: TestContext, { entry }: VirtualMachine): string {
  return test.run.journal.entries.find(({ kind, owner }) => kind === 'snapshot' && owner === entry)?.id as string;
}

/** Deletes the older of two snapshots, where the provider does not refuse that: the newer must be there still. */
export async function newerSurvives(test: TestContext, older: Snapshot): Promise<void> {
  const { vm } = older;
  const newer = await test.setUp('a newer snapshot', () => takeSnapshot(test, vm));
  if (await test.refusal(() => deleteSnapshot(test, older))) return;
  await revertTo(test, vm, newer.id);
  await test.exists(vm);
}

/**
 * That a snapshot cannot be restored says something of it only where others can: seen once for the run, on a VM of its
 * own. Rejects with CouldNotRun.
 */
export async function othersCanBeRestored(test: TestContext): Promise<void> {
  await test.setUp('a snapshot that can be restored', () =>
    test.once('restored-snapshot', async (shared) => {
      const vm = await shared.vm({ power: 'Off' });
      await revertTo(shared, vm, (await takeSnapshot(shared, vm)).id);
    }),
  );
}

/** Whatever a provider answers to SnapshotDelete with the snapshot of another VM, that one keeps it. */
export async function leavesForeignSnapshot(
  test: TestContext,
  { vm, third }: { vm: VirtualMachine; third: VirtualMachine },
): Promise<void> {
  const snapshotId = snapshotOf(test, third);
  const request = { vmId: vm.id, snapshotId };
  await test.refusal(() => test.change('snapshotDelete', { vm, request, what: 'SnapshotDelete' }));
  try {
    await revertTo(test, third, snapshotId);
  } catch (thrown) {
    if (!(thrown instanceof CallError || thrown instanceof TaskFailure)) throw thrown;
    await othersCanBeRestored(test);
    const text = `SnapshotDelete with the id of "${vm.id}" took the snapshot of another VM away; ${thrown.message}`;
    throw new Failed(text, { cause: thrown });
  }
}

export async function snapshotsInDiskInfo(test: TestContext, vm: VirtualMachine): Promise<string[]> {
  try {
    return (await test.client.call('getDiskInfo', { vmId: vm.id })).snapshots;
  } catch (thrown) {
    if (thrown instanceof CallError && thrown.status === 'UNIMPLEMENTED')
      return test.notApplicable('GetDiskInfo is UNIMPLEMENTED');
    if (thrown instanceof CallError || thrown instanceof TaskFailure)
      throw new Failed(thrown.message, { cause: thrown });
    throw thrown;
  }
}
