const plain = /^[A-Za-z0-9_.,:/@%+=-]+$/;
/** Brackets are left bare in a Helm path, as in Helm's own documentation: `env[0].name`. */
const plainPath = /^[A-Za-z0-9_.,:/@%+=[\]-]+$/;
/** Also what turns the reading direction: a command must not look like another one. */
const control = /[\p{Cc}\p{Bidi_Control}\u2028\u2029\ufeff]/u;

/** One word of a bash command line that stands for exactly this text; always on one line. */
export function shellWord(text: string): string {
  if (text === '') return "''";
  return quoteUnless(plain, text);
}

/** `--set path=value`, which gives the chart exactly this value with its type. */
export function helmSet(path: string, value: string | number | boolean): string {
  const { flag, assigned } = assignment(value);
  return `${flag} ${quoteUnless(plainPath, path)}=${quoteUnless(plain, assigned)}`;
}

/** The same as words of an argument list. */
export function helmAssignment(path: string, value: string | number | boolean): [flag: string, assignment: string] {
  const { flag, assigned } = assignment(value);
  return [flag, `${path}=${assigned}`];
}

function quoteUnless(harmless: RegExp, text: string): string {
  if (harmless.test(text)) return text;
  if (!control.test(text)) return `'${text.replaceAll("'", `'\\''`)}'`;
  return `$'${text.replace(/[\\']/g, '\\$&').replace(new RegExp(control, 'gu'), ansiC)}'`;
}

function ansiC(character: string): string {
  if (character === '\n') return '\\n';
  return Array.from(new TextEncoder().encode(character), (byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('');
}

/**
 * `--set` turns text that looks like a number, a boolean or null into one, a fraction into text, and drops an empty
 * text at the end of a list.
 */
function assignment(value: string | number | boolean): { flag: string; assigned: string } {
  if (value === '' || (typeof value === 'number' && !Number.isSafeInteger(value)))
    return { flag: '--set-json', assigned: JSON.stringify(value) };
  if (typeof value !== 'string') return { flag: '--set', assigned: String(value) };
  const looksTyped = /^(?:true|false|null|[-+]?\d+)$/i.test(value);
  return { flag: looksTyped ? '--set-string' : '--set', assigned: helmText(value) };
}

const meansNothingToHelm = /^[^\\,{]*$/;

/** Helm splits a value at commas, reads a leading brace as a list and takes a backslash as an escape. */
function helmText(value: string): string {
  if (meansNothingToHelm.test(value)) return value;
  return value.replace(/[\\,]/g, '\\$&').replace(/^\{/, '\\{');
}
