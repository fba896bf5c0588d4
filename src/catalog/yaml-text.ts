/** Words that a YAML 1.1 or 1.2 reader takes for something else than text. */
const typedWords = /^(?:y|n|yes|no|on|off|true|false|null)$/;

/** A scalar that every YAML reader takes as exactly this text. */
export function yamlWord(text: string): string {
  return /^[a-z][a-z0-9-]*$/.test(text) && !typedWords.test(text) ? text : yamlQuoted(text);
}

const printableAscii = /^[ !#-[\]-~]*$/;

/** The text in double quotes. YAML takes JSON's escapes, but refuses some characters that JSON leaves as they are; those that turn the reading direction deceive the eye. */
export function yamlQuoted(text: string): string {
  if (printableAscii.test(text)) return `"${text}"`;
  return JSON.stringify(text).replace(
    /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
