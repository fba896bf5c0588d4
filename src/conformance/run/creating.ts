import type { RequestInit } from '../../provider/contract/provider-service.js';
import { CallError } from '../client/call-error.js';
import type { JournalEntry } from './journal.js';
import { CouldNotRun, Failed, TaskFailure } from './outcomes.js';
import type { TestContext } from './test-context.js';
import { triedAgain } from './trying-again.js';
import type { Sizes, VirtualMachine } from './virtual-machine.js';

export interface VmRequest {
  name?: string;
  /** Keys of the class that replace the fixture's. */
  sizes?: Sizes;
  /** Further keys of the class. */
  extra?: Record<string, unknown>;
  /** The image_json, where it is not the fixture's. */
  image?: Record<string, unknown>;
  /** How often a create that collides with another is tried; 1 where creates at the same time are what is judged. */
  tries?: number;
  /** Milliseconds for the answer to Create. */
  deadlineMs?: number;
}

const defaultClass = { CPU: 1, MemoryMiB: 512 };
export const defaultImage = { TemplateName: 'vcts-template' };

/** The class_json of the run's fixtures with other sizes. */
export function classWith(test: TestContext, { cpu, memoryMib }: Sizes): Record<string, unknown> {
  const base = test.run.fixtures.class ?? defaultClass;
  return { ...base, ...(cpu !== undefined && { CPU: cpu }), ...(memoryMib !== undefined && { MemoryMiB: memoryMib }) };
}

/** The sizes that a class asks for. */
export function sizesOf(vmClass: Record<string, unknown>): Sizes {
  const { CPU, MemoryMiB } = vmClass;
  return {
    ...(typeof CPU === 'number' && { cpu: CPU }),
    ...(typeof MemoryMiB === 'number' && { memoryMib: MemoryMiB }),
  };
}

/** Sizes that differ from the fixture's class and, by `step`, from one another. */
export function otherSizes(test: TestContext, step = 1): Required<Sizes> {
  const { cpu = 1, memoryMib = 512 } = sizesOf(test.run.fixtures.class ?? defaultClass);
  return { cpu: cpu + step, memoryMib: memoryMib + 256 * step };
}

/** What Reconfigure is sent to ask for sizes. */
export const desiredClass = ({ cpu, memoryMib }: Required<Sizes>) => ({ Class: { CPU: cpu, MemoryMiB: memoryMib } });

/** The request for one VM, from the fixtures. */
export function createRequest(
  test: TestContext,
  name: string,
  { sizes = {}, extra, image }: VmRequest,
): RequestInit<'create'> {
  const { fixtures } = test.run;
  return {
    name,
    classJson: JSON.stringify({ ...classWith(test, sizes), ...extra }),
    imageJson: JSON.stringify(image ?? fixtures.image ?? defaultImage),
    networksJson: fixtures.networks ? JSON.stringify(fixtures.networks) : '',
    disksJson: fixtures.disks ? JSON.stringify(fixtures.disks) : '',
  };
}

/**
 * Creates a VM and waits for its task. A create that collides with another is tried again, under a new name where none
 * is asked for. Rejects with CallError, TaskFailure, Failed or CouldNotRun.
 */
export async function createVm(test: TestContext, { tries, ...request }: VmRequest = {}): Promise<VirtualMachine> {
  if (!test.run.baseline) {
    throw new CouldNotRun(`nothing is created, since it could not be found again: ${test.run.baselineFailure}`);
  }
  try {
    return await triedAgain(test, { tries, attempt: () => createOnce(test, request) });
  } catch (thrown) {
    throw request.image ? thrown : asksForImage(test, thrown);
  }
}

async function createOnce(test: TestContext, request: VmRequest): Promise<VirtualMachine> {
  const name = request.name ?? test.run.newName();
  const vm = newVm(test, { name, sizes: sizesOf(classWith(test, request.sizes ?? {})) });
  await making({ test, vm }, async () => {
    const response = await test.client.call('create', createRequest(test, name, request), {
      retries: 0,
      ...(request.deadlineMs !== undefined && { deadlineMs: request.deadlineMs }),
    });
    adopt(test, { vm, id: response.id, taskId: response.task?.id });
    await test.finish(response, 'Create');
  });
  return trusted(test, vm, `Create of ${name}`);
}

/** A VM that is about to be created: journalled, and removed with the test's others. */
export function newVm(
  test: TestContext,
  { name, sizes, dependsOn }: Pick<VirtualMachine, 'name' | 'sizes'> & { dependsOn?: JournalEntry },
): VirtualMachine {
  // An entry whose call is never sent would be waited for in vain.
  test.signal.throwIfAborted();
  const vm: VirtualMachine = {
    id: '',
    name,
    sizes,
    entry: test.run.journal.intend('vm', name, dependsOn ? { dependsOn } : {}),
  };
  test.vms.push(vm);
  return vm;
}

interface Adoption {
  vm: VirtualMachine;
  id: string;
  taskId: string | undefined;
}

/** Takes over what the provider answered, unless the id is that of a VM that was there before the run. */
export function adopt(test: TestContext, { vm, id, taskId }: Adoption): void {
  vm.id = id;
  if (taskId) {
    test.run.journal.underWay(vm.entry, taskId);
    vm.taskId = taskId;
  }
  if (id !== '' && !test.run.baseline?.has(id)) test.run.journal.present(vm.entry, id);
}

interface Made {
  test: TestContext;
  vm: VirtualMachine;
}

/** Runs what creates a VM, and keeps in mind whether the provider is done with it. */
export async function making({ test, vm }: Made, make: () => Promise<void>): Promise<void> {
  const { journal, making: underWay } = test.run;
  const { entry } = vm;
  underWay.add(entry);
  try {
    await make();
    entry.made = true;
    journal.settled(entry);
  } catch (thrown) {
    const settled =
      (thrown instanceof CallError && (thrown.isRefusal || thrown.isUnsent)) ||
      (thrown instanceof TaskFailure && thrown.reported);
    if (settled) journal.settled(entry);
    if (thrown instanceof CallError && thrown.isBusyAnswer) entry.answered = true;
    throw thrown;
  } finally {
    underWay.delete(entry);
  }
}

/** The VM, if its id is one to work with. Rejects with Failed or CouldNotRun. */
export async function trusted(test: TestContext, vm: VirtualMachine, what: string): Promise<VirtualMachine> {
  if (vm.id === '') throw new Failed(`${what} answered with an empty id`);
  if (!test.run.baseline?.has(vm.id)) return vm;
  const text = `${what} answered with the id "${vm.id}" of a VM that was there before the run`;
  await test.until(async () => {
    const names = (await test.list()).filter(({ id }) => id === vm.id).map(({ name }) => name);
    return names.length === 1 && names[0] === vm.name ? undefined : text;
  });
  // Others may have removed theirs since, and a hypervisor may hand out its id again.
  throw new CouldNotRun(`${text}, so nothing is done to it`);
}

/** Without a fixture the image is VCTS's own guess, and that the hypervisor lacks it says nothing of the provider. */
export function asksForImage(test: TestContext, thrown: unknown): unknown {
  const guessed = thrown instanceof CallError && ['NOT_FOUND', 'INVALID_ARGUMENT'].includes(thrown.status);
  if (!guessed || test.run.fixtures.image) return thrown;
  return new CouldNotRun(`${thrown.message}; name an image that the hypervisor has in the fixtures (image)`, {
    cause: thrown,
  });
}
