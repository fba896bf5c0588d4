import { CallError } from '../client/call-error.js';
import { createVm } from './creating.js';
import { Failed, ServerDied, TaskFailure } from './outcomes.js';
import type { TestContext } from './test-context.js';

/**
 * A server can answer reads and be dead for writing. Rejects with ServerDied where a Create or Delete gets no answer in
 * a short time, with Failed or CouldNotRun where it gets a wrong one.
 */
export async function stillWrites(test: TestContext): Promise<void> {
  try {
    const vm = await createVm(test, { deadlineMs: 30_000 });
    await test.bring(vm, 'Off');
    await test.delete(vm);
  } catch (thrown) {
    const silent =
      (thrown instanceof CallError && thrown.isSilence) || (thrown instanceof TaskFailure && !thrown.reported);
    if (!silent) {
      if (thrown instanceof CallError || thrown instanceof TaskFailure) {
        throw new Failed(`after ${test.id} sent it something wrong, ${thrown.message}`, { cause: thrown });
      }
      throw thrown;
    }
    const what = `after ${test.id} sent it something wrong, the provider does not write any more: ${thrown.message}`;
    throw new ServerDied(what, { cause: thrown });
  }
}
