import type { MethodName, RequestOf, ResponseOf } from '../../../src/provider/contract/provider-service.js';

/** Answers one method; throws a ProviderFailure to refuse. */
export type Handler<Name extends MethodName> = (
  request: RequestOf<Name>,
) => ResponseOf<Name> | Promise<ResponseOf<Name>>;

/** One handler for each of the contract's methods. */
export type ProviderHandlers = { [Name in MethodName]: Handler<Name> };
