import { type ServerUnaryCall, type sendUnaryData, status, type UntypedServiceImplementation } from '@grpc/grpc-js';
import type { MethodName } from '../contract/provider-service.js';
import { type ErrorKind, HypervisorError } from '../hypervisor/hypervisor-error.js';
import type { ProviderMethods } from '../provider/provider-methods.js';
import { mayCall } from './caller.js';

/** What is known of a call when it is answered. */
export interface CallRecord {
  method: MethodName;
  code: status;
  durationMs: number;
  /** Which conformance test asked, where the caller says so. */
  testId?: string;
  /** What a method threw that is no HypervisorError: a bug. */
  bug?: unknown;
}

export type Observer = (record: CallRecord) => void;

const codes: Readonly<Record<ErrorKind, status>> = {
  'not-found': status.NOT_FOUND,
  'already-exists': status.ALREADY_EXISTS,
  invalid: status.INVALID_ARGUMENT,
  'wrong-state': status.FAILED_PRECONDITION,
  unavailable: status.UNAVAILABLE,
  unsupported: status.UNIMPLEMENTED,
};

interface Refusal {
  code: status;
  details: string;
}

type Call = ServerUnaryCall<object, object>;
type UntypedMethod = (request: object, signal: AbortSignal) => object | Promise<object>;

export interface DispatchOptions {
  allowedNames: readonly string[];
  observe: Observer;
}

/** The methods as grpc-js takes them: one signal a call, refusals as statuses, everything observed. */
export function dispatch(methods: ProviderMethods, options: DispatchOptions): UntypedServiceImplementation {
  return Object.fromEntries(
    (Object.entries(methods) as [MethodName, UntypedMethod][]).map(([name, method]) => [
      name,
      async (call: Call, answer: sendUnaryData<object>) => {
        const start = performance.now();
        const [testId] = call.metadata.get('x-vcts-test-id').map(String);
        const observe = (code: status, bug?: unknown) => {
          const durationMs = performance.now() - start;
          options.observe({
            method: name,
            code,
            durationMs,
            ...(testId && { testId }),
            ...(bug !== undefined && { bug }),
          });
        };
        try {
          const response = await answered(call, method, options);
          observe(status.OK);
          answer(null, response);
        } catch (thrown) {
          const refusal = refusalOf(thrown, call);
          observe(refusal?.code ?? status.INTERNAL, refusal ? undefined : thrown);
          answer(refusal ?? { code: status.INTERNAL, details: 'internal error' });
        }
      },
    ]),
  );
}

/** Rejects when the caller goes away or its deadline passes, also where the method does not look at its signal. */
async function answered(call: Call, method: UntypedMethod, { allowedNames }: DispatchOptions): Promise<object> {
  if (!mayCall(call.getAuthContext().sslPeerCertificate, allowedNames)) throw new NotAllowed();
  const gone = new AbortController();
  const leave = () => gone.abort();
  if (call.cancelled) leave();
  call.once('cancelled', leave);
  try {
    const left = new Promise<never>((_resolve, reject) => {
      gone.signal.addEventListener('abort', () => reject(gone.signal.reason), { once: true });
    });
    return await Promise.race([left, method(call.request, gone.signal)]);
  } finally {
    call.off('cancelled', leave);
  }
}

class NotAllowed extends Error {}

/** Undefined for a bug. */
function refusalOf(thrown: unknown, call: Call): Refusal | undefined {
  if (thrown instanceof HypervisorError) return { code: codes[thrown.kind], details: thrown.message };
  if (thrown instanceof NotAllowed) {
    return { code: status.PERMISSION_DENIED, details: 'the certificate has none of the names that may call' };
  }
  if (!call.cancelled) return undefined;
  const late = Number(call.getDeadline()) <= Date.now();
  return late
    ? { code: status.DEADLINE_EXCEEDED, details: 'the deadline passed' }
    : { code: status.CANCELLED, details: 'the caller went away' };
}
