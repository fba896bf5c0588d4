/** One way to authenticate that a registry names in WWW-Authenticate. */
export interface Challenge {
  /** Lower case: `bearer`, `basic`. */
  scheme: string;
  /** Names in lower case. */
  parameters: Record<string, string>;
}

const token = String.raw`[!#$%&'*+.^_\`|~0-9A-Za-z-]+`;
const parameter = new RegExp(String.raw`\s*(${token})\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]*))\s*(?:,|$)`, 'y');
const scheme = new RegExp(String.raw`[\s,]*(${token})(?=\s|,|$)`, 'y');

/** Reads `Bearer realm="...",service="...",scope="a,b", Basic realm="..."`; what cannot be read ends the list. */
export function parseChallenges(header: string | null): Challenge[] {
  const text = header ?? '';
  const challenges: Challenge[] = [];
  for (let at = 0; at < text.length; ) {
    scheme.lastIndex = at;
    const named = scheme.exec(text);
    if (named === null) break;
    at = scheme.lastIndex;
    const parameters: Record<string, string> = {};
    for (;;) {
      parameter.lastIndex = at;
      const pair = parameter.exec(text);
      if (pair === null) break;
      at = parameter.lastIndex;
      const [, name = '', quoted, bare = ''] = pair;
      parameters[name.toLowerCase()] = quoted === undefined ? bare : quoted.replace(/\\(.)/g, '$1');
    }
    challenges.push({ scheme: (named[1] ?? '').toLowerCase(), parameters });
  }
  return challenges;
}
