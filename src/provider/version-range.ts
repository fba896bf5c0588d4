/**
 * The SemVer range of a `compatibility` field: `1.25` is every 1.25, `1.25+` that and everything after it,
 * `1.25 - 1.31` from the first to the last of the second.
 */
export function semverRange(text: string): string {
  const [from = '', to] = text.split(' - ').map((part) => part.trim().replace(/^v/, ''));
  if (to !== undefined) return `>=${from} <=${to}`;
  return from.endsWith('+') ? `>=${from.slice(0, -1)}` : from;
}
