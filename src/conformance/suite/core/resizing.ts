import { desiredClass } from '../../run/creating.js';
import { Failed } from '../../run/outcomes.js';
import type { TestContext } from '../../run/test-context.js';
import { type Sizes, sameSizes, type VirtualMachine } from '../../run/virtual-machine.js';

/** On, then Off. Rejects with CouldNotRun. */
export async function powerCycle(test: TestContext, vm: VirtualMachine): Promise<void> {
  await test.bring(vm, 'On');
  await test.bring(vm, 'Off');
}

/** Whether ListVMs shows these sizes, given time. */
export function shows(test: TestContext, vm: VirtualMachine, wanted: Sizes): Promise<boolean> {
  return comesAbout(test, async () => sameSizes(await test.sizes(vm), wanted));
}

/** Whether ListVMs shows other sizes than these, given time. */
export function showsOther(test: TestContext, vm: VirtualMachine, before: Sizes): Promise<boolean> {
  return comesAbout(test, async () => !sameSizes(await test.sizes(vm), before));
}

async function comesAbout(test: TestContext, isThere: () => Promise<boolean>): Promise<boolean> {
  try {
    await test.until(async () => ((await isThere()) ? undefined : 'other sizes'));
    return true;
  } catch (thrown) {
    if (thrown instanceof Failed) return false;
    throw thrown;
  }
}

/**
 * Reconfigures a VM that is Off, as a preparation; whether ListVMs then shows other sizes than `before`, at the latest
 * after a power cycle. Rejects with CouldNotRun.
 */
export async function isResized(
  test: TestContext,
  { vm, before, wanted }: { vm: VirtualMachine; before: Sizes; wanted: Required<Sizes> },
): Promise<boolean> {
  await test.setUp('other sizes', () => test.reconfigure(vm, desiredClass(wanted)));
  if (await showsOther(test, vm, before)) return true;
  await powerCycle(test, vm);
  return await showsOther(test, vm, before);
}
