import { CallError } from '../../client/call-error.js';
import {
  adopt,
  asksForImage,
  createRequest,
  createVm,
  desiredClass,
  making,
  newVm,
  otherSizes,
} from '../../run/creating.js';
import { CouldNotRun, Failed, TaskFailure } from '../../run/outcomes.js';
import type { TestContext } from '../../run/test-context.js';
import type { TestDefinition } from '../../run/test-definition.js';
import { isCollision } from '../../run/trying-again.js';
import { vanishes } from '../../run/vanishing.js';
import { describeSizes, sameSizes, tellsSizes, type VirtualMachine } from '../../run/virtual-machine.js';
import { showsOther } from './resizing.js';
import { sameAsBefore } from './unchanged.js';

export const createTests: readonly TestDefinition[] = [
  {
    id: 'create-returns-id',
    profile: 'core',
    capabilities: ['vm.create'],
    level: 'required',
    phase: 'together',
    calls: 'Create, TaskStatus',
    asserts: 'the id is set and the task ends clean',
    run: async (test) => {
      await createVm(test);
    },
  },
  {
    id: 'create-distinct',
    profile: 'core',
    capabilities: ['vm.create'],
    level: 'required',
    phase: 'together',
    weight: 2,
    calls: '3 Creates at once, ListVMs',
    asserts: 'distinct ids and tasks, all there, each with its own name',
    run: async (test) => {
      const attempts = await Promise.allSettled([1, 2, 3].map(() => createVm(test, { tries: 1 })));
      const vms: VirtualMachine[] = [];
      let refused = 0;
      for (const attempt of attempts) {
        if (attempt.status === 'fulfilled') vms.push(attempt.value);
        else {
          if (!isCollision(attempt.reason)) throw attempt.reason;
          refused += 1;
        }
      }
      for (let again = 0; again < refused; again += 1) vms.push(await createVm(test));
      if (new Set(vms.map(({ id }) => id)).size < vms.length) {
        throw new Failed(
          `Creates at the same time answered with the same id: ${vms.map(({ id }) => `"${id}"`).join(', ')}`,
        );
      }
      const taskIds = vms.flatMap(({ taskId = '' }) => taskId || []);
      if (new Set(taskIds).size < taskIds.length) {
        throw new Failed(`different Creates answered with the same task: ${taskIds.map((id) => `"${id}"`).join(', ')}`);
      }
      for (const vm of vms) await test.row(vm);
      return refused > 0
        ? `${refused} of 3 Creates at the same time were refused, and succeeded when tried again`
        : undefined;
    },
  },
  {
    id: 'create-sizes',
    profile: 'core',
    capabilities: ['vm.create'],
    level: 'required',
    phase: 'together',
    weight: 2,
    watches: true,
    calls: 'Create with a class of its own, ListVMs',
    asserts: 'cpu and memory as asked, where ListVMs tells sizes, and still a moment later',
    run: async (test) => {
      const asked = otherSizes(test, 1);
      const vm = await test.vm({ sizes: asked });
      const shown = await settledSizes(test, vm);
      if (!tellsSizes(shown)) test.notApplicable('ListVMs does not tell sizes');
      if (sameSizes(shown, asked)) {
        test.mustHoldLater(async () => {
          const later = await test.sizes(vm);
          return sameSizes(later, asked)
            ? undefined
            : `Create was asked for ${describeSizes(asked)}, and a moment later ListVMs shows ${describeSizes(later)}`;
        });
        return;
      }
      if (!(await movesWithReconfigure(test, vm)))
        test.notApplicable('what ListVMs tells as sizes is neither what was asked for nor moves with Reconfigure');
      throw new Failed(`Create was asked for ${describeSizes(asked)}, and ListVMs shows ${describeSizes(shown)}`);
    },
  },
  {
    id: 'create-name-again',
    profile: 'core',
    capabilities: ['vm.create'],
    level: 'required',
    phase: 'together',
    weight: 4,
    watches: true,
    calls: 'Create, Delete, Create of one name',
    asserts: 'the name can be used again, and the second VM exists and stays',
    run: async (test) => {
      const first = await test.vm({ power: 'Off' });
      await test.setUp('the deletion', async () => {
        await test.delete(first);
        await vanishes(test, first);
      });
      const second = await createVm(test, { name: first.name });
      await test.exists(second);
      await test.stays(async () =>
        (await test.listed(second))
          ? undefined
          : `ListVMs lacks "${second.id}", the second VM of the name ${second.name}`,
      );
    },
  },
  {
    id: 'create-same-name',
    profile: 'core',
    capabilities: ['vm.create'],
    level: 'advisory',
    phase: 'together',
    weight: 2,
    watches: true,
    calls: 'Create, twice with one name',
    asserts: 'records the policy: the same id, ALREADY_EXISTS or a new id; the first one is as it was',
    run: async (test) => {
      const first = await test.vm({ sizes: otherSizes(test, 1) });
      const before = await test.settledRow(first);
      const policy = await secondOfOneName(test, first);
      await test.stays(async () => {
        const changed = await sameAsBefore(test, { other: first, before });
        return changed && `after a second Create of the name ${first.name}, ${changed}`;
      });
      return policy;
    },
  },
  {
    id: 'create-malformed-json',
    profile: 'core',
    capabilities: ['vm.create'],
    level: 'advisory',
    phase: 'destructive',
    calls: 'Create',
    asserts: 'a class that is no JSON is INVALID_ARGUMENT, and nothing is made',
    sendsWrong: true,
    mayBreak: true,
    run: async (test) => {
      if (!test.run.baseline) throw new CouldNotRun(`nothing is created: ${test.run.baselineFailure}`);
      const vm = newVm(test, { name: test.run.newName(), sizes: {} });
      const what = 'Create with class_json that is no JSON';
      const refusal = await test.mustRefuse(what, () =>
        making({ test, vm }, async () => {
          const request = { ...createRequest(test, vm.name, {}), classJson: '{not json' };
          const response = await test.client.call('create', request, { retries: 0 });
          adopt(test, { vm, id: response.id, taskId: response.task?.id });
          await test.finish(response, 'Create');
        }),
      );
      if (!(refusal instanceof CallError && refusal.status === 'INVALID_ARGUMENT')) {
        const asked = asksForImage(test, refusal);
        if (asked instanceof CouldNotRun) throw asked;
        throw new Failed(`${what} should be INVALID_ARGUMENT; ${refusal.message}`);
      }
      await nothingMade(test, { name: vm.name, what });
    },
  },
];

