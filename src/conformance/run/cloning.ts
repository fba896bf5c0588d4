import { CallError } from '../client/call-error.js';
import { adopt, classWith, making, newVm, trusted } from './creating.js';
import { Failed, NotApplicable } from './outcomes.js';
import type { TestContext } from './test-context.js';
import { triedAgain } from './trying-again.js';
import type { VirtualMachine } from './virtual-machine.js';

interface CloneRequest {
  /** A VM of the run, or the id of the fixture's clone source. */
  source: VirtualMachine | string;
  linked?: boolean;
  /** 1 where clones at the same time are what is judged. */
  tries?: number;
}

/**
 * Clones a VM and waits for the task. Rejects with NotApplicable where Clone is UNIMPLEMENTED, which is how a provider
 * says that it cannot clone, else with CallError, TaskFailure, Failed or CouldNotRun.
 */
export async function cloneVm(test: TestContext, { tries, ...request }: CloneRequest): Promise<VirtualMachine> {
  try {
    return await triedAgain(test, { tries, attempt: () => cloneOnce(test, request) });
  } catch (thrown) {
    const cannot = thrown instanceof CallError && thrown.status === 'UNIMPLEMENTED';
    throw cannot ? new NotApplicable('Clone is UNIMPLEMENTED: the provider does not clone', { cause: thrown }) : thrown;
  }
}

async function cloneOnce(test: TestContext, { source, linked = false }: CloneRequest): Promise<VirtualMachine> {
  const own = typeof source === 'string' ? undefined : source;
  if (own) await test.assertOwn(own);
  const name = test.run.newName();
  const vm = newVm(test, { name, sizes: own?.sizes ?? {}, ...(own && { dependsOn: own.entry }) });
  const what = `Clone to ${name}`;
  await making({ test, vm }, async () => {
    const request = {
      sourceVmId: own?.id ?? (source as string),
      targetName: name,
      linked,
      classJson: own ? JSON.stringify(classWith(test, own.sizes)) : '',
    };
    const response = await test.client.call('clone', request, { retries: 0 });
    adopt(test, { vm, id: response.targetVmId, taskId: response.task?.id });
    await test.finish(response, 'Clone');
  });
  if (own && vm.id === own.id) throw new Failed(`${what} answered with the id of its source, "${vm.id}"`);
  return trusted(test, vm, what);
}
