import type { ServerUnaryCall, sendUnaryData, UntypedServiceImplementation } from '@grpc/grpc-js';
import { status } from '@grpc/grpc-js';
import type { MethodName } from '../../../src/provider/contract/provider-service.js';
import { ProviderFailure } from './provider-failure.js';
import type { ProviderHandlers } from './provider-handlers.js';

/** What is known of a call when it is answered. */
export interface CallRecord {
  method: MethodName;
  code: status;
  durationMs: number;
  /** Which conformance test asked, where the caller says so. */
  testId?: string;
  /** What went wrong, where no ProviderFailure says it: a bug. */
  bug?: unknown;
}

export type Observer = (record: CallRecord) => void;

/** The handlers as grpc-js takes them: refusals become statuses, anything else thrown is INTERNAL and told the observer. */
export function dispatch(handlers: ProviderHandlers, observe: Observer): UntypedServiceImplementation {
  const methods = Object.entries(handlers) as [MethodName, (request: object) => object | Promise<object>][];
  return Object.fromEntries(
    methods.map(([method, handler]) => [
      method,
      async (call: ServerUnaryCall<object, object>, answer: sendUnaryData<object>) => {
        const start = performance.now();
        const finish = (code: status, bug?: unknown) => {
          const [testId] = call.metadata.get('x-vcts-test-id').map(String);
          const durationMs = performance.now() - start;
          observe({ method, code, durationMs, ...(testId && { testId }), ...(bug !== undefined && { bug }) });
        };
        try {
          const response = await handler(call.request);
          finish(status.OK);
          answer(null, response);
        } catch (thrown) {
          const expected = thrown instanceof ProviderFailure;
          const code = expected ? thrown.code : status.INTERNAL;
          finish(code, expected ? undefined : thrown);
          answer({ code, details: expected ? thrown.message : 'internal error' });
        }
      },
    ]),
  );
}
