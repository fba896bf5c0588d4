// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this file is about
const unsafe = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\p{Bidi_Control}\u2028\u2029\ufdd0\ufeff]/gu;

/** Makes text from elsewhere safe to print: control and direction characters become `\u00xx`; tab and newline stay. */
export function printable(text: string): string {
  return text.replace(unsafe, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** The same on one line: tab and newline are escaped too. */
export function printableLine(text: string): string {
  return printable(text).replaceAll('\n', '\\n').replaceAll('\t', '\\t');
}

/** Cuts to at most `max` UTF-16 units and says how much was cut. */
export function cut(text: string, max: number): string {
  if (text.length <= max) return text;
  let end = max;
  const last = text.charCodeAt(end - 1);
  if (last >= 0xd800 && last <= 0xdbff) end -= 1;
  return `${text.slice(0, end)}… (${text.length - end} more characters)`;
}

/** Cuts in the middle: where errors are wrapped, the cause stands at the end. */
export function cutInside(text: string, max: number): string {
  if (text.length <= max) return text;
  const isHalf = (at: number) => /[\udc00-\udfff]/.test(text.charAt(at));
  const [half, rest] = [Math.floor(max / 2), text.length - Math.ceil(max / 2)];
  const end = isHalf(half) ? half - 1 : half;
  const begin = isHalf(rest) ? rest + 1 : rest;
  return `${text.slice(0, end)}… (${begin - end} more characters) …${text.slice(begin)}`;
}
