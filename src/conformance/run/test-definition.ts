import type { ProfileName } from '../../provider/profiles.js';
import type { DeclaredCapabilities, TestLevel } from '../report/report-types.js';
import type { Observation, Observations } from './observations.js';
import type { TestContext } from './test-context.js';

/**
 * When a test runs. `first`: one after the other, before anything is created. `together`: in parallel, each with VMs of
 * its own. `quiet`: while nothing is created, since it names an id that no VM has or counts on a complete list.
 * `destructive`: one after the other, since the provider may not survive it. `last`: after the cleanup.
 */
export type TestPhase = 'first' | 'together' | 'quiet' | 'destructive' | 'last';

export interface TestDefinition {
  id: string;
  profile: ProfileName;
  capabilities: readonly string[];
  level: TestLevel;
  phase: TestPhase;
  /** The methods it calls, for people. */
  calls: string;
  /** What must hold, for people. */
  asserts: string;
  /** Whether the provider's flags make it apply; always, where there is none. */
  declared?: (capabilities: DeclaredCapabilities) => boolean;
  /** Why it does not apply where `declared` says no. */
  undeclared?: string;
  /** Sends something wrong, so the server must still answer afterwards. */
  sendsWrong?: boolean;
  /** Uses the id of a VM that the run has deleted by then. */
  namesAbsentId?: true;
  /** The provider may be dead for writing afterwards: a Create and a Delete with a short deadline follow. */
  mayBreak?: boolean;
  /**
   * A quiet test that runs before anything else is created, when only its own VMs are there; a destructive one that runs
   * when nothing is left to be looked at.
   */
  alone?: boolean;
  /**
   * Long tests first, so that they do not end the run alone: about how long its operations in a row take, in seconds on
   * a provider whose Create takes 2, Clone 10 and ImagePrepare 15.
   */
  weight?: number;
  /** Ends with a look after the settle time; begun early, it waits for that while others work. */
  watches?: true;
  /** What the answers to the tests of the whole run showed against it, asked at the end where the test itself passes. */
  overall?: (seen: Observations) => Observation | undefined;
  /** For a quiet or destructive test: makes what it needs, together with the others. */
  prepare?: (test: TestContext) => Promise<void>;
  /** Resolves with a remark where one is worth keeping; rejects with Failed, CouldNotRun or NotApplicable. */
  // biome-ignore lint/suspicious/noConfusingVoidType: most tests have nothing to remark and return nothing
  run: (test: TestContext) => Promise<string | void>;
}
