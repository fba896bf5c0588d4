import { type ChannelCredentials, Client, credentials, Metadata, type ServiceError, status } from '@grpc/grpc-js';
import {
  HealthCheckRequest,
  type HealthCheckResponse,
  HealthCheckResponse_ServingStatus,
} from '../../../src/provider/contract/generated/grpc/health/v1/health_pb.js';
import type { VMInfo } from '../../../src/provider/contract/generated/provider/v1/provider_pb.js';
import {
  healthDefinition,
  type MethodName,
  providerDefinition,
  providerMethods,
  type RequestInit,
  type ResponseOf,
} from '../../../src/provider/contract/provider-service.js';

/** `OK`, the name of a status such as `NOT_FOUND`, `TASK_ERROR` where its task failed, `TASK_STUCK` where it did not end. */
export type Outcome = keyof typeof status | 'TASK_ERROR' | 'TASK_STUCK';

/** A plain client for tests: no retries, one connection. */
export interface ProviderClient {
  /** Rejects with a ServiceError. */
  call<Name extends MethodName>(
    method: Name,
    request: RequestInit<Name>,
    options?: CallOptions,
  ): Promise<ResponseOf<Name>>;
  /** Calls and waits for the task, if any. */
  outcome<Name extends MethodName>(method: Name, request: RequestInit<Name>, options?: CallOptions): Promise<Outcome>;
  /** Waits for the task of an answer. */
  settle(answer: { task?: { id: string } | undefined }): Promise<Outcome>;
  /** Makes a VM, by default under a new name, and waits for it. Returns its id. */
  vm(spec?: VmSpec): Promise<string>;
  list(): Promise<VMInfo[]>;
  /** What ListVMs says of that id, or undefined. */
  listed(id: string): Promise<VMInfo | undefined>;
  /** The power state that Describe tells. */
  power(id: string): Promise<string>;
  /** What grpc.health.v1 says of that service. */
  health(service: string): Promise<keyof typeof HealthCheckResponse_ServingStatus>;
  /** Another client of the same server, over a connection of its own. */
  another(): ProviderClient;
  close(): void;
}

export interface CallOptions {
  timeoutMs?: number;
  metadata?: Record<string, string>;
}

export interface VmSpec {
  name?: string;
  cpu?: number;
  memoryMib?: number;
  image?: Record<string, unknown>;
  on?: boolean;
}

let names = 0;

/** A name that no other VM of this process has. */
export function newName(): string {
  names += 1;
  return `test-${process.pid}-${String(names).padStart(4, '0')}`;
}

export function connect(endpoint: string, channel: ChannelCredentials = credentials.createInsecure()): ProviderClient {
  const client = new Client(endpoint, channel, {
    'grpc.use_local_subchannel_pool': 1,
    'grpc.enable_retries': 0,
  });
  const call: ProviderClient['call'] = (method, request, { timeoutMs = 10_000, metadata = {} } = {}) =>
    new Promise((resolve, reject) => {
      const { path, requestSerialize, responseDeserialize } = providerDefinition[method];
      const sent = new Metadata();
      for (const [key, value] of Object.entries(metadata)) sent.set(key, value);
      client.makeUnaryRequest(
        path,
        requestSerialize,
        responseDeserialize,
        providerMethods[method].requestType.fromPartial(request),
        sent,
        { deadline: Date.now() + timeoutMs },
        (error, response) => (error ? reject(error) : resolve(response as ResponseOf<typeof method>)),
      );
    });
  const settle: ProviderClient['settle'] = async ({ task }) => {
    if (!task?.id) return 'OK';
    for (let tries = 0; tries < 40; tries += 1) {
      const { done, error } = await call('taskStatus', { task });
      if (error !== '') return 'TASK_ERROR';
      if (done) return 'OK';
      await new Promise((resolve) => setTimeout(resolve, 5 * (tries + 1)));
    }
    return 'TASK_STUCK';
  };
  const outcome: ProviderClient['outcome'] = async (method, request, options) => {
    try {
      return await settle((await call(method, request, options)) as { task?: { id: string } });
    } catch (thrown) {
      return status[(thrown as ServiceError).code] as Outcome;
    }
  };
  const list = async () => (await call('listVMs', {})).vms;
  return {
    call,
    settle,
    outcome,
    list,
    listed: async (id) => (await list()).find((vm) => vm.id === id),
    power: async (id) => (await call('describe', { id })).powerState,
    vm: async ({ name = newName(), cpu = 1, memoryMib = 512, image, on = false } = {}) => {
      const answer = await call('create', {
        name,
        classJson: JSON.stringify({ CPU: cpu, MemoryMiB: memoryMib }),
        imageJson: image ? JSON.stringify(image) : '',
      });
      await settle(answer);
      if (on) await outcome('power', { id: answer.id, op: 1 });
      return answer.id;
    },
    health: (service) =>
      new Promise((resolve, reject) => {
        const { path, requestSerialize, responseDeserialize } = healthDefinition.check;
        const request = HealthCheckRequest.fromPartial({ service });
        client.makeUnaryRequest(path, requestSerialize, responseDeserialize, request, (error, response) => {
          if (error) return reject(error);
          const { status: word } = response as HealthCheckResponse;
          resolve(HealthCheckResponse_ServingStatus[word] as keyof typeof HealthCheckResponse_ServingStatus);
        });
      }),
    another: () => connect(endpoint, channel),
    close: () => client.close(),
  };
}
