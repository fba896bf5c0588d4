import { CallError } from '../client/call-error.js';
import { CouldNotRun } from './outcomes.js';
import type { TestContext } from './test-context.js';
import { isRowOf, type VirtualMachine } from './virtual-machine.js';
import { pause } from './waiting.js';

const shortestPauseMs = 20;
const longestPauseMs = 250;

/** Looks until a deleted VM is gone from ListVMs under its name and from Describe. Rejects with Failed or CouldNotRun. */
export async function vanishes(test: TestContext, vm: VirtualMachine): Promise<void> {
  const { journal, deletedIds, limits, making } = test.run;
  let stranger = await strangerInPlaceOf(test, vm);
  // While Proxmox VE makes a VM, its id shows under a name that is not the one asked for: the stranger may be of this run.
  const underWay = [...making];
  while (stranger !== undefined && underWay.some((entry) => making.has(entry))) {
    await pause(Math.max(shortestPauseMs, Math.min(longestPauseMs, limits.settleMs)), test.signal);
    stranger = await strangerInPlaceOf(test, vm);
  }
  if (stranger !== undefined) {
    throw new CouldNotRun(
      `after Delete the id "${vm.id}" is that of "${stranger}", so whether the VM is gone cannot be told`,
    );
  }
  journal.gone(vm.entry);
  deletedIds.push(vm.id);
}

/**
 * Looks until the VM is gone; resolves with the name of a VM not of this run that has its id by now and that Describe may
 * speak of. Rejects with Failed.
 */
async function strangerInPlaceOf(test: TestContext, vm: VirtualMachine): Promise<string | undefined> {
  const { journal, making } = test.run;
  let stranger: string | undefined;
  await test.until(async () => {
    stranger = undefined;
    const [rows, isDescribed] = await Promise.all([test.list(), describes(test, vm.id)]);
    const row = rows.find(isRowOf(vm));
    if (row) return `ListVMs still shows "${vm.id}" as ${vm.name}`;
    const other = rows.find(({ id }) => id === vm.id)?.name;
    // What is being made may have no name yet.
    if (other === '' && making.size === 0) return `ListVMs still shows "${vm.id}", without a name`;
    if (other?.includes(vm.name)) return `Delete only renamed "${vm.id}" to ${other}`;
    // The id may have been handed out again: then it is another VM that Describe speaks of.
    if (other && journal.entries.some(({ name }) => name === other)) return undefined;
    if (!isDescribed) return undefined;
    stranger = other;
    return other === undefined ? `Describe still says that the VM "${vm.id}" exists` : undefined;
  });
  return stranger;
}

async function describes(test: TestContext, id: string): Promise<boolean> {
  try {
    return (await test.client.call('describe', { id })).exists;
  } catch (thrown) {
    if (thrown instanceof CallError && !thrown.isSilence) return false;
    throw thrown;
  }
}
