import { status } from '@grpc/grpc-js';

/** A refusal with the gRPC status that the caller gets. */
export class ProviderFailure extends Error {
  readonly code: status;

  constructor(code: status, message: string) {
    super(message);
    this.name = 'ProviderFailure';
    this.code = code;
  }
}

export const invalid = (message: string) => new ProviderFailure(status.INVALID_ARGUMENT, message);
export const notFound = (message: string) => new ProviderFailure(status.NOT_FOUND, message);
export const alreadyExists = (message: string) => new ProviderFailure(status.ALREADY_EXISTS, message);
export const wrongState = (message: string) => new ProviderFailure(status.FAILED_PRECONDITION, message);
export const unimplemented = (message: string) => new ProviderFailure(status.UNIMPLEMENTED, message);
