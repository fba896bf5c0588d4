/** One thing that is wrong with what was asked for; the texts are for people. */
export interface NameProblem {
  /** Stable and upper case. */
  code: string;
  message: string;
  hint: string;
}
