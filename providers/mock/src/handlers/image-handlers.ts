import { ImagePrepareResponse } from '../../../../src/provider/contract/generated/provider/v1/provider_pb.js';
import { readObject } from '../json-parameters.js';
import type { MockState } from '../mock-state.js';
import { invalid } from '../provider-failure.js';
import type { ProviderHandlers } from '../provider-handlers.js';
import { nothingMore, startTask } from './task-answers.js';

/** An image that was prepared before is answered again, with a task that ends once the first one has. */
export function imageHandlers(state: MockState): Pick<ProviderHandlers, 'imagePrepare'> {
  const { hypervisor, latency } = state;
  return {
    imagePrepare: ({ imageJson, targetName }) => {
      const source = readObject('image_json', imageJson);
      if (Object.keys(source).length === 0) throw invalid('image_json must name the source of the image');
      if (targetName === '') throw invalid('target_name must not be empty');
      const { image, fresh } = hypervisor.prepareImage(canonical(source), targetName);
      const prepared = { ...state, latency: fresh ? latency : { ...latency, 'image-prepare': 0 } };
      const task = startTask(prepared, { operation: 'image-prepare', subject: image.id, work: nothingMore });
      return ImagePrepareResponse.fromPartial({ task, preparedImageId: image.id, preparedImagePath: image.path });
    },
  };
}

/** The order of the keys does not make another image. */
function canonical(source: Record<string, unknown>): string {
  return JSON.stringify(Object.entries(source).sort(([a], [b]) => (a < b ? -1 : 1)));
}
