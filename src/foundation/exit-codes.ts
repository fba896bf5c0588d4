/** Exit codes, the same for every command; scripts depend on them. */
export const exitCodes = {
  ok: 0,
  /** The answer is no: a profile fails, metadata is invalid, the catalog is stale. */
  no: 1,
  usage: 2,
  /** Nothing failed, but an asked profile is partial. */
  incomplete: 3,
  /** The provider could not be started or reached. */
  unreachable: 4,
  /** Something was left behind that could not be removed. */
  leftovers: 5,
  notAllowed: 6,
  conflict: 7,
  /** A remote failed; the same command again continues. */
  remote: 8,
  /** Everything is pushed, the pull request must be opened by hand. */
  manual: 9,
  /** A bug of ours. */
  bug: 70,
  interrupted: 130,
  terminated: 143,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];
