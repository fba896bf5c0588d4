import { create } from '@bufbuild/protobuf';
import {
  type TaskRef,
  TaskRefSchema,
  type TaskResponse,
  TaskResponseSchema,
} from '../contract/generated/provider/v1/provider_pb.js';
import { HypervisorError } from '../hypervisor/hypervisor-error.js';
import type { VirtualMachine } from '../hypervisor/virtual-machine.js';
import type { ProviderState } from './provider-methods.js';
import type { Work } from './task-registry.js';

export function startTask({ tasks }: ProviderState, subject: string, work: Work): TaskRef {
  return create(TaskRefSchema, { id: tasks.start(subject, work) });
}

export function taskResponse(state: ProviderState, subject: string, work: Work): TaskResponse {
  return create(TaskResponseSchema, { task: startTask(state, subject, work) });
}

/** A task for work that the hypervisor began already. */
export function followTask(state: ProviderState, subject: string, done: Promise<void>): TaskRef {
  // It may fail before its turn comes; the task still tells of it.
  done.catch(() => {});
  return startTask(state, subject, () => done);
}

/** The VM with this id; refuses with not-found. */
export async function existingVm(
  { hypervisor }: ProviderState,
  id: string,
  signal: AbortSignal,
): Promise<VirtualMachine> {
  const vm = await hypervisor.findVm(id, signal);
  if (!vm) throw new HypervisorError('not-found', `no VM has the id ${JSON.stringify(id)}`);
  return vm;
}

export function unsupported(what: string): HypervisorError {
  return new HypervisorError('unsupported', `this provider has no ${what}`);
}
