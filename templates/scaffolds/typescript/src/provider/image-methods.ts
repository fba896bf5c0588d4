import { create } from '@bufbuild/protobuf';
import { ImagePrepareResponseSchema } from '../contract/generated/provider/v1/provider_pb.js';
import { HypervisorError } from '../hypervisor/hypervisor-error.js';
import { readObject } from './json-parameters.js';
import type { ProviderMethods, ProviderState } from './provider-methods.js';
import { followTask, unsupported } from './task-answers.js';

export function imageMethods(state: ProviderState): Pick<ProviderMethods, 'imagePrepare'> {
  return {
    imagePrepare: async ({ imageJson, targetName }, signal) => {
      const { images } = state.hypervisor;
      if (!images) throw unsupported('prepared images');
      const source = readObject('image_json', imageJson);
      if (Object.keys(source).length === 0) throw new HypervisorError('invalid', 'image_json must name a source');
      if (targetName === '') throw new HypervisorError('invalid', 'target_name must not be empty');
      const { id, path, done } = await images.prepare(source, targetName, signal);
      const task = followTask(state, id, done);
      return create(ImagePrepareResponseSchema, { task, preparedImageId: id, preparedImagePath: path });
    },
  };
}
