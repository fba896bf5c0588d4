import { printable } from '../../../foundation/terminal-text.js';
import type { Validation } from '../validate-paths.js';
import { findingsAsGithub } from './github-output.js';
import { findingsAsSarif } from './sarif-output.js';
import { findingsAsText } from './text-output.js';

export type FindingFormat = 'text' | 'json' | 'github' | 'sarif';

export function formatValidation(validation: Validation, format: FindingFormat): string {
  switch (format) {
    case 'text':
      return findingsAsText(validation.findings);
    case 'json':
      return asJson(validation);
    case 'github':
      return findingsAsGithub(validation.findings);
    case 'sarif':
      return asJson(findingsAsSarif(validation.findings));
  }
}

/** JSON leaves some control characters as they are; their escapes mean the same. */
function asJson(value: object): string {
  return `${printable(JSON.stringify(value, null, 2))}\n`;
}
