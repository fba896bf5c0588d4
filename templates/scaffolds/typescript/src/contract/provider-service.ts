import { type DescMethodUnary, fromBinary, type MessageShape, toBinary } from '@bufbuild/protobuf';
import type { MethodDefinition, ServiceDefinition } from '@grpc/grpc-js';
import { Provider } from './generated/provider/v1/provider_pb.js';

type Methods = typeof Provider.method;

/** `create`, `describe`, ... as the generated service names them. */
export type MethodName = keyof Methods;
export type RequestOf<Name extends MethodName> = MessageShape<Methods[Name]['input']>;
export type ResponseOf<Name extends MethodName> = MessageShape<Methods[Name]['output']>;

/** provider.v1.Provider as grpc-js takes it, for servers and clients. */
export const providerDefinition: ServiceDefinition = Object.fromEntries(
  Provider.methods.map((method) => [method.localName, unaryDefinition(method as DescMethodUnary)]),
);

function unaryDefinition(method: DescMethodUnary): MethodDefinition<object, object> {
  return {
    path: `/${Provider.typeName}/${method.name}`,
    requestStream: false,
    responseStream: false,
    requestSerialize: (message) => Buffer.from(toBinary(method.input, message as MessageShape<typeof method.input>)),
    requestDeserialize: (bytes) => fromBinary(method.input, bytes),
    responseSerialize: (message) => Buffer.from(toBinary(method.output, message as MessageShape<typeof method.output>)),
    responseDeserialize: (bytes) => fromBinary(method.output, bytes),
  };
}
