import { PowerOp, type VMInfo } from '../../provider/contract/generated/provider/v1/provider_pb.js';
import { CallError } from '../client/call-error.js';
import { desiredClass, otherSizes } from '../run/creating.js';
import { CouldNotRun, Failed, TaskFailure } from '../run/outcomes.js';
import { deleteSnapshot, revertTo, type Snapshot, takeSnapshot } from '../run/snapshots.js';
import type { TestContext } from '../run/test-context.js';
import {
  describeSizes,
  isOff,
  listedSizes,
  lostParts,
  sameSizes,
  tellsSizes,
  type VirtualMachine,
} from '../run/virtual-machine.js';
import { agreesWithDescribe } from './core/list.js';
import { isResized } from './core/resizing.js';
import { keepsParts, sameAsBefore } from './core/unchanged.js';

/**
 * Reconfigures to other sizes; whether ListVMs was seen to show the change. Leaves the VM Off. Rejects with Failed where
 * what ListVMs told was what Create was asked for, and Reconfigure did not move it, as it does that of other VMs.
 */
export async function changeSizes(test: TestContext, vm: VirtualMachine, step = 3): Promise<boolean> {
  const before = await test.sizes(vm);
  const wanted = otherSizes(test, step);
  if (!tellsSizes(before)) {
    await test.setUp('other sizes', () => test.reconfigure(vm, desiredClass(wanted)));
    return false;
  }
  if (await isResized(test, { vm, before, wanted })) return true;
  if (!sameSizes(before, vm.sizes) || !(await othersAreResized(test))) return false;
  throw new Failed(
    `Reconfigure of a VM with a snapshot asked for ${describeSizes(wanted)}, and ListVMs shows ${describeSizes(before)}, also after a power cycle`,
  );
}

/** Whether Reconfigure shows in ListVMs for a VM without snapshots, at the latest after a power cycle; seen once for the run. */
function othersAreResized(test: TestContext): Promise<boolean> {
  return test.once('resized-vm', async (shared) => {
    const vm = await shared.vm({ power: 'Off', sizes: otherSizes(test, 1) });
    return await isResized(shared, { vm, before: await shared.sizes(vm), wanted: otherSizes(shared, 2) });
  });
}

interface WhileOn {
  snapshot: Snapshot;
  /** The VM when it was taken. */
  before: VMInfo;
  /** Whether the VM is given other sizes first: a snapshot with memory may refuse that. */
  changes?: boolean;
}

/** Switches the VM off and brings it back to a snapshot that was taken while it was On. Rejects with Failed. */
export async function revertsToRunning(test: TestContext, { snapshot, before, changes }: WhileOn): Promise<void> {
  const { vm } = snapshot;
  await test.bring(vm, 'Off');
  const changed = changes === true && (await changeSizes(test, vm));
  await revertTo(test, vm, snapshot.id);
  await test.exists(vm);
  if (changed) await sizesAreBack(test, { vm, original: listedSizes(before) });
  await test.until(() => keepsParts(test, { vm, before }));
}

/** After a revert: the VM starts, with its parts, and ListVMs and Describe agree on it. Rejects with Failed. */
export async function comesUp(test: TestContext, { vm, taken }: { vm: VirtualMachine; taken: VMInfo }): Promise<void> {
  await test.exists(vm);
  if (isOff(await test.powerState(vm))) await test.power(vm, PowerOp.ON);
  await test.reaches(vm, 'On');
  await agreesWithDescribe(test, vm);
  await test.until(() => keepsParts(test, { vm, before: taken }));
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
  const taken = await test.settledRow(vm);
  const snapshot: Snapshot = await test.setUp('a snapshot', () => takeSnapshot(test, vm));
  await test.until(() => sameAsBefore(test, { other: vm, before: taken }));
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

/**
 * Deletes a snapshot of a VM that is Off: it can no longer be restored, and the VM is as it was, with the parts that it
 * was `made` with: a snapshot may show as a disk more. Rejects with Failed.
 */
export async function deletesOnlyThat(
  test: TestContext,
  { snapshot, made }: { snapshot: Snapshot; made: VMInfo },
): Promise<void> {
  const before = await test.row(snapshot.vm);
  await deleteSnapshot(test, snapshot);
  await test.until(() => sameAsBefore(test, { other: snapshot.vm, before, parts: made }));
  await mustBeGone(test, snapshot);
}

async function mustBeGone(test: TestContext, { vm, id }: Snapshot): Promise<void> {
  await test.mustRefuse('SnapshotRevert to a deleted snapshot', () => revertTo(test, vm, id));
}

/** The id of the snapshot that a preparation took of a VM. */
export function snapshotOf(test: TestContext, { entry }: VirtualMachine): string {
  return test.run.journal.entries.find(({ kind, owner }) => kind === 'snapshot' && owner === entry)?.id as string;
}

/**
 * Deletes the older of two snapshots, where the provider does not refuse that: the newer must be there still, with its
 * state, and give its id to no other.
 */
export async function newerSurvives(
  test: TestContext,
  { older, made }: { older: Snapshot; made: VMInfo },
): Promise<void> {
  const { vm } = older;
  await test.bring(vm, 'Off');
  const changed = await changeSizes(test, vm, 2);
  const original = await test.sizes(vm);
  const newer = await takeSnapshot(test, vm);
  if (newer.id === older.id) throw new Failed(`a newer snapshot has the id of one that is there, "${newer.id}"`);
  const before = await test.row(vm);
  if (await test.refusal(() => deleteSnapshot(test, older))) return;
  await test.until(() => sameAsBefore(test, { other: vm, before, parts: made }));
  await mustBeGone(test, older);
  const isOther = changed && (await changeSizes(test, vm, 4));
  await revertTo(test, vm, newer.id);
  await test.exists(vm);
  if (isOther) await sizesAreBack(test, { vm, original });
  const newest = await takeSnapshot(test, vm);
  if (newest.id === newer.id) throw new Failed(`a newer snapshot has the id of one that is there, "${newest.id}"`);
}

/**
 * That a snapshot cannot be restored says something of it only where others can: seen once for the run, if by no other
 * test then on a VM of its own. Rejects with CouldNotRun.
 */
export async function othersCanBeRestored(test: TestContext): Promise<void> {
  if (test.run.seenRestored) return;
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
