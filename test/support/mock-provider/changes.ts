import type { MockState } from '../../../providers/mock/src/mock-state.js';
import type { ProviderHandlers } from '../../../providers/mock/src/provider-handlers.js';
import type { MethodName, RequestOf, ResponseOf } from '../../../src/provider/contract/provider-service.js';
import type { ProfileName } from '../../../src/provider/profiles.js';
import type { ProviderClient } from './provider-client.js';

/** An answer as bytes, for what the generated code would refuse to write. */
export class RawAnswer {
  readonly bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }
}

/** Handlers that stand in for the correct ones; a method that is not named stays correct. */
export type ChangedHandlers = {
  [Name in MethodName]?: (
    request: RequestOf<Name>,
  ) => ResponseOf<Name> | RawAnswer | Promise<ResponseOf<Name> | RawAnswer>;
};

/** What a change may reach: the correct handlers, what they work on, and the server around them. */
export interface MockParts extends MockState {
  handlers: ProviderHandlers;
  /** Closes the port and every connection, as a process that died. */
  crash: () => void;
  /** Closes them all, and serves again on the same port after that time, with all its VMs. */
  goAway: (ms: number) => void;
  /** Makes grpc.health.v1 answer NOT_SERVING from the start. */
  drain: () => void;
  /** The client's address and port: one for each connection. Only within a handler. */
  peer: () => string;
}

/** Returns the handlers to put in place, and may replace methods of the hypervisor before anything is served. */
type Change = (parts: MockParts) => ChangedHandlers;

export interface ChangedMock {
  id: string;
  /** One sentence that says how it differs from the correct mock. */
  summary: string;
  apply: Change;
  /** Proves the change over the wire: false with the correct mock, true with this one. */
  shows: (provider: ProviderClient) => Promise<boolean>;
}

/** Options of a run under which VCTS finds the defect soon, and in the test that names it. */
export interface SuggestedLimits {
  /** For calls that are slow or never answered: shorter than the manager's own. */
  callTimeoutMs?: number;
  taskTimeoutMs?: number;
  /** 1 for defects of calls at the same time, which otherwise break the set-up of the test that looks for them. */
  parallel?: number;
}

/** One wrong behaviour. */
export interface Defect extends ChangedMock {
  /** The conformance test that names the behaviour; others may fail beside it. */
  catches: string;
  profile: ProfileName;
  /** `warn` where the test is advisory, unless the provider dies of it. */
  finding: 'fail' | 'warn';
  limits?: SuggestedLimits;
}

/** A behaviour of correct providers that differs from the mock's; no test may fail because of it. */
export type LegalVariant = ChangedMock;

/** A table of one profile leaves the profile out. */
export type DefectOf = Omit<Defect, 'profile' | 'finding'> & Partial<Pick<Defect, 'finding'>>;

export function defectsOf(profile: ProfileName, table: DefectOf[]): Defect[] {
  return table.map((defect) => ({ finding: 'fail', profile, ...defect }));
}
