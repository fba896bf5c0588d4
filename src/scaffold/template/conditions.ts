const marker = /^\s*(?:\/\/|#|<!--)\s*scaffold:(if\s+([\w -]+?)|end)\s*(?:-->)?\s*$/;

/** The text without the marker lines, and without the lines between them whose condition does not hold. */
export function keepConditions(text: string, holds: (condition: string) => boolean): string {
  if (!text.includes('scaffold:')) return text;
  let open: { holds: boolean } | undefined;
  const kept = text.split('\n').filter((line) => {
    const found = marker.exec(line);
    if (!found) return open?.holds ?? true;
    const condition = found[2];
    if ((condition !== undefined) === (open !== undefined)) throw new Error(`unbalanced in a template: ${line.trim()}`);
    open = condition === undefined ? undefined : { holds: holds(condition) };
    return false;
  });
  if (open) throw new Error('a scaffold:if in a template has no end');
  return kept.join('\n');
}