/** The sizes in ListVMs, given time to become what was asked for. */
export async function settledSizes(test: TestContext, vm: VirtualMachine): Promise<VirtualMachine['sizes']> {
  let shown = await test.sizes(vm);
  if (!tellsSizes(shown)) return shown;
  await test
    .until(async () => {
      shown = await test.sizes(vm);
      return sameSizes(shown, vm.sizes) ? undefined : 'other sizes';
    })
    .catch((thrown: unknown) => {
      if (!(thrown instanceof Failed)) throw thrown;
    });
  return shown;
}

/** Whether the sizes in ListVMs change when the VM is reconfigured: then they are its sizes. */
export async function movesWithReconfigure(test: TestContext, vm: VirtualMachine): Promise<boolean> {
  const before = await test.sizes(vm);
  return await test.setUp('a change of sizes', async () => {
    await test.bring(vm, 'Off');
    await test.reconfigure(vm, desiredClass(otherSizes(test, 2)));
    return await showsOther(test, vm, before);
  });
}

/** What became of a second Create of a name that is there: the policy. */
async function secondOfOneName(test: TestContext, first: VirtualMachine): Promise<string> {
  try {
    const second = await createVm(test, { name: first.name, tries: 1 });
    if (second.id !== first.id) return 'a second Create of the name made another VM';
    test.run.journal.gone(second.entry);
    return 'a second Create of the name answered with the same VM';
  } catch (thrown) {
    if (thrown instanceof CallError && thrown.status === 'ALREADY_EXISTS')
      return 'a second Create of the name was refused with ALREADY_EXISTS';
    if (thrown instanceof TaskFailure && thrown.reported)
      return `a second Create of the name was refused: ${thrown.message}`;
    throw thrown;
  }
}

/**
 * What was refused must not have made a VM all the same; where it shows later, no-leftovers sees it. Rejects with Failed.
 */
export async function nothingMade(test: TestContext, { name, what }: { name: string; what: string }): Promise<void> {
  const made = (await test.list()).find((row) => row.name === name);
  if (made) throw new Failed(`${what} was refused, and yet ListVMs shows "${made.id}" under the name asked for`);
}
