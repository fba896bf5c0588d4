import type { ServiceError } from '@grpc/grpc-js';
import { status } from '@grpc/grpc-js';
import { ProviderFailure } from '../../../providers/mock/src/provider-failure.js';
import type { VirtualMachine } from '../../../providers/mock/src/virtual-machine.js';
import { TaskResponse } from '../../../src/provider/contract/generated/provider/v1/provider_pb.js';
import type { ProviderClient } from './provider-client.js';

/** The handler with its answer changed. */
export function answering<Request, Response>(
  handler: (request: Request) => Response | Promise<Response>,
  change: (response: Response, request: Request) => Response,
): (request: Request) => Promise<Response> {
  return async (request) => change(await handler(request), request);
}

/** The handler with something done after it, before its answer goes out. */
export function followed<Request, Response>(
  handler: (request: Request) => Response | Promise<Response>,
  then: (request: Request, response: Response) => void,
): (request: Request) => Promise<Response> {
  return async (request) => {
    const response = await handler(request);
    then(request, response);
    return response;
  };
}

/** What a VM or its description says, with the power state in lower case. */
export const lowerCase = <Info extends { powerState: string }>(info: Info): Info => ({
  ...info,
  powerState: info.powerState.toLowerCase(),
});

/** Refuses every call. */
export function refusing(code: status, message = 'refused'): () => never {
  return () => {
    throw new ProviderFailure(code, message);
  };
}

export const internal = (message: string) => new ProviderFailure(status.INTERNAL, message);

/** OK without a task. */
export const doneAtOnce = (): TaskResponse => TaskResponse.fromPartial({});

export const never = <Anything>() => new Promise<Anything>(() => {});

export const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** The handler for VMs that exist, another for ids that no VM has. */
export function whenAbsent<Request, Response>(
  vms: ReadonlyMap<string, VirtualMachine>,
  handlers: {
    idOf: (request: Request) => string;
    present: (request: Request) => Response | Promise<Response>;
    absent: (request: Request) => Response | Promise<Response>;
  },
): (request: Request) => Response | Promise<Response> {
  return (request) => (vms.has(handlers.idOf(request)) ? handlers.present(request) : handlers.absent(request));
}

/** An id that was a VM's. */
export async function absentId(provider: ProviderClient): Promise<string> {
  const id = await provider.vm();
  await provider.outcome('delete', { id });
  return id;
}

/** True where the server no longer answers. */
export async function isDead(provider: ProviderClient): Promise<boolean> {
  return (await provider.outcome('validate', {}, { timeoutMs: 500 })) !== 'OK';
}

/** The message of the status that a call is refused with; empty where it is answered. */
export async function refusal(call: Promise<unknown>): Promise<string> {
  try {
    await call;
    return '';
  } catch (thrown) {
    return (thrown as ServiceError).details;
  }
}
