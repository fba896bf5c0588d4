import { PowerOp, type VMInfo } from '../../provider/contract/generated/provider/v1/provider_pb.js';
import { CallError } from '../client/call-error.js';
import { absentId } from '../run/absent-id.js';
import { cloneVm } from '../run/cloning.js';
import { desiredClass, otherSizes } from '../run/creating.js';
import { Failed, NotApplicable, TaskFailure } from '../run/outcomes.js';
import { takeSnapshot } from '../run/snapshots.js';
import type { TestContext } from '../run/test-context.js';
import type { TestDefinition } from '../run/test-definition.js';
import { triedAgain } from '../run/trying-again.js';
import { vanishes } from '../run/vanishing.js';
import {
  describeSizes,
  isRowOf,
  listedSizes,
  lostParts,
  type Sizes,
  sameSizes,
  type VirtualMachine,
} from '../run/virtual-machine.js';
import { nothingMade, settledSizes } from './core/create.js';
import { agreesWithDescribe } from './core/list.js';
import { bothStay, changesAsAsked, keepsParts, sameAsBefore } from './core/unchanged.js';

const clones = { profile: 'clone', capabilities: ['vm.clone'], level: 'required', phase: 'together' } as const;

export const cloneTests: readonly TestDefinition[] = [
  {
    ...clones,
    id: 'clone-full',
    weight: 24,
    calls: 'Clone of a VM that is Off, Describe, Delete of the source, Power',
    asserts:
      "a new id that exists; the source survives another clone's deletion as it was, and the clone has its disks and starts after its source was deleted",
    run: async (test) => {
      const source = await test.vm({ power: 'Off' });
      const before = await test.settledRow(source);
      const clone = await cloneVm(test, { source });
      await test.exists(clone);
      const other = await cloneVm(test, { source });
      await test.bring(other, 'Off');
      await test.delete(other);
      await vanishes(test, other);
      await test.exists(source);
      await test.until(() => sameAsBefore(test, { other: source, before }));
      await test.delete(source);
      await vanishes(test, source);
      await test.exists(clone);
      await hasAllOf(test, { clone, before });
      await test.bring(clone, 'Off');
      await test.power(clone, PowerOp.ON);
      await test.reaches(clone, 'On');
      await agreesWithDescribe(test, clone);
    },
  },
  {
    ...clones,
    id: 'clone-like-source',
    weight: 13,
    watches: true,
    calls: 'Clone of a VM that is On, or Off where that is refused; ListVMs',
    asserts:
      "listed under the name asked for, with the source's sizes, which are those of its class, and disks and networks where it has them; the source's power state as before",
    run: async (test) => {
      const source = await test.vm({ sizes: otherSizes(test, 1) });
      const shown = await settledSizes(test, source);
      const made = await test.settledRow(source);
      await test.bring(source, 'On');
      const { clone, before } = await cloneOfRunning(test, source);
      await hasAllOf(test, { clone, before: made });
      await hasSizes(test, { clone, shown });
      const asMade = await test.row(clone);
      await test.stays(async () => {
        const changed = await sameAsBefore(test, { other: source, before });
        return changed ?? (await keepsParts(test, { vm: clone, before: asMade }));
      });
    },
  },
  {
    ...clones,
    id: 'clone-independent',
    weight: 14,
    watches: true,
    calls: 'Power and Reconfigure of the clone, then of the source',
    asserts: 'what is changed is as asked, and the other one stays as it was',
    run: async (test) => {
      const source = await test.vm({ power: 'Off', sizes: otherSizes(test, 1) });
      const clone = await cloneVm(test, { source });
      await test.bring(clone, 'Off');
      const wrongOfClone = await changesAsAsked(test, { changed: clone, other: source, step: 2 });
      await test.turn(source, 'Off');
      const wrongOfSource = await changesAsAsked(test, { changed: source, other: clone, step: 3 });
      // Where neither is changed, reconfigure-visible judges that.
      if (wrongOfClone !== undefined && wrongOfSource === undefined) throw new Failed(wrongOfClone);
      await bothStay(test, [source, clone]);
    },
  },
  {
    ...clones,
    id: 'clone-distinct',
    weight: 13,
    watches: true,
    calls: '2 Clones of one source at once, Delete of the source',
    asserts: 'distinct ids, both there, or one refused; they stay when their source is gone',
    run: async (test) => {
      const source = await test.vm({ power: 'Off' });
      const { made, refusal } = await triedAgain(test, { attempt: () => twoAtOnce(test, source) });
      if (new Set(made.map(({ id }) => id)).size < made.length) {
        throw new Failed(`two Clones at the same time have the same id "${made[0]?.id}"`);
      }
      for (const clone of made) await test.row(clone);
      await test.setUp('a deleted source', async () => {
        await test.delete(source);
        await vanishes(test, source);
      });
      await test.stays(async () => {
        const rows = await test.list();
        const lost = made.find((clone) => !rows.some(isRowOf(clone)));
        return lost && `ListVMs lacks the clone "${lost.id}" (${lost.name}) after its source was deleted`;
      });
      return refusal && `one of two Clones at the same time was refused: ${refusal.message}`;
    },
  },
  {
    ...clones,
    id: 'clone-linked-undeclared',
    capabilities: [],
    level: 'advisory',
    weight: 3,
    calls: 'Clone linked',
    asserts: 'refused where supports_linked_clones is false',
    declared: ({ supportsLinkedClones }) => !supportsLinkedClones,
    undeclared: 'supports_linked_clones is true',
    run: async (test) => {
      const source = await test.vm({ power: 'Off' });
      await test.mustRefuse('Clone linked', () =>
        cloneVm(test, { source, linked: true, tries: 1 }).catch((thrown: unknown) => {
          throw thrown instanceof NotApplicable ? thrown.cause : thrown;
        }),
      );
    },
  },
  {
    ...clones,
    id: 'clone-linked',
    level: 'declared',
    weight: 13,
    watches: true,
    calls: 'Clone linked, Reconfigure, Power, Delete',
    asserts:
      'a new id that exists under the name asked for, with sizes, disks and networks, and starts; what is done to it, and its deletion, leaves the source as it was, and the source starts',
    declared: ({ supportsLinkedClones }) => supportsLinkedClones,
    undeclared: 'supports_linked_clones is false',
    run: async (test) => {
      const source = test.run.fixtures.cloneSource ?? (await test.vm({ power: 'Off' }));
      const sourceId = typeof source === 'string' ? source : source.id;
      const isListed = async () => (await test.list()).some(({ id }) => id === sourceId);
      const wasListed = await isListed();
      const before = typeof source === 'string' ? undefined : await test.settledRow(source);
      const sourceStays = async () => {
        if (typeof source !== 'string' && before) return await sameAsBefore(test, { other: source, before });
        // A template may be a source that ListVMs never shows.
        return !wasListed || (await isListed())
          ? undefined
          : `the source "${sourceId}" is gone from ListVMs after its linked clone was deleted`;
      };
      const clone = await linkedClone(test, source);
      await test.exists(clone);
      await hasAllOf(test, { clone, before });
      if (typeof source !== 'string' && before) await hasSizes(test, { clone, shown: listedSizes(before) });
      await test.bring(clone, 'Off');
      await test.refusal(() => test.reconfigure(clone, desiredClass(otherSizes(test, 2))));
      await test.power(clone, PowerOp.ON);
      await test.reaches(clone, 'On');
      await test.until(sourceStays);
      await test.bring(clone, 'Off');
      await test.delete(clone);
      await vanishes(test, clone);
      await test.until(sourceStays);
      if (typeof source === 'string') return test.mustHoldLater(sourceStays);
      await test.power(source, PowerOp.ON);
      await test.reachesAndStays(source, 'On');
    },
  },
  {
    ...clones,
    id: 'clone-absent-source',
    phase: 'destructive',
    sendsWrong: true,
    mayBreak: true,
    calls: 'Clone',
    asserts: 'an absent source is a status or a task error, and nothing is made',
    namesAbsentId: true,
    run: async (test) => {
      const source = await absentId(test);
      const what = `Clone of the absent VM "${source}"`;
      await test.mustRefuse(what, () => cloneVm(test, { source, tries: 1 }));
      const name = test.vms.at(-1)?.name as string;
      await nothingMade(test, { name, what });
    },
  },
];

