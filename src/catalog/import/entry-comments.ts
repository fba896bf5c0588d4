/** The comment lines right above line `line` (1-based), without their indentation; blank lines end them. */
export function commentAbove(lines: readonly string[], line: number): string[] {
  const comment: string[] = [];
  for (let index = line - 2; index >= 0; index -= 1) {
    const text = (lines[index] ?? '').trim();
    if (!text.startsWith('#')) break;
    comment.unshift(text);
  }
  return comment;
}
