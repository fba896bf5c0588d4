import { PowerOp, type VMInfo } from '../../../provider/contract/generated/provider/v1/provider_pb.js';
import { otherSizes } from '../../run/creating.js';
import { Failed } from '../../run/outcomes.js';
import type { TestContext } from '../../run/test-context.js';
import type { TestDefinition } from '../../run/test-definition.js';
import {
  describeSizes,
  listedSizes,
  lostSize,
  type Sizes,
  sameSizes,
  tellsSizes,
  type VirtualMachine,
} from '../../run/virtual-machine.js';
import { absentId, prepareAbsentId } from '../absent-id.js';

export const desiredClass = ({ cpu, memoryMib }: Required<Sizes>) => ({ Class: { CPU: cpu, MemoryMiB: memoryMib } });

export const updateTests: readonly TestDefinition[] = [
  {
    id: 'reconfigure-accepted',
    profile: 'core',
    capabilities: ['vm.update'],
    level: 'required',
    phase: 'together',
    weight: 2,
    calls: 'Reconfigure while Off',
    asserts: 'OK, and the VM exists',
    run: async (test) => {
      const vm = await test.vm({ power: 'Off' });
      await test.reconfigure(vm, desiredClass(otherSizes(test)));
      await test.exists(vm);
    },
  },
  {
    id: 'reconfigure-noop',
    profile: 'core',
    capabilities: ['vm.update'],
    level: 'required',
    phase: 'together',
    weight: 3,
    calls: 'Reconfigure, twice the same',
    asserts: 'OK both times',
    run: async (test) => {
      const vm = await test.vm({ power: 'Off' });
      const desired = desiredClass(otherSizes(test));
      await test.reconfigure(vm, desired);
      await test.reconfigure(vm, desired);
    },
  },
  {
    id: 'reconfigure-visible',
    profile: 'core',
    capabilities: ['vm.update'],
    level: 'required',
    phase: 'together',
    weight: 4,
    calls: 'Reconfigure, ListVMs',
    asserts:
      'cpu and memory as asked, at the latest after the next power cycle, and still after it, where ListVMs tells sizes',
    run: async (test) => {
      const vm = await test.vm({ power: 'Off', sizes: otherSizes(test, 1) });
      const before = await test.sizes(vm);
      const wanted = otherSizes(test, 3);
      await test.reconfigure(vm, desiredClass(wanted));
      if (await shows(test, vm, wanted)) {
        const shown = await test.sizes(vm);
        const lost = lostSize(before, shown);
        if (lost) throw new Failed(`ListVMs told the ${lost} before Reconfigure, and does not tell it after`);
        if (!tellsSizes(shown)) test.notApplicable('ListVMs does not tell sizes');
        await test.bring(vm, 'On');
        await test.bring(vm, 'Off');
        await test.until(async () => {
          const now = await test.sizes(vm);
          return sameSizes(now, shown)
            ? undefined
            : `Reconfigure asked for ${describeSizes(wanted)}, and after a power cycle ListVMs shows ${describeSizes(now)}`;
        });
        return;
      }
      await test.bring(vm, 'On');
      await test.bring(vm, 'Off');
      if (await shows(test, vm, wanted)) return 'visible after a power cycle';
      const after = await test.sizes(vm);
      const told = sameSizes(before, vm.sizes) || !sameSizes(before, after);
      if (!told)
        test.notApplicable('what ListVMs tells as sizes is neither what was asked for nor moves with Reconfigure');
      throw new Failed(`Reconfigure asked for ${describeSizes(wanted)}, and ListVMs shows ${describeSizes(after)}`);
    },
  },
  {
    id: 'reconfigure-keeps-rest',
    profile: 'core',
    capabilities: ['vm.update'],
    level: 'required',
    phase: 'together',
    weight: 2,
    watches: true,
    calls: 'Reconfigure, ListVMs',
    asserts: 'name, power state, number and sizes of disks as before, and still a network where there was one',
    run: async (test) => {
      const vm = await test.vm({ power: 'Off' });
      const before = await test.settledRow(vm);
      await test.reconfigure(vm, desiredClass(otherSizes(test)));
      await test.stays(async () => {
        const rows = await test.list();
        const now = rows.find(({ id }) => id === vm.id);
        if (!now) return `ListVMs lacks "${vm.id}" after Reconfigure`;
        if (now.name !== vm.name) return `Reconfigure changed the name from ${vm.name} to "${now.name}"`;
        if (now.powerState !== before.powerState)
          return `Reconfigure changed the power state from ${before.powerState} to ${now.powerState}`;
        if (now.disks.length !== before.disks.length)
          return `Reconfigure changed the number of disks from ${before.disks.length} to ${now.disks.length}`;
        if (diskSizes(now) !== diskSizes(before))
          return `Reconfigure changed the sizes of the disks from ${diskSizes(before)} to ${diskSizes(now)} GiB`;
        return before.networks.length > 0 && now.networks.length === 0
          ? `Reconfigure removed the networks: there were ${before.networks.length}`
          : undefined;
      });
    },
  },
  {
    id: 'reconfigure-absent-vm',
    profile: 'core',
    capabilities: ['vm.update'],
    level: 'required',
    phase: 'quiet',
    calls: 'Reconfigure',
    asserts: 'an absent VM is a status or a task error',
    sendsWrong: true,
    prepare: prepareAbsentId,
    run: async (test) => {
      const id = await absentId(test);
      const desiredJson = JSON.stringify(desiredClass(otherSizes(test)));
      const refusal = await test.refusal(async () => {
        await test.finish(await test.client.call('reconfigure', { id, desiredJson }), 'Reconfigure');
      });
      if (!refusal) throw new Failed(`Reconfigure of the absent VM "${id}" was answered with OK`);
    },
  },
  {
    id: 'isolation',
    profile: 'core',
    capabilities: ['vm.update', 'vm.power'],
    level: 'required',
    phase: 'quiet',
    alone: true,
    weight: 2,
    calls: 'Reconfigure and Power of one of two VMs, then of the other',
    asserts: 'name, power state, cpu and memory of the one that is not changed stay as they were',
    prepare: async (test) => {
      await Promise.all([test.vm({ power: 'Off' }), test.vm({ power: 'Off' })]);
    },
    run: async (test) => {
      const [first, second] = test.made as [VirtualMachine, VirtualMachine];
      await changesAlone(test, { changed: second, other: first, step: 2 });
      await test.turn(first, 'Off');
      await changesAlone(test, { changed: first, other: second, step: 3 });
      await bothStay(test, [first, second]);
    },
  },
];