/** Clones a VM that is On, or Off where that is refused; with its row from right before. */
async function cloneOfRunning(
  test: TestContext,
  source: VirtualMachine,
): Promise<{ clone: VirtualMachine; before: VMInfo }> {
  const before = await test.settledRow(source);
  const clones: VirtualMachine[] = [];
  await test.refusal(async () => clones.push(await cloneVm(test, { source })));
  const [clone] = clones;
  if (clone) return { clone, before };
  await test.bring(source, 'Off');
  return { before: await test.settledRow(source), clone: await cloneVm(test, { source }) };
}

/** Looks until the clone is listed under its name, with the parts that its source was seen to have. */
async function hasAllOf(
  test: TestContext,
  { clone, before }: { clone: VirtualMachine; before: VMInfo | undefined },
): Promise<void> {
  await test.until(async () => {
    const now = await test.row(clone);
    const lost = before && lostParts(before, now);
    return lost && `the clone has ${lost} in its source`;
  });
}

/** Looks until the clone has the sizes that its source, made of the same class, was shown with. */
async function hasSizes(test: TestContext, { clone, shown }: { clone: VirtualMachine; shown: Sizes }): Promise<void> {
  await test.until(async () => {
    const sizes = await test.sizes(clone);
    return sameSizes(sizes, shown)
      ? undefined
      : `the clone has ${describeSizes(sizes)}, its source ${describeSizes(shown)}`;
  });
}

