import { TaskRef, TaskResponse } from '../../../../src/provider/contract/generated/provider/v1/provider_pb.js';
import type { Operation } from '../latency.js';
import type { MockState } from '../mock-state.js';

export interface Work {
  operation: Operation;
  /** Id of the VM or image. */
  subject: string;
  work: () => void;
}

/** Starts the work as a task that takes the operation's latency. */
export function startTask({ tasks, latency }: MockState, { operation, subject, work }: Work): TaskRef {
  return TaskRef.fromPartial({ id: tasks.start({ subject, durationMs: latency[operation], work }) });
}

export function taskResponse(state: MockState, work: Work): TaskResponse {
  return TaskResponse.fromPartial({ task: startTask(state, work) });
}

/** For work that is over once its time has passed. */
export const nothingMore = () => {};
