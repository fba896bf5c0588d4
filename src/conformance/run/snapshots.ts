import type { JournalEntry } from './journal.js';
import { Failed } from './outcomes.js';
import type { TestContext } from './test-context.js';
import { askedAgain } from './trying-again.js';
import type { VirtualMachine } from './virtual-machine.js';

/** A snapshot that this run took. */
export interface Snapshot {
  id: string;
  name: string;
  vm: VirtualMachine;
  entry: JournalEntry;
}

/** Takes a snapshot and waits for its task. Rejects with CallError, TaskFailure, Failed or CouldNotRun. */
export async function takeSnapshot(test: TestContext, vm: VirtualMachine, { memory = false } = {}): Promise<Snapshot> {
  const name = test.run.newName();
  const entry = test.run.journal.intend('snapshot', name, { owner: vm.entry });
  const request = { vmId: vm.id, nameHint: name, includeMemory: memory, description: 'taken by VCTS' };
  const response = await askedAgain(test, async () => {
    await test.assertOwn(vm);
    return await test.client.call('snapshotCreate', request, { retries: 0 });
  });
  if (response.snapshotId !== '') test.run.journal.present(entry, response.snapshotId);
  await test.finish(response, 'SnapshotCreate');
  if (response.snapshotId === '') throw new Failed('SnapshotCreate answered with an empty snapshot_id');
  return { id: response.snapshotId, name, vm, entry };
}

export async function revertTo(test: TestContext, vm: VirtualMachine, snapshotId: string): Promise<void> {
  await test.change('snapshotRevert', { vm, request: { vmId: vm.id, snapshotId }, what: 'SnapshotRevert' });
  delete vm.wanted;
}

export async function deleteSnapshot(test: TestContext, { vm, id, entry }: Snapshot): Promise<void> {
  await test.change('snapshotDelete', { vm, request: { vmId: vm.id, snapshotId: id }, what: 'SnapshotDelete' });
  test.run.journal.gone(entry);
}
