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

/** What is drawn, as badge-maker takes it. */
export function badgeLook(verdict: EntryVerdict): { label: string; message: string; color: string } {
  return { label, message: verdict, color: colors[verdict] };
}

/** The address of the same badge drawn by shields.io. */
export function shieldsAddress(verdict: EntryVerdict): string {
  return `https://img.shields.io/badge/${label}-${verdict}-${colors[verdict]}`;
}

/** Where the SVG of a provider is, relative to the page. */
export function badgePath(name: string): string {
  return `badges/${name}.svg`;
}
