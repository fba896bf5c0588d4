import { cloneVm } from '../../run/cloning.js';
import { createVm, desiredClass, otherSizes } from '../../run/creating.js';
import { CouldNotRun, Failed, Warning } from '../../run/outcomes.js';
import { deleteSnapshot, revertTo, type Snapshot, takeSnapshot } from '../../run/snapshots.js';
import type { TestContext } from '../../run/test-context.js';
import type { TestDefinition } from '../../run/test-definition.js';
import { vanishes } from '../../run/vanishing.js';
import { isOff, type VirtualMachine } from '../../run/virtual-machine.js';
import { ForeignRows, rounds } from './foreign-rows.js';

export const foreignUntouchedTests: readonly TestDefinition[] = [
  {
    id: 'foreign-untouched',
    profile: 'core',
    capabilities: [],
    level: 'required',
    phase: 'destructive',
    alone: true,
    calls: 'ListVMs at the beginning and at the end; where they differ, every method that changes something',
    asserts:
      'VMs that were there before the run are as they were; a method with which one of them changes each time, and none while nothing is done, fails',
    run: async (test) => {
      const { baseline, foreignAtFirst } = test.run;
      if (!baseline) throw new CouldNotRun(`ListVMs does not answer: ${test.run.baselineFailure}`);
      if (baseline.size === 0) test.notApplicable('ListVMs showed no VM before the run');
      const foreign = new ForeignRows(test, foreignAtFirst);
      const change = await foreign.look(performance.now());
      if (change === undefined) return;
      const guilty = await methodsThatTouch(test, foreign);
      if (guilty.size === 0) {
        throw new Warning(
          `a VM that was there before the run is not as it was: ${change}; no method was seen to do that each time, and others may have done it`,
        );
      }
      const told = [...guilty].map(([method, seen]) => `${method} (${seen})`);
      throw new Failed(`a VM that was there before the run changed with each ${told.join(' and each ')}`);
    },
  },
];

/** By method, what it was last seen to do to a VM of others: only where it did so in every round. */
async function methodsThatTouch(test: TestContext, foreign: ForeignRows): Promise<Map<string, string>> {
  let guilty: Map<string, string> | undefined;
  for (let round = 0; round < rounds; round += 1) {
    const touched = new Map<string, string>();
    await everyMethod(test, async (method, act) => {
      const change = await foreign.touchedBy(act);
      if (change !== undefined && (guilty?.has(method) ?? true)) touched.set(method, change);
    });
    guilty = touched;
    if (guilty.size === 0) break;
  }
  return guilty ?? new Map();
}

type Observe = (method: string, act: () => Promise<unknown>) => Promise<void>;

/** Does with a VM of its own whatever can be done, as far as the provider lets it. */
async function everyMethod(test: TestContext, observe: Observe): Promise<void> {
  const made: VirtualMachine[] = [];
  const snapshots: Snapshot[] = [];
  const attempt: Observe = (method, act) => observe(method, () => test.refusal(act));
  await attempt('Create', async () => made.push(await createVm(test)));
  const [vm] = made;
  if (!vm) return;
  const wasOff = isOff(await test.powerState(vm));
  await attempt(wasOff ? 'Power On' : 'Power Off', () => test.turn(vm, wasOff ? 'On' : 'Off'));
  await attempt(wasOff ? 'Power Off' : 'Power On', () => test.turn(vm, wasOff ? 'Off' : 'On'));
  await test.bring(vm, 'Off');
  await attempt('Reconfigure', () => test.reconfigure(vm, desiredClass(otherSizes(test, 2))));
  if (test.run.capabilities?.supportsSnapshots) {
    await attempt('SnapshotCreate', async () => snapshots.push(await takeSnapshot(test, vm)));
    for (const snapshot of snapshots) {
      await attempt('SnapshotRevert', () => revertTo(test, vm, snapshot.id));
      await attempt('SnapshotDelete', () => deleteSnapshot(test, snapshot));
    }
  }
  await test.bring(vm, 'Off');
  await attempt('Clone', () => cloneVm(test, { source: vm, tries: 1 }));
  await attempt('Delete', async () => {
    await test.delete(vm);
    await vanishes(test, vm);
  });
}
