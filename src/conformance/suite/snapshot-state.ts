import { CallError } from '../client/call-error.js';
import { otherSizes } from '../run/creating.js';
import { CouldNotRun, Failed, TaskFailure } from '../run/outcomes.js';
import { revertTo, type Snapshot, takeSnapshot } from '../run/snapshots.js';
import type { TestContext } from '../run/test-context.js';
import { describeSizes, sameSizes, tellsSizes, type VirtualMachine } from '../run/virtual-machine.js';
import { desiredClass } from './core/update.js';

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
  const original = await test.sizes(vm);
  const changed = await changeSizes(test, vm);
  await test.bring(vm, 'On');
  await revertTo(test, vm, snapshot.id);
  await test.exists(vm);
  if (changed) {
    await sizesAreBack(test, { vm, original });
    return undefined;
  }
  try {
    await test.reaches(vm, 'Off');
  } catch (thrown) {
    if (!(thrown instanceof Failed)) throw thrown;
    throw new CouldNotRun(
      'ListVMs does not show sizes, and the power state after a revert is the provider’s choice: nothing can be seen to be back',
    );
  }
  return 'seen by the power state';
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
