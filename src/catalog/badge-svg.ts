import { badgeLook } from './badges.js';
import type { EntryVerdict } from './verdicts.js';

/**
 * The badge as an SVG document; the same verdict gives the same bytes. There are only as many as verdicts, so the bundle
 * holds them drawn (scripts/bundle-plugins.mjs): loading badge-maker takes longer than reading a thousand providers.
 */
export async function badgeSvg(verdict: EntryVerdict): Promise<string> {
  const { makeBadge } = await import('badge-maker');
  return `${makeBadge(badgeLook(verdict))}\n`;
}
