import type { DescMethod, DescService, MessageShape } from '@bufbuild/protobuf';
import { fromBinary, toBinary } from '@bufbuild/protobuf';
import type { MethodDefinition, ServiceDefinition } from '@grpc/grpc-js';
import { Health } from './generated/grpc/health/v1/health_pb.js';
import { Provider } from './generated/provider/v1/provider_pb.js';

type Methods = typeof Provider.method;

/** `create`, `describe`, ... as the generated service names them. */
export type MethodName = keyof Methods;
export type RequestOf<Name extends MethodName> = MessageShape<Methods[Name]['input']>;
export type ResponseOf<Name extends MethodName> = MessageShape<Methods[Name]['output']>;

/**
 * The service as grpc-js takes it, for servers and clients. Strings are decoded as strict UTF-8, as the manager's Go
 * client does: a message with others is an INTERNAL error.
 */
export function grpcDefinition(service: DescService): ServiceDefinition {
  return Object.fromEntries(service.methods.map((method) => [method.localName, methodDefinition(service, method)]));
}

function methodDefinition(service: DescService, method: DescMethod): MethodDefinition<object, object> {
  return {
    path: `/${service.typeName}/${method.name}`,
    requestStream: method.methodKind === 'client_streaming' || method.methodKind === 'bidi_streaming',
    responseStream: method.methodKind === 'server_streaming' || method.methodKind === 'bidi_streaming',
    requestSerialize: (message) => Buffer.from(toBinary(method.input, message as MessageShape<typeof method.input>)),
    requestDeserialize: (bytes) => fromBinary(method.input, bytes),
    responseSerialize: (message) => Buffer.from(toBinary(method.output, message as MessageShape<typeof method.output>)),
    responseDeserialize: (bytes) => fromBinary(method.output, bytes),
  };
}

export const providerDefinition = grpcDefinition(Provider);
export const healthDefinition = grpcDefinition(Health);
