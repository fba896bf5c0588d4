import { UserError } from '../foundation/errors.js';
import { type ProfileName, profileNames } from './profiles.js';

/** Reads profile names, `all` among them or not; in the catalog's order, each once. Throws UserError on others. */
export function parseProfiles(words: readonly string[]): ProfileName[] {
  const known: readonly string[] = profileNames;
  const unknown = words.filter((word) => word !== 'all' && !known.includes(word));
  if (unknown.length > 0 || words.length === 0) {
    throw new UserError({
      code: 'UNKNOWN_PROFILE',
      message:
        words.length === 0 ? 'no profile is named' : `unknown profile ${unknown.map((word) => `"${word}"`).join(', ')}`,
      hint: `The profiles are ${known.join(', ')}, and all.`,
    });
  }
  return profileNames.filter((name) => words.includes('all') || words.includes(name));
}