const diskSizes = ({ disks }: VMInfo): string =>
  disks
    .map(({ sizeGib }) => sizeGib)
    .sort((a, b) => a - b)
    .join(', ');

/** Whether ListVMs shows these sizes, given time. */
export async function shows(test: TestContext, vm: VirtualMachine, wanted: Sizes): Promise<boolean> {
  try {
    await test.until(async () => (sameSizes(await test.sizes(vm), wanted) ? undefined : 'other sizes'));
    return true;
  } catch (thrown) {
    if (thrown instanceof Failed) return false;
    throw thrown;
  }
}

interface Before {
  other: VirtualMachine;
  before: Awaited<ReturnType<TestContext['row']>>;
}

/** What changed of a VM that nothing should have happened to, or undefined. */
export async function sameAsBefore(test: TestContext, { other, before }: Before): Promise<string | undefined> {
  const now = (await test.list()).find(({ id }) => id === other.id);
  const vm = `"${other.id}" (${other.name})`;
  if (!now) return `${vm} is gone from ListVMs`;
  if (now.name !== before.name) return `the name of ${vm} changed from ${before.name} to "${now.name}"`;
  if (now.powerState !== before.powerState)
    return `the power state of ${vm} changed from ${before.powerState} to ${now.powerState}`;
  if (sameSizes(listedSizes(now), listedSizes(before))) return undefined;
  return `the sizes of ${vm} changed from ${describeSizes(listedSizes(before))} to ${describeSizes(listedSizes(now))}`;
}

interface ChangeOfOne {
  changed: VirtualMachine;
  other: VirtualMachine;
  /** Of the sizes, see otherSizes. */
  step: number;
}

/**
 * Reconfigures and switches one of two VMs that are Off and looks that the other stays as it was: Off while the one is
 * switched On, On while it is switched Off. Leaves the one Off and the other On.
 */
export async function changesAlone(test: TestContext, { changed, other, step }: ChangeOfOne): Promise<void> {
  const off = await test.settledRow(other);
  const staysOff = () => sameAsBefore(test, { other, before: off });
  await test.reconfigure(changed, desiredClass(otherSizes(test, step)));
  await test.until(staysOff);
  await test.power(changed, PowerOp.ON);
  await test.reaches(changed, 'On');
  await test.until(staysOff);
  await test.turn(other, 'On');
  const on = await test.settledRow(other);
  const staysOn = () => sameAsBefore(test, { other, before: on });
  await test.power(changed, PowerOp.OFF);
  await test.reaches(changed, 'Off');
  await test.until(staysOn);
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
