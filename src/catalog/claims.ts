import { profileNames } from '../provider/profiles.js';

export interface ClaimedVerdicts {
  /** The word of the claimed badge. */
  badge: string;
  /** `core pass, snapshot pass`; empty where no profile is named. */
  profiles: string;
}

/**
 * Reads the `conformance` part that was imported from a catalog.yaml. What it says was measured by nobody here, so
 * these words are only ever shown beside the word "claimed". Undefined where it claims nothing readable.
 */
export function claimedVerdicts(claimed: Record<string, unknown> | undefined): ClaimedVerdicts | undefined {
  if (!claimed) return undefined;
  const stated = isRecord(claimed['profiles']) ? claimed['profiles'] : {};
  const words = profileNames.flatMap((name) => {
    const word = stated[name];
    return typeof word === 'string' ? [[name, word] as const] : [];
  });
  const badge = badgeWord(claimed['badge_url']) ?? words.find(([name]) => name === 'core')?.[1];
  if (badge === undefined) return undefined;
  return { badge, profiles: words.map(([name, word]) => `${name} ${word}`).join(', ') };
}

/** The message of a shields.io address: `.../badge/conformance-pass-green`. */
function badgeWord(address: unknown): string | undefined {
  return typeof address === 'string' ? /\/conformance-([a-z]+)-[a-z]+$/.exec(address)?.[1] : undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
