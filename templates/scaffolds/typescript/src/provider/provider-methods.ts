import type { MethodName, RequestOf, ResponseOf } from '../contract/provider-service.js';
import type { Hypervisor } from '../hypervisor/hypervisor.js';
import { cloneMethods } from './clone-methods.js';
import { diskMethods } from './disk-methods.js';
import { imageMethods } from './image-methods.js';
import { lifecycleMethods } from './lifecycle-methods.js';
import { readingMethods } from './reading-methods.js';
import { snapshotMethods } from './snapshot-methods.js';
import type { TaskRegistry } from './task-registry.js';

/** Answers one method of the contract; throws a HypervisorError to refuse. */
export type Method<Name extends MethodName> = (
  request: RequestOf<Name>,
  signal: AbortSignal,
) => ResponseOf<Name> | Promise<ResponseOf<Name>>;

export type ProviderMethods = { [Name in MethodName]: Method<Name> };

export interface ProviderState {
  hypervisor: Hypervisor;
  tasks: TaskRegistry;
}

/** Every method of provider.v1 over a hypervisor, without a wire. */
export function providerMethods(state: ProviderState): ProviderMethods {
  return {
    ...readingMethods(state),
    ...lifecycleMethods(state),
    ...snapshotMethods(state),
    ...cloneMethods(state),
    ...imageMethods(state),
    ...diskMethods(state),
  };
}
