import { CallError } from '../client/call-error.js';
import type { RequestInit } from '../client/provider-client.js';
import { CouldNotRun, Failed } from './outcomes.js';
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
 * is asked for: creates at the same time are judged by one test only, which sets `tries` to 1. Rejects with CallError,
 * TaskFailure, Failed or CouldNotRun.
 */
export async function createVm(
  test: TestContext,
  { tries, ...request }: VmRequest & { tries?: number } = {},
): Promise<VirtualMachine> {
  if (!test.run.baseline) {
    throw new CouldNotRun(`nothing is created, since it could not be found again: ${test.run.baselineFailure}`);
  }
  try {
    return await triedAgain(test, { tries, attempt: () => createOnce(test, request) });
  } catch (thrown) {
    throw request.image ? thrown : explain(test, thrown);
  }
}

async function createOnce(test: TestContext, request: VmRequest): Promise<VirtualMachine> {
  const { journal, newName, baseline } = test.run;
  const name = request.name ?? newName();
  const entry = journal.intend('vm', name);
  const vm: VirtualMachine = { id: '', name, sizes: sizesOf(classWith(test, request.sizes ?? {})), entry };
  test.vms.push(vm);
  const response = await test.client
    .call('create', createRequest(test, name, request), { retries: 0 })
    .catch((thrown) => {
      entry.refused = thrown instanceof CallError && !thrown.isSilence;
      throw thrown;
    });
  vm.id = response.id;
  if (response.id !== '' && !baseline?.has(response.id)) journal.present(entry, response.id);
  await test.finish(response, 'Create');
  if (response.id === '') throw new Failed(`Create of ${name} answered with an empty id`);
  if (baseline?.has(response.id)) {
    throw new Failed(`Create of ${name} answered with the id "${response.id}" of a VM that was there before the run`);
  }
  return vm;
}

function explain(test: TestContext, thrown: unknown): unknown {
  if (!(thrown instanceof CallError) || test.run.fixtures.image) return thrown;
  if (thrown.status === 'NOT_FOUND') {
    return new CouldNotRun(`${thrown.message}; name an image that the hypervisor has in the fixtures (image)`, {
      cause: thrown,
    });
  }
  if (thrown.status !== 'INVALID_ARGUMENT') return thrown;
  return new Failed(`${thrown.message} (with VCTS's own default image; the fixtures can name another)`, {
    cause: thrown,
  });
}
