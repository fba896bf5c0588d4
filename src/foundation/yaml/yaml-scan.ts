const blank = /[ \t\r\n]/;

/** The offset of the first of `wanted` from `from` on that is not in a comment; `from` where there is none. */
export function findOutsideComments(text: string, from: number, wanted: string): number {
  for (let offset = from; offset < text.length; offset++) {
    const character = text.charAt(offset);
    if (character === '#' && (offset === 0 || blank.test(text.charAt(offset - 1)))) {
      while (offset < text.length && !'\r\n'.includes(text.charAt(offset))) offset++;
    } else if (wanted.includes(character)) return offset;
  }
  return from;
}
