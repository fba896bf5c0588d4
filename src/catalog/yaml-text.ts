import { quotedScalar } from '../foundation/yaml/quoted-scalar.js';

/** Words that a YAML 1.1 or 1.2 reader takes for something else than text. */
const typedWords = /^(?:y|n|yes|no|on|off|true|false|null)$/;

/** A scalar that every YAML reader takes as exactly this text. */
export function yamlWord(text: string): string {
  return /^[a-z][a-z0-9-]*$/.test(text) && !typedWords.test(text) ? text : quotedScalar(text);
}