/** Declared, so UNIMPLEMENTED is a broken promise. Some hypervisors link a clone to a snapshot, so the source gets one. */
async function linkedClone(test: TestContext, source: VirtualMachine | string): Promise<VirtualMachine> {
  try {
    return await cloneVm(test, { source, linked: true });
  } catch (thrown) {
    if (thrown instanceof NotApplicable) throw new Failed('supports_linked_clones is true, and Clone is UNIMPLEMENTED');
    const isRefused = thrown instanceof TaskFailure ? thrown.reported : thrown instanceof CallError && thrown.isRefusal;
    if (!isRefused || typeof source === 'string' || !test.run.capabilities?.supportsSnapshots) throw thrown;
    await test.setUp('a snapshot of the source', () => takeSnapshot(test, source));
    return await cloneVm(test, { source, linked: true });
  }
}

/** Two clones at the same time; rejects where both are refused, which a create of another test may have caused. */
async function twoAtOnce(
  test: TestContext,
  source: VirtualMachine,
): Promise<{ made: VirtualMachine[]; refusal?: Error }> {
  const attempts = await Promise.allSettled([1, 2].map(() => cloneVm(test, { source, tries: 1 })));
  const made = attempts.flatMap((attempt) => (attempt.status === 'fulfilled' ? [attempt.value] : []));
  const refusals = attempts.flatMap((attempt) => (attempt.status === 'rejected' ? [attempt.reason as Error] : []));
  const unexpected = refusals.find((reason) => !isRefusal(reason));
  if (unexpected) throw unexpected;
  const [refusal] = refusals;
  if (refusal && made.length === 0) throw refusal;
  return { made, ...(refusal && { refusal }) };
}

const isRefusal = (thrown: unknown) =>
  (thrown instanceof CallError && (!thrown.isSilence || thrown.isBusyAnswer)) ||
  (thrown instanceof TaskFailure && thrown.reported);
