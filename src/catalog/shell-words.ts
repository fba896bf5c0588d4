const plain = /^[A-Za-z0-9_.,:/@%+=-]+$/;
/** Brackets are left bare in a Helm path, as in Helm's own documentation: `env[0].name`. */
const plainPath = /^[A-Za-z0-9_.,:/@%+=[\]-]+$/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const control = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/;

/** One word of a bash command line that stands for exactly this text; always on one line. */
export function shellWord(text: string): string {
  if (text === '') return "''";
  return quoteUnless(plain, text);
}

/** `--set path=value`, which gives the chart exactly this value with its type. */
export function helmSet(path: string, value: string | number | boolean): string {
  const assigned = typeof value === 'string' ? helmText(value) : String(value);
  return `${setFlag(value)} ${quoteUnless(plainPath, path)}=${assigned === '' ? '' : quoteUnless(plain, assigned)}`;
}

function quoteUnless(harmless: RegExp, text: string): string {
  if (harmless.test(text)) return text;
  if (!control.test(text)) return `'${text.replaceAll("'", `'\\''`)}'`;
  return `$'${text.replace(/[\\']/g, '\\$&').replace(new RegExp(control, 'g'), ansiC)}'`;
}

function ansiC(character: string): string {
  if (character === '\n') return '\\n';
  return Array.from(new TextEncoder().encode(character), (byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('');
}

/** Helm splits a value at commas, reads a leading brace as a list and takes a backslash as an escape. */
function helmText(value: string): string {
  return value.replace(/[\\,]/g, '\\$&').replace(/^\{/, '\\{');
}

/** `--set` turns text that looks like a number, a boolean or null into one, and a fraction into text. */
function setFlag(value: string | number | boolean): string {
  if (typeof value === 'string') return /^(?:true|false|null|[-+]?\d+)$/i.test(value) ? '--set-string' : '--set';
  if (typeof value === 'number' && !Number.isSafeInteger(value)) return '--set-json';
  return '--set';
}
