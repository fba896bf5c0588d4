import { PowerOp } from '../../provider/contract/generated/provider/v1/provider_pb.js';
import type { DeclaredCapabilities } from '../report/report-types.js';
import { absentId } from '../run/absent-id.js';
import { desiredClass, otherSizes } from '../run/creating.js';
import { CouldNotRun, Failed } from '../run/outcomes.js';
import { deleteSnapshot, revertTo, takeSnapshot } from '../run/snapshots.js';
import type { TestDefinition } from '../run/test-definition.js';
import { vanishes } from '../run/vanishing.js';
import type { VirtualMachine } from '../run/virtual-machine.js';
import { sameAsBefore } from './core/unchanged.js';
import {
  changeSizes,
  comesUp,
  deletesOnlyThat,
  leavesForeignSnapshot,
  newerSurvives,
  othersCanBeRestored,
  restoresState,
  revertsToRunning,
  sizesAreBack,
  snapshotOf,
  snapshotsInDiskInfo,
} from './snapshot-state.js';

const snapshots = {
  profile: 'snapshot',
  level: 'declared',
  phase: 'together',
  declared: ({ supportsSnapshots }: DeclaredCapabilities) => supportsSnapshots,
  undeclared: 'supports_snapshots is false',
} as const;

export const snapshotTests: readonly TestDefinition[] = [
  {
    ...snapshots,
    id: 'snapshot-create',
    capabilities: ['vm.snapshot.create'],
    weight: 3,
    calls: 'SnapshotCreate',
    asserts: 'the id is set and the task ends clean',
    run: async (test) => {
      await takeSnapshot(test, await test.vm({ power: 'Off' }));
    },
  },
  {
    ...snapshots,
    id: 'snapshot-memory',
    capabilities: ['vm.snapshot.create'],
    weight: 3,
    watches: true,
    calls: 'SnapshotCreate with memory, while On; SnapshotRevert',
    asserts: 'OK, and the VM is as before, also after the revert',
    declared: ({ supportsMemorySnapshots }) => supportsMemorySnapshots,
    undeclared: 'supports_memory_snapshots is false',
    run: async (test) => {
      const vm = await test.vm({ power: 'On', sizes: otherSizes(test) });
      const before = await test.settledRow(vm);
      const snapshot = await takeSnapshot(test, vm, { memory: true });
      await test.stays(() => sameAsBefore(test, { other: vm, before }));
      await test.afterwards(() => revertsToRunning(test, { snapshot, before }));
    },
  },
  {
    ...snapshots,
    id: 'snapshot-keeps-power',
    capabilities: ['vm.snapshot.create'],
    weight: 3,
    watches: true,
    calls: 'SnapshotCreate while On, Reconfigure while Off, SnapshotRevert',
    asserts: 'the VM is still On, as it was; it can be brought back to what it was while On',
    run: async (test) => {
      const vm = await test.vm({ power: 'On', sizes: otherSizes(test, 1) });
      const before = await test.settledRow(vm);
      const snapshot = await takeSnapshot(test, vm);
      await test.stays(async () => {
        const state = await test.powerState(vm);
        if (state !== 'On') return `a VM that was On is ${state} after SnapshotCreate`;
        return await sameAsBefore(test, { other: vm, before });
      });
      await test.afterwards(() => revertsToRunning(test, { snapshot, before, changes: true }));
    },
  },
  {
    ...snapshots,
    id: 'snapshot-restore',
    capabilities: ['vm.snapshot.restore'],
    weight: 5,
    watches: true,
    calls: 'SnapshotCreate, a power cycle, SnapshotRevert twice, Power On',
    asserts: 'OK both times, the VM starts with its disks and is listed as described, other VMs are as before',
    run: async (test) => {
      const other = await test.vm({ power: 'Off' });
      const vm = await test.vm({ power: 'Off' });
      const taken = await test.row(vm);
      const snapshot = await test.setUp('a snapshot', () => takeSnapshot(test, vm));
      await test.setUp('a changed other VM', () => test.reconfigure(other, desiredClass(otherSizes(test, 2))));
      const before = await test.settledRow(other);
      await test.power(vm, PowerOp.ON);
      await test.reaches(vm, 'On');
      await test.power(vm, PowerOp.OFF);
      await test.reaches(vm, 'Off');
      await revertTo(test, vm, snapshot.id);
      test.run.seenRestored = true;
      await revertTo(test, vm, snapshot.id);
      await comesUp(test, { vm, taken });
      await test.stays(() => sameAsBefore(test, { other, before }));
    },
  },
  {
    ...snapshots,
    id: 'snapshot-restore-state',
    capabilities: ['vm.snapshot.restore'],
    weight: 6,
    calls: 'SnapshotCreate while Off, Reconfigure, Power On, SnapshotRevert',
    watches: true,
    asserts:
      'what was seen to change is seen to be back, and stays: sizes, or the power state; the VM has its disks and networks',
    run: restoresState,
  },
  {
    ...snapshots,
    id: 'snapshot-two',
    capabilities: ['vm.snapshot.create', 'vm.snapshot.restore'],
    weight: 7,
    calls: 'two snapshots of different states, SnapshotRevert to each, SnapshotDelete of either',
    asserts:
      'distinct ids, also when one was deleted; the state of the one that is reverted to is back; the one that is not deleted survives',
    run: async (test) => {
      const vm = await test.vm({ power: 'Off', sizes: otherSizes(test, 1) });
      const made = await test.row(vm);
      const first = await takeSnapshot(test, vm);
      const original = await test.sizes(vm);
      const changed = await changeSizes(test, vm);
      const later = await test.sizes(vm);
      const second = await takeSnapshot(test, vm);
      if (first.id === second.id) throw new Failed(`two snapshots of one VM have the same id "${first.id}"`);
      // Some storage (ZFS) goes back to the newest snapshot only, and refuses the others.
      const refusal = await test.refusal(() => revertTo(test, vm, first.id));
      if (changed && !refusal) {
        await sizesAreBack(test, { vm, original });
        await revertTo(test, vm, second.id);
        await sizesAreBack(test, { vm, original: later });
      }
      await deletesOnlyThat(test, { snapshot: second, made });
      await revertTo(test, vm, first.id);
      if (changed) await sizesAreBack(test, { vm, original });
      await test.exists(vm);
      await newerSurvives(test, { older: first, made });
      if (!changed)
        throw new CouldNotRun('ListVMs does not show what Reconfigure changed, so which state came back was not seen');
    },
  },
  {
    ...snapshots,
    id: 'snapshot-foreign',
    capabilities: ['vm.snapshot.restore'],
    phase: 'quiet',
    sendsWrong: true,
    weight: 7,
    calls: "SnapshotRevert and SnapshotDelete of another VM's snapshot; SnapshotCreate of an absent VM",
    asserts: "a status or a task error, and nothing changed; SnapshotDelete leaves another VM's snapshot alone",
    namesAbsentId: true,
    prepare: async (test) => {
      const [vm, other] = [await test.vm({ power: 'Off' }), await test.vm({ power: 'Off' })];
      await test.setUp('a snapshot of the other VM', () => takeSnapshot(test, other));
      const third = await test.vm({ power: 'Off' });
      await test.setUp('a snapshot of a third VM', () => takeSnapshot(test, third));
      await test.setUp('other sizes', () => test.reconfigure(vm, desiredClass(otherSizes(test, 2))));
    },
    run: async (test) => {
      const [vm, other, third] = test.made as [VirtualMachine, VirtualMachine, VirtualMachine];
      const snapshotId = snapshotOf(test, other);
      const [before, otherBefore] = [await test.settledRow(vm), await test.settledRow(other)];
      await test.mustRefuse("SnapshotRevert to another VM's snapshot", () => revertTo(test, vm, snapshotId));
      await test.stays(async () => {
        return (
          (await sameAsBefore(test, { other: vm, before })) ??
          (await sameAsBefore(test, { other, before: otherBefore }))
        );
      });
      await leavesForeignSnapshot(test, { vm, third });
      const id = await absentId(test);
      const name = test.run.newName();
      test.run.journal.intend('snapshot', name);
      await test.mustRefuse(`SnapshotCreate of the absent VM "${id}"`, async () => {
        await test.finish(await test.client.call('snapshotCreate', { vmId: id, nameHint: name }), 'SnapshotCreate');
      });
    },
  },
  {
    ...snapshots,
    id: 'snapshot-vm-delete',
    capabilities: ['vm.delete'],
    level: 'advisory',
    weight: 4,
    calls: 'Delete of a VM that has snapshots',
    asserts: 'the VM is gone',
    run: async (test) => {
      const vm = await test.vm({ power: 'Off' });
      await test.setUp('a snapshot', () => takeSnapshot(test, vm));
      await test.delete(vm);
      await vanishes(test, vm);
    },
  },
  {
    ...snapshots,
    id: 'snapshot-restore-absent',
    capabilities: ['vm.snapshot.restore'],
    phase: 'quiet',
    sendsWrong: true,
    prepare: async (test) => {
      await test.vm({ power: 'Off' });
    },
    calls: 'SnapshotRevert',
    asserts: 'an absent snapshot is a status or a task error, and the VM is as before',
    run: async (test) => {
      const vm = test.made[0] as VirtualMachine;
      const before = await test.settledRow(vm);
      const snapshotId = `${test.run.newName()}-no-such-snapshot`;
      await test.mustRefuse('SnapshotRevert to an absent snapshot', () => revertTo(test, vm, snapshotId));
      await test.stays(() => sameAsBefore(test, { other: vm, before }));
    },
  },
  {
    ...snapshots,
    id: 'snapshot-delete',
    capabilities: ['vm.snapshot.delete'],
    weight: 5,
    watches: true,
    calls: 'SnapshotDelete while On, or while Off where that is refused; SnapshotRevert',
    asserts: 'OK, the VM is as before and stays so, and the snapshot can no longer be restored',
    run: async (test) => {
      const vm = await test.vm({ power: 'Off' });
      const parts = await test.row(vm);
      const snapshot = await test.setUp('a snapshot', () => takeSnapshot(test, vm));
      await test.setUp('other sizes', () => test.reconfigure(vm, desiredClass(otherSizes(test, 2))));
      await test.bring(vm, 'On');
      let before = await test.settledRow(vm);
      const refusal = await test.refusal(() => deleteSnapshot(test, snapshot));
      if (refusal) {
        await test.bring(vm, 'Off');
        before = await test.settledRow(vm);
        await deleteSnapshot(test, snapshot);
      }
      await test.exists(vm);
      // A snapshot may show as a disk more.
      const asBefore = { other: vm, before, parts };
      await test.until(() => sameAsBefore(test, asBefore));
      await test.mustRefuse('SnapshotRevert to a deleted snapshot', () => revertTo(test, vm, snapshot.id));
      test.mustHoldLater(() => sameAsBefore(test, asBefore));
      await othersCanBeRestored(test);
    },
  },
  {
    ...snapshots,
    id: 'snapshot-in-diskinfo',
    capabilities: [],
    level: 'advisory',
    weight: 3,
    calls: 'GetDiskInfo',
    asserts: 'contains the name or id of a snapshot',
    run: async (test) => {
      const vm = await test.vm({ power: 'Off' });
      const { id, name } = await test.setUp('a snapshot', () => takeSnapshot(test, vm));
      await test.until(async () => {
        const listed = await snapshotsInDiskInfo(test, vm);
        const there = listed.some((text) => text.includes(id) || text.includes(name));
        return there
          ? undefined
          : `GetDiskInfo shows the snapshots [${listed.join(', ')}], neither "${id}" nor ${name}`;
      });
    },
  },
  {
    ...snapshots,
    id: 'snapshot-undeclared',
    capabilities: [],
    level: 'required',
    weight: 2,
    calls: 'SnapshotCreate, SnapshotRevert, SnapshotDelete',
    asserts: 'UNIMPLEMENTED where supports_snapshots is false',
    declared: ({ supportsSnapshots }) => !supportsSnapshots,
    undeclared: 'supports_snapshots is true',
    run: async (test) => {
      const vm = await test.vm({ power: 'Off' });
      await test.mustBeUnimplemented('SnapshotCreate', () => takeSnapshot(test, vm));
      const snapshotId = test.run.newName();
      await test.mustBeUnimplemented('SnapshotRevert', () => revertTo(test, vm, snapshotId));
      await test.mustBeUnimplemented('SnapshotDelete', () =>
        test.change('snapshotDelete', { vm, request: { vmId: vm.id, snapshotId }, what: 'SnapshotDelete' }),
      );
    },
  },
  {
    ...snapshots,
    id: 'snapshot-memory-undeclared',
    capabilities: [],
    level: 'advisory',
    weight: 2,
    calls: 'SnapshotCreate with memory, while On',
    asserts: 'refused where supports_memory_snapshots is false',
    declared: ({ supportsSnapshots, supportsMemorySnapshots }) => supportsSnapshots && !supportsMemorySnapshots,
    undeclared: 'memory snapshots are declared, or snapshots are not',
    run: async (test) => {
      const vm = await test.vm({ power: 'On' });
      await test.mustRefuse('SnapshotCreate with memory', () => takeSnapshot(test, vm, { memory: true }));
    },
  },
];
