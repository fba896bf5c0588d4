import type { EntryVerdict } from './verdicts.js';

const label = 'conformance';

/** Colour names that badge-maker and shields.io share. */
const colors: Record<EntryVerdict, string> = {
  pass: 'green',
  partial: 'yellow',
  fail: 'red',
  pending: 'lightgrey',
  stale: 'orange',
};

const drawn = new Map<EntryVerdict, string>();

/** The badge as an SVG document; the same verdict gives the same bytes. */
export async function badgeSvg(verdict: EntryVerdict): Promise<string> {
  const known = drawn.get(verdict);
  if (known !== undefined) return known;
  const { makeBadge } = await import('badge-maker');
  const svg = `${makeBadge({ label, message: verdict, color: colors[verdict] })}\n`;
  drawn.set(verdict, svg);
  return svg;
}

/** The address of the same badge drawn by shields.io. */
export function shieldsAddress(verdict: EntryVerdict): string {
  return `https://img.shields.io/badge/${label}-${verdict}-${colors[verdict]}`;
}

/** Where the SVG of a provider is, relative to the page. */
export function badgePath(name: string): string {
  return `badges/${name}.svg`;
}
