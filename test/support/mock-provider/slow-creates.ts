import { startTask } from '../../../providers/mock/src/handlers/task-answers.js';
import { readClass } from '../../../providers/mock/src/json-parameters.js';
import { CreateResponse } from '../../../src/provider/contract/generated/provider/v1/provider_pb.js';
import type { ChangedHandlers, MockParts } from './changes.js';
import { pause } from './wrapping.js';

export interface SlowCreates {
  apply: (parts: MockParts) => ChangedHandlers;
  /** Resolves when the first Create has come. */
  begun: Promise<void>;
}

/** A VM is made, and listed, only after that time: when its task ends, or with the answer where creates are synchronous. */
export function slowCreates({ synchronous, ms }: { synchronous: boolean; ms: number }): SlowCreates {
  let begin = () => {};
  const begun = new Promise<void>((resolve) => {
    begin = resolve;
  });
  const apply = ({ handlers, hypervisor, tasks, latency }: MockParts): ChangedHandlers => ({
    create: async (request) => {
      begin();
      if (synchronous) {
        await pause(ms);
        const { id } = await handlers.create(request);
        return CreateResponse.fromPartial({ id });
      }
      const id = hypervisor.newId('vm');
      const work = () => {
        const newId = hypervisor.newId;
        hypervisor.newId = () => id;
        const spec = { name: request.name, sizes: readClass(request.classJson), disks: [], networks: [], tags: [] };
        try {
          hypervisor.create(spec);
        } finally {
          hypervisor.newId = newId;
        }
      };
      const state = { hypervisor, tasks, latency: { ...latency, create: ms } };
      return CreateResponse.fromPartial({ id, task: startTask(state, { operation: 'create', subject: id, work }) });
    },
  });
  return { apply, begun };
}
