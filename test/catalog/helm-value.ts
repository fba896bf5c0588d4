/**
 * What Helm makes of `--set path=value`: the rules of its package strvals for one assignment (commas separate, a brace
 * begins a list, a backslash escapes, words that look typed become typed). Compared once with strvals of Helm 3.14.
 */
export function helmValue(flag: string, assignment: string): { path: string; value: unknown } {
  const equals = assignment.indexOf('=');
  const path = assignment.slice(0, equals);
  const source = assignment.slice(equals + 1);
  if (flag === '--set-json') return { path, value: JSON.parse(source) };
  if (source.startsWith('{')) throw new Error('a list');
  let value = '';
  for (let index = 0; index < source.length; index += 1) {
    if (source[index] === ',') throw new Error('a second assignment');
    if (source[index] === '\\') index += 1;
    value += source[index] ?? '';
  }
  return { path, value: flag === '--set-string' ? value : typed(value) };
}

function typed(text: string): unknown {
  if (/^true$/i.test(text)) return true;
  if (/^false$/i.test(text)) return false;
  if (/^null$/i.test(text)) return null;
  if (text === '0') return 0;
  return /^[-+]?\d+$/.test(text) && !text.startsWith('0') ? Number(text) : text;
}
