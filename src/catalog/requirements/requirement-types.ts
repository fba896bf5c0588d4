import type { PolicyId, RequirementId } from './catalog-requirements.js';

/** `unknown` wherever nobody measured it; never taken for `met`. */
export type RequirementState = 'met' | 'not met' | 'unknown';

/** One fact that a line rests on. */
export interface RequirementCheck {
  state: RequirementState;
  /** One line of raw text, with the reason where the state is not `met`; escape it for the place where it is shown. */
  text: string;
}

/** One line of the checklist. */
export interface RequirementLine {
  id: RequirementId | PolicyId;
  kind: 'requirement' | 'policy';
  /** In the page's words. */
  text: string;
  /** The worst of its checks: one that is not met decides, then one that is unknown. */
  state: RequirementState;
  /** At least one. */
  checks: RequirementCheck[];
}

export const met = (text: string): RequirementCheck => ({ state: 'met', text });
export const notMet = (text: string): RequirementCheck => ({ state: 'not met', text });
export const unknown = (text: string): RequirementCheck => ({ state: 'unknown', text });
