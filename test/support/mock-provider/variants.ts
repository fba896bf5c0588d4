import type { LegalVariant } from './changes.js';
import { answerVariants } from './variants/answers.js';
import { capabilityVariants } from './variants/capabilities.js';
import { identityVariants } from './variants/identity.js';
import { lifecycleVariants } from './variants/lifecycle.js';
import { oneAtATimeVariants } from './variants/one-at-a-time.js';
import { refusalVariants } from './variants/refusals.js';

/** What correct providers do differently; no required or declared test may fail because of it. */
export const legalVariants: readonly LegalVariant[] = [
  ...answerVariants,
  ...capabilityVariants,
  ...identityVariants,
  ...lifecycleVariants,
  ...refusalVariants,
  ...oneAtATimeVariants,
];
