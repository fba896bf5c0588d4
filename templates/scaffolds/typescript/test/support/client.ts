import { create, type MessageInitShape } from '@bufbuild/protobuf';
import { type ChannelCredentials, Client, credentials, type MethodDefinition, type ServiceError } from '@grpc/grpc-js';
import { Provider } from '../../src/contract/generated/provider/v1/provider_pb.js';
import {
  type MethodName,
  providerDefinition,
  type RequestOf,
  type ResponseOf,
} from '../../src/contract/provider-service.js';

type InitOf<Name extends MethodName> = MessageInitShape<(typeof Provider.method)[Name]['input']>;

export interface CallOptions {
  deadlineMs?: number;
  /** Cancels the call when it is aborted. */
  signal?: AbortSignal;
}

/** Calls a provider as the manager does. */
export class TestClient {
  private readonly client: Client;

  constructor(port: number, security: ChannelCredentials = credentials.createInsecure()) {
    this.client = new Client(`localhost:${port}`, security);
  }

  /** Rejects with grpc-js's ServiceError, whose `code` is the status. */
  call<Name extends MethodName>(name: Name, init: InitOf<Name>, options: CallOptions = {}): Promise<ResponseOf<Name>> {
    const { path, requestSerialize, responseDeserialize } = providerDefinition[name] as MethodDefinition<
      object,
      object
    >;
    const request = create(Provider.method[name].input, init as never) as RequestOf<Name>;
    const deadline = { deadline: Date.now() + (options.deadlineMs ?? 60_000) };
    return new Promise((resolve, reject) => {
      const answer = (error: ServiceError | null, response?: object) =>
        error ? reject(error) : resolve(response as ResponseOf<Name>);
      const call = this.client.makeUnaryRequest(path, requestSerialize, responseDeserialize, request, deadline, answer);
      options.signal?.addEventListener('abort', () => call.cancel(), { once: true });
    });
  }

  /** Makes a call and follows its task to the end; rejects with the task's error. */
  async finish<Name extends MethodName>(name: Name, init: InitOf<Name>): Promise<ResponseOf<Name>> {
    const response = await this.call(name, init);
    const { task } = response as { task?: { id: string } };
    for (let done = !task?.id; !done; ) {
      const state = await this.call('taskStatus', { task: { id: task?.id ?? '' } });
      if (state.error) throw new Error(state.error);
      done = state.done;
    }
    return response;
  }

  async createVm(name: string): Promise<string> {
    const { id } = await this.finish('create', { name, classJson: '{"CPU":1,"MemoryMiB":512}' });
    return id;
  }

  close(): void {
    this.client.close();
  }
}
