import { setTimeout as sleep } from 'node:timers/promises';
import { type Client, Metadata, type MethodDefinition } from '@grpc/grpc-js';
import {
  HealthCheckRequest,
  HealthCheckResponse,
  type HealthCheckResponse_ServingStatus,
} from '../../provider/contract/generated/grpc/health/v1/health_pb.js';
import {
  healthDefinition,
  type MessageCodec,
  type MethodName,
  providerDefinition,
  providerMethods,
  type RequestInit,
  type ResponseOf,
} from '../../provider/contract/provider-service.js';
import { CallError, mostResends, mostRetries, retryPause } from './call-error.js';
import { onAbort } from './cancelling.js';
import { managerDeadlines } from './deadlines.js';
import { type BadStatus, startUnaryCall } from './unary-call.js';

const creating: ReadonlySet<MethodName> = new Set(['create', 'clone', 'snapshotCreate', 'imagePrepare', 'importDisk']);

/** One finished call as the recording sees it; times are `performance.now()` milliseconds. */
export interface CallRecord {
  method: string;
  startedAt: number;
  endedAt: number;
  input: MessageCodec;
  output: MessageCodec;
  request: object;
  response?: object;
  /** gRPC status name. */
  status: string;
  message?: string;
}

export interface ClientSettings {
  /** Goes with every request as `x-vcts-test-id`. */
  testId: string;
  signal: AbortSignal;
  /** Ends calls that create something: they are not cut off with the others, since what they made must be known. */
  creatingSignal?: AbortSignal;
  /** Shortens the manager's deadlines; milliseconds. */
  callTimeoutMs?: number | undefined;
  record: (call: CallRecord) => void;
  /** Kept up to date with the calls that have not answered yet. */
  underWay: Set<{ method: string }>;
}

export interface CallOptions {
  /** Milliseconds; replaces the manager's deadline where it is shorter. */
  deadlineMs?: number;
  /** How often UNAVAILABLE and RESOURCE_EXHAUSTED are asked again; a few times where it is not given. */
  retries?: number;
  /** Told of every attempt, besides the recording of the client. */
  seen?: (call: CallRecord) => void;
}

/** The gateway to one provider over one connection, for one test. Every call rejects with a CallError. */
export class ProviderClient {
  private readonly connection: Client;
  private readonly settings: ClientSettings;
  private readonly metadata = new Metadata();

  constructor(connection: Client, settings: ClientSettings) {
    this.connection = connection;
    this.settings = settings;
    this.metadata.set('x-vcts-test-id', settings.testId);
  }

  get signal(): AbortSignal {
    return this.settings.signal;
  }

  /** Calls a method, asking again a few times where the provider is busy or just starting. */
  async call<Name extends MethodName>(
    name: Name,
    init: RequestInit<Name>,
    options: CallOptions = {},
  ): Promise<ResponseOf<Name>> {
    let resends = 0;
    for (let attempt = 0; ; attempt += 1) {
      try {
        return await this.callOnce(name, init, options);
      } catch (thrown) {
        if (thrown instanceof CallError && thrown.isRefusedStream && resends < mostResends) {
          resends += 1;
          attempt -= 1;
          continue;
        }
        const again =
          thrown instanceof CallError && thrown.isBusy && attempt < (options.retries ?? mostRetries(thrown));
        if (!again) throw thrown;
        await sleep(retryPause(attempt), undefined, { signal: this.signal }).catch(() => {
          throw this.signal.reason;
        });
      }
    }
  }

  private async callOnce<Name extends MethodName>(
    name: Name,
    init: RequestInit<Name>,
    { deadlineMs = Number.POSITIVE_INFINITY, seen }: CallOptions,
  ): Promise<ResponseOf<Name>> {
    const { requestType: input, responseType: output, name: method } = providerMethods[name];
    const definition = providerDefinition[name];
    const request = input.fromPartial(init);
    const limit = Math.min(managerDeadlines[name], deadlineMs, this.settings.callTimeoutMs ?? Number.POSITIVE_INFINITY);
    const signal = creating.has(name) ? (this.settings.creatingSignal ?? this.signal) : this.signal;
    return (await this.unary({ method, definition, input, output, request, limit, signal, seen })) as ResponseOf<Name>;
  }

  /** Asks the standard health service; `service` is empty for the server as a whole. */
  async health(service: string, deadlineMs = 10_000): Promise<HealthCheckResponse_ServingStatus> {
    const response = (await this.unary({
      method: 'grpc.health.v1.Health/Check',
      definition: healthDefinition.check,
      input: HealthCheckRequest,
      output: HealthCheckResponse,
      request: HealthCheckRequest.fromPartial({ service }),
      limit: Math.min(deadlineMs, this.settings.callTimeoutMs ?? deadlineMs),
      signal: this.signal,
    })) as HealthCheckResponse;
    return response.status;
  }

  private unary({ method, definition, input, output, request, limit, signal, seen }: UnaryCall): Promise<object> {
    const { underWay } = this.settings;
    const record = (call: CallRecord) => {
      this.settings.record(call);
      seen?.(call);
    };
    const startedAt = performance.now();
    const waiting = { method };
    return new Promise((resolve, reject) => {
      if (this.signal.aborted || signal.aborted) {
        reject(this.signal.aborted ? this.signal.reason : signal.reason);
        return;
      }
      const finish = (error: BadStatus | null, response?: object) => {
        forget();
        if (!this.signal.aborted) underWay.delete(waiting);
        const endedAt = performance.now();
        const told = { method, startedAt, endedAt, input, output, request };
        if (!error && response) {
          record({ ...told, response, status: 'OK' });
          resolve(response);
          return;
        }
        const failure = CallError.from(method, { error, limitMs: limit, elapsedMs: endedAt - startedAt });
        record({ ...told, status: failure.status, message: failure.details });
        reject(signal.aborted ? signal.reason : failure);
      };
      underWay.add(waiting);
      const cancel = startUnaryCall(
        {
          channel: this.connection.getChannel(),
          path: definition.path,
          message: definition.requestSerialize(request),
          metadata: this.metadata,
          deadline: Date.now() + limit,
          parse: definition.responseDeserialize,
        },
        finish,
      );
      const forget = onAbort(signal, cancel);
    });
  }
}

interface UnaryCall {
  method: string;
  definition: MethodDefinition<object, object>;
  input: MessageCodec;
  output: MessageCodec;
  request: object;
  limit: number;
  signal: AbortSignal;
  seen?: CallOptions['seen'] | undefined;
}
