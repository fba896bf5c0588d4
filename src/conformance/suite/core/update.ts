import { absentId } from '../../run/absent-id.js';
import { desiredClass, otherSizes } from '../../run/creating.js';
import { Failed } from '../../run/outcomes.js';
import type { TestContext } from '../../run/test-context.js';
import type { TestDefinition } from '../../run/test-definition.js';
import {
  describeSizes,
  diskSizes,
  lostSize,
  type Sizes,
  sameSizes,
  tellsSizes,
  type VirtualMachine,
} from '../../run/virtual-machine.js';
import { powerCycle, shows } from './resizing.js';
import { sameAsBefore } from './unchanged.js';

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
    watches: true,
    calls: 'Reconfigure to larger sizes, then back, or to larger ones again where that is refused; ListVMs',
    asserts:
      'cpu and memory as asked each time, at the latest after the next power cycle, and still after it and a moment later, where ListVMs tells sizes',
    run: async (test) => {
      const vm = await test.vm({ power: 'Off', sizes: otherSizes(test, 1) });
      const before = await test.sizes(vm);
      const wanted = otherSizes(test, 2);
      await test.reconfigure(vm, desiredClass(wanted));
      if (await shows(test, vm, wanted)) {
        const shown = await test.sizes(vm);
        const lost = lostSize(before, shown);
        if (lost) throw new Failed(`ListVMs told the ${lost} before Reconfigure, and does not tell it after`);
        if (!tellsSizes(shown)) test.notApplicable('ListVMs does not tell sizes');
        await powerCycle(test, vm);
        await test.until(async () => {
          const now = await test.sizes(vm);
          return sameSizes(now, shown)
            ? undefined
            : `Reconfigure asked for ${describeSizes(wanted)}, and after a power cycle ListVMs shows ${describeSizes(now)}`;
        });
        await showsSecondToo(test, vm);
        return;
      }
      await powerCycle(test, vm);
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
        const [sizes, sizesBefore] = [diskSizes(now), diskSizes(before)];
        if (sizes.some((size, at) => size !== sizesBefore[at]))
          return `Reconfigure changed the sizes of the disks from ${sizesBefore.join(', ')} to ${sizes.join(', ')} GiB`;
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
    namesAbsentId: true,
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
    id: 'reconfigure-malformed-json',
    profile: 'core',
    capabilities: ['vm.update'],
    level: 'advisory',
    phase: 'destructive',
    calls: 'Reconfigure while On',
    asserts: 'a desired configuration that is no JSON is refused, and nothing is changed',
    sendsWrong: true,
    mayBreak: true,
    prepare: async (test) => {
      await test.vm({ power: 'On', sizes: otherSizes(test) });
    },
    run: async (test) => {
      const vm = test.made[0] as VirtualMachine;
      const before = await test.settledRow(vm);
      const what = 'Reconfigure with desired_json that is no JSON';
      await test.mustRefuse(what, () =>
        test.change('reconfigure', { vm, request: { id: vm.id, desiredJson: '{not json' }, what }),
      );
      await test.until(() => sameAsBefore(test, { other: vm, before }));
    },
  },
];

/** Smaller sizes may be refused, larger ones not; neither may be answered with OK and left undone. Rejects with Failed. */
async function showsSecondToo(test: TestContext, vm: VirtualMachine): Promise<void> {
  const wanted = await secondIsShown(test, vm);
  test.mustHoldLater(async () => {
    const later = await test.sizes(vm);
    return sameSizes(later, wanted)
      ? undefined
      : `Reconfigure brought ${describeSizes(wanted)}, and a moment later ListVMs shows ${describeSizes(later)}`;
  });
}

/** Resolves with the sizes that were asked for and shown. */
async function secondIsShown(test: TestContext, vm: VirtualMachine): Promise<Sizes> {
  let wanted = otherSizes(test, 1);
  if (await test.refusal(() => test.reconfigure(vm, desiredClass(wanted)))) {
    wanted = otherSizes(test, 3);
    await test.reconfigure(vm, desiredClass(wanted));
  }
  if (await shows(test, vm, wanted)) return wanted;
  await powerCycle(test, vm);
  if (await shows(test, vm, wanted)) return wanted;
  const shown = describeSizes(await test.sizes(vm));
  throw new Failed(`a second Reconfigure asked for ${describeSizes(wanted)}, and ListVMs shows ${shown}`);
}
