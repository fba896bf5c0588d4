/**
 * The offset of the first character that makes a text no JSON; its end where it ends too early, undefined where it is
 * JSON. Node names the place in some of its messages only, so the shortest beginning that cannot be completed is
 * searched for.
 */
export function jsonMistake(source: string): number | undefined {
  const text = source.replace(/^\uFEFF/, '');
  if (problemOf(text) === undefined) return undefined;
  if (!isHopeless(text)) return text.length;
  let good = 0;
  let hopeless = text.length;
  while (hopeless - good > 1) {
    const middle = (good + hopeless) >> 1;
    if (isHopeless(text.slice(0, middle))) hopeless = middle;
    else good = middle;
  }
  return hopeless - 1;
}

/** Whether no text after it would make it JSON. */
function isHopeless(beginning: string): boolean {
  const problem = problemOf(beginning);
  if (problem === undefined || problem.includes('end of JSON input')) return false;
  const position = /at position (\d+)/.exec(problem)?.[1];
  return position === undefined || Number(position) < beginning.length;
}

function problemOf(text: string): string | undefined {
  try {
    JSON.parse(text);
    return undefined;
  } catch (thrown) {
    return thrown instanceof Error ? thrown.message : String(thrown);
  }
}
