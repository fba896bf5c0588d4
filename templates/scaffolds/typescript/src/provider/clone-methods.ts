import { create } from '@bufbuild/protobuf';
import { CloneResponseSchema } from '../contract/generated/provider/v1/provider_pb.js';
import { HypervisorError } from '../hypervisor/hypervisor-error.js';
import { readClass, readObject } from './json-parameters.js';
import type { ProviderMethods, ProviderState } from './provider-methods.js';
import { existingVm, followTask, unsupported } from './task-answers.js';

export function cloneMethods(state: ProviderState): Pick<ProviderMethods, 'clone'> {
  return {
    clone: async ({ sourceVmId, targetName, linked, classJson, placementJson, customizeJson }, signal) => {
      const { clones } = state.hypervisor;
      if (!clones) throw unsupported('clones');
      if (linked && !clones.linked) throw unsupported('linked clones');
      if (targetName === '') throw new HypervisorError('invalid', 'target_name must not be empty');
      readObject('placement_json', placementJson);
      readObject('customize_json', customizeJson);
      const sizes = readClass(classJson);
      await existingVm(state, sourceVmId, signal);
      const { id, done } = await clones.clone(sourceVmId, { name: targetName, linked, sizes }, signal);
      return create(CloneResponseSchema, { targetVmId: id, task: followTask(state, id, done) });
    },
  };
}
