import { closestWord } from '../../../foundation/closest-word.js';

const folded = (text: string) => text.toLowerCase().replaceAll(/[-_ .]/g, '');

/** The candidate that was probably meant: the same but for case and separators, or a few edits away. */
export function nearestText(text: string, candidates: Iterable<string>): string | undefined {
  const byFolded = new Map<string, string>();
  for (const candidate of candidates) {
    if (!byFolded.has(folded(candidate))) byFolded.set(folded(candidate), candidate);
  }
  const wanted = folded(text);
  const exact = byFolded.get(wanted);
  if (exact !== undefined || wanted === '' || wanted.length > 64) return exact;
  const nearest = closestWord(wanted, [...byFolded.keys()]);
  return nearest === undefined ? undefined : byFolded.get(nearest);
}
