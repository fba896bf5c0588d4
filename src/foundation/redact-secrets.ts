const secretWords = 'pass(?:word|phrase)?|secret|token|credential|api[-_]?key|private[-_]?key|authorization|cookie';
const secretName = new RegExp(secretWords, 'i');
const mark = '(redacted)';

/**
 * The same value without what a key calls a secret, without user names and queries in URLs, and the same inside texts
 * that are JSON. Empty secrets stay: that there is none is no secret. Doing it twice changes nothing more.
 */
export function redactSecrets(value: unknown): unknown {
  return redact('', value);
}

function redact(name: string, value: unknown): unknown {
  if (secretName.test(name) && value !== null && value !== undefined && value !== '') return mark;
  if (typeof value === 'string') return redactJson(value) ?? redactUrls(value);
  if (Array.isArray(value)) return value.map((item) => redact('', item));
  if (value === null || typeof value !== 'object') return value;
  const named = secretPair(value) ? 'secret' : '';
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, redact(key === 'value' ? named : key, inner)]),
  );
}

/** `{name: 'PASSWORD', value: '...'}`, as environments are often written. */
function secretPair(value: object): boolean {
  const { name, key } = value as { name?: unknown; key?: unknown };
  return [name, key].some((text) => typeof text === 'string' && secretName.test(text));
}

function redactJson(text: string): string | undefined {
  if (!/^\s*[[{]/.test(text)) return undefined;
  try {
    return JSON.stringify(redact('', JSON.parse(text)));
  } catch {
    return undefined;
  }
}

function redactUrls(text: string): string {
  return text.replace(
    /\b([a-z][a-z0-9+.-]*:\/\/)([^\s/?#'"]*@)?([^\s?#'"]*)(\?[^\s#'"]*)?/gi,
    (_whole, scheme: string, user?: string, rest = '', query?: string) =>
      `${scheme}${user ? `${mark}@` : ''}${rest}${query ? `?${mark}` : ''}`,
  );
}

const quoted = String.raw`'\\''[\s\S]*?'\\''|'[^']*'|"[^"]*"`;
const bare = String.raw`(?!-)[^\s'"]+`;
const assignment = new RegExp(
  String.raw`([\w-]*(?:${secretWords})(?![\w-]*[-_](?:file|path|dir)\b)[\w-]*=)(${quoted}|[^\s'"]+)`,
  'gi',
);
const flagAndWord = new RegExp(
  String.raw`((?<![\w-])--?[\w-]*(?:${secretWords})(?![\w-]*[-_](?:file|path|dir)\b)[\w-]*\s+)(${quoted}|${bare})`,
  'gi',
);

/** A command line without the values of flags and variables that are named like secrets; it stays fit for a shell. */
export function redactCommandLine(text: string): string {
  return redactUrls(text)
    .replaceAll(mark, 'REDACTED')
    .replace(assignment, '$1REDACTED')
    .replace(flagAndWord, '$1REDACTED');
}

/** Whether a variable or field of that name holds a secret. */
export function isSecretName(name: string): boolean {
  return secretName.test(name);
}

const named = new RegExp(
  String.raw`(["']?[\w-]*(?:${secretWords})[\w-]*["']?\s*:\s*)(?:(?:bearer|basic)\s+)?(?:"[^"]*"|'[^']*'|[^\s,;}\]]+)`,
  'gi',
);

/** A line of a program's output without what its own words call a secret, in JSON, `name=value` and `name: value`. */
export function redactLogLine(line: string): string {
  return redactJson(line) ?? redactCommandLine(line).replace(named, `$1${mark}`);
}
