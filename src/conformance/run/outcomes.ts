/** The behaviour that the test names is broken. */
export class Failed extends Error {
  override readonly name = 'Failed';
}

/** A fixture is missing or a state could not be reached, so the behaviour was not measured. */
export class CouldNotRun extends Error {
  override readonly name = 'CouldNotRun';
}

/** The provider does not declare, or cannot show, what the test is about. */
export class NotApplicable extends Error {
  override readonly name = 'NotApplicable';
}

/** Nothing is broken, but something is worth a warning whatever the level of the test. */
export class Warning extends Error {
  override readonly name = 'Warning';
}

/** A task ended with an error, or did not end in time. */
export class TaskFailure extends Error {
  override readonly name = 'TaskFailure';
  /** True where the provider said so, false where it said nothing in time or nonsense. */
  readonly reported: boolean;

  constructor(message: string, { reported, cause }: { reported: boolean; cause?: unknown }) {
    super(message, { cause });
    this.reported = reported;
  }
}

/** The provider broke down under what a test sent; fails the test whatever its level. */
export class ServerDied extends Error {
  override readonly name = 'ServerDied';
}

/** `--timeout` ended the run. */
export class RunTimedOut extends Error {
  override readonly name = 'RunTimedOut';
}
