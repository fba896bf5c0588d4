import { BinaryReader } from '@bufbuild/protobuf/wire';
import type { MethodDefinition } from '@grpc/grpc-js';
import { HealthDefinition } from './generated/grpc/health/v1/health_pb.js';
import { type MessageFns, ProviderDefinition } from './generated/provider/v1/provider_pb.js';

export const providerMethods = ProviderDefinition.methods;

type Methods = typeof providerMethods;

/** `create`, `describe`, ... as the generated service names them. */
export type MethodName = keyof Methods;
export type RequestOf<Name extends MethodName> = MessageOf<Methods[Name]['requestType']>;
export type ResponseOf<Name extends MethodName> = MessageOf<Methods[Name]['responseType']>;
/** What a request is made of: fields that are left out have their default value. */
export type RequestInit<Name extends MethodName> = Parameters<Methods[Name]['requestType']['fromPartial']>[0];

type MessageOf<Codec> = Codec extends MessageFns<infer Message> ? Message : never;

/** How one message is written and read. */
export type MessageCodec = Pick<MessageFns<object>, 'encode' | 'decode' | 'toJSON'>;

interface ServiceDescription<Name extends string> {
  fullName: string;
  methods: Record<Name, MethodDescription>;
}

interface MethodDescription {
  name: string;
  requestType: unknown;
  requestStream: boolean;
  responseType: unknown;
  responseStream: boolean;
}

/** The service as grpc-js takes it, for servers and clients. */
export function grpcDefinition<Name extends string>({ fullName, methods }: ServiceDescription<Name>) {
  const entries = Object.entries<MethodDescription>(methods);
  return Object.fromEntries(
    entries.map(([key, method]) => [key, methodDefinition(`/${fullName}/${method.name}`, method)]),
  ) as Record<Name, MethodDefinition<object, object>>;
}

function methodDefinition(path: string, method: MethodDescription): MethodDefinition<object, object> {
  const { requestStream, responseStream } = method;
  const [request, response] = [method.requestType as MessageCodec, method.responseType as MessageCodec];
  return {
    path,
    requestStream,
    responseStream,
    requestSerialize: (message) => written(request, message),
    requestDeserialize: (bytes) => read(request, bytes),
    responseSerialize: (message) => written(response, message),
    responseDeserialize: (bytes) => read(response, bytes),
  };
}

function written(codec: MessageCodec, message: object): Buffer {
  const { buffer, byteOffset, byteLength } = codec.encode(message).finish();
  return Buffer.from(buffer, byteOffset, byteLength);
}

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Strings are decoded as strict UTF-8, as the manager's Go client does: a message with others is an INTERNAL error. */
const read = (codec: MessageCodec, bytes: Uint8Array): object =>
  codec.decode(new BinaryReader(bytes, (text) => strict.decode(text)));

export const providerDefinition = grpcDefinition(ProviderDefinition);
export const healthDefinition = grpcDefinition(HealthDefinition);
