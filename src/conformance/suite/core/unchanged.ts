import { PowerOp, type VMInfo } from '../../../provider/contract/generated/provider/v1/provider_pb.js';
import { desiredClass, otherSizes } from '../../run/creating.js';
import type { TestContext } from '../../run/test-context.js';
import {
  describeSizes,
  listedSizes,
  lostParts,
  sameSizes,
  tellsSizes,
  type VirtualMachine,
} from '../../run/virtual-machine.js';
import { shows } from './resizing.js';

interface Before {
  other: VirtualMachine;
  before: VMInfo;
  /** Whose disks and networks must be there; `before` where it is not given. */
  parts?: VMInfo;
}

/** What changed of a VM that nothing should have happened to, or undefined. */
export async function sameAsBefore(
  test: TestContext,
  { other, before, parts = before }: Before,
): Promise<string | undefined> {
  const now = (await test.list()).find(({ id }) => id === other.id);
  const vm = `"${other.id}" (${other.name})`;
  if (!now) return `${vm} is gone from ListVMs`;
  if (now.name !== before.name) return `the name of ${vm} changed from ${before.name} to "${now.name}"`;
  if (now.powerState !== before.powerState)
    return `the power state of ${vm} changed from ${before.powerState} to ${now.powerState}`;
  return changedHardware({ vm, now, before, parts });
}

/** What a VM lost of its sizes, disks and networks, whatever its power state has become, or undefined. */
export async function keepsParts(
  test: TestContext,
  { vm, before }: { vm: VirtualMachine; before: VMInfo },
): Promise<string | undefined> {
  const now = await test.listed(vm);
  const text = `"${vm.id}" (${vm.name})`;
  return now ? changedHardware({ vm: text, now, before, parts: before }) : `ListVMs lacks ${text}`;
}

interface TwoRows {
  /** As messages call it. */
  vm: string;
  now: VMInfo;
  before: VMInfo;
  parts: VMInfo;
}

function changedHardware({ vm, now, before, parts }: TwoRows): string | undefined {
  const lost = lostParts(parts, now);
  if (lost) return `${vm} has ${lost}`;
  const [sizes, sizesBefore] = [listedSizes(now), listedSizes(before)];
  return sameSizes(sizes, sizesBefore)
    ? undefined
    : `the sizes of ${vm} changed from ${describeSizes(sizesBefore)} to ${describeSizes(sizes)}`;
}

interface ChangeOfOne {
  changed: VirtualMachine;
  other: VirtualMachine;
  /** Of the sizes, see otherSizes. */
  step: number;
  /** Called after each change. */
  look?: () => Promise<unknown>;
}

/**
 * Reconfigures and switches one of two VMs that are Off and looks that the other stays as it was: Off while the one is
 * switched On, On while it is switched Off. Leaves the one Off and the other On.
 */
export async function changesAlone(test: TestContext, { changed, other, step, look }: ChangeOfOne): Promise<void> {
  const off = await test.settledRow(other);
  const staysOff = () => sameAsBefore(test, { other, before: off });
  await test.reconfigure(changed, desiredClass(otherSizes(test, step)));
  await test.until(staysOff);
  await look?.();
  await test.power(changed, PowerOp.ON);
  await test.reaches(changed, 'On');
  await test.until(staysOff);
  await look?.();
  await test.turn(other, 'On');
  const on = await test.settledRow(other);
  const staysOn = () => sameAsBefore(test, { other, before: on });
  await look?.();
  await test.power(changed, PowerOp.OFF);
  await test.reaches(changed, 'Off');
  await test.until(staysOn);
  await look?.();
}

/** As changesAlone; resolves with what is wrong with the one itself after that, where ListVMs tells its sizes. */
export async function changesAsAsked(test: TestContext, change: ChangeOfOne): Promise<string | undefined> {
  const { changed: vm, step } = change;
  const [shown, wanted] = [await test.sizes(vm), otherSizes(test, step)];
  await changesAlone(test, change);
  // Sizes that were not those that Create was asked for may not be sizes at all.
  const told = tellsSizes(shown) && sameSizes(shown, vm.sizes);
  if (!told || (await shows(test, vm, wanted))) return undefined;
  const now = describeSizes(await test.sizes(vm));
  return `Reconfigure of "${vm.id}" asked for ${describeSizes(wanted)}, and after a power cycle ListVMs shows ${now}`;
}

/**
 * What two VMs that were both changed are in the end, On with sizes of their own, must be so after the settle time too:
 * what the changes of one did to the other late shows as Off, or as the other's sizes.
 */
export async function bothStay(test: TestContext, vms: readonly VirtualMachine[]): Promise<void> {
  await Promise.all(vms.map((vm) => test.bring(vm, 'On')));
  const seen = await Promise.all(vms.map(async (other) => ({ other, before: await test.settledRow(other) })));
  await test.stays(async () => {
    for (const one of seen) {
      const wrong = await sameAsBefore(test, one);
      if (wrong !== undefined) return wrong;
    }
    return undefined;
  });
}
