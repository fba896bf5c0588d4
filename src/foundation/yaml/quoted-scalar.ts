const printableAscii = /^[ !#-[\]-~]*$/;

/**
 * The text in double quotes. YAML takes JSON's escapes, but refuses some characters that JSON leaves as they are; those
 * that turn the reading direction deceive the eye.
 */
export function quotedScalar(text: string): string {
  if (printableAscii.test(text)) return `"${text}"`;
  return JSON.stringify(text).replace(
    /[\u007f-\u009f\p{Bidi_Control}\u2028\u2029\ufeff\ufffe\uffff]/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
