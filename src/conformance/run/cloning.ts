import { CallError } from '../client/call-error.js';
import { classWith } from './creating.js';
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
  return await triedAgain(test, { tries, attempt: () => cloneOnce(test, request) });
}

async function cloneOnce(test: TestContext, { source, linked = false }: CloneRequest): Promise<VirtualMachine> {
  const { journal, newName, baseline } = test.run;
  const own = typeof source === 'string' ? undefined : source;
  if (own) await test.assertOwn(own);
  const name = newName();
  const entry = journal.intend('vm', name, own && linked ? { dependsOn: own.entry } : {});
  const vm: VirtualMachine = { id: '', name, sizes: own?.sizes ?? {}, entry };
  test.vms.push(vm);
  const response = await test.client
    .call(
      'clone',
      {
        sourceVmId: own?.id ?? (source as string),
        targetName: name,
        linked,
        classJson: own ? JSON.stringify(classWith(test, own.sizes)) : '',
      },
      { retries: 0 },
    )
    .catch((thrown: unknown) => {
      entry.refused = thrown instanceof CallError && !thrown.isSilence;
      if (thrown instanceof CallError && thrown.status === 'UNIMPLEMENTED') {
        throw new NotApplicable('Clone is UNIMPLEMENTED: the provider does not clone');
      }
      throw thrown;
    });
  vm.id = response.targetVmId;
  if (vm.id !== '' && !baseline?.has(vm.id)) journal.present(entry, vm.id);
  await test.finish(response, 'Clone');
  if (vm.id === '') throw new Failed(`Clone to ${name} answered with an empty target_vm_id`);
  if (baseline?.has(vm.id))
    throw new Failed(`Clone to ${name} answered with the id "${vm.id}" of a VM that was there before the run`);
  if (vm.id === own?.id) throw new Failed(`Clone answered with the id of its source, "${vm.id}"`);
  return vm;
}
