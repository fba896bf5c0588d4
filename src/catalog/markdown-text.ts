/** Words that mean nothing to Markdown, with one space between them: most texts, which need no further look. */
const harmless = /^[A-Za-z0-9,.:/@+()-]+(?: [A-Za-z0-9,.:/@+()-]+)*$/;

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/**
 * Text on one line of CommonMark (a heading, a list item, a table cell) that shows exactly these words and is never
 * markup. `$` is escaped because GitHub reads mathematics between two of them.
 */
export function inlineText(text: string): string {
  if (harmless.test(text)) return text;
  return oneLine(text)
    .replace(/[\\`*_[\]~|#$]/g, '\\$&')
    .replace(/[&<>]/g, (character) => entities[character] ?? character);
}

/** A code span, not for table cells. The delimiter is longer than any run of backticks inside. */
export function codeSpan(text: string): string {
  if (harmless.test(text)) return `\`${text}\``;
  const content = oneLine(text);
  const runs = content.match(/`+/g) ?? [];
  const delimiter = '`'.repeat(runs.reduce((longest, run) => Math.max(longest, run.length + 1), 1));
  const pad = content === '' || /^`|`$/.test(content) ? ' ' : '';
  return `${delimiter}${pad}${content}${pad}${delimiter}`;
}

/** A link to an http or https address; any other address becomes plain text. */
export function link(address: string, label: string = address): string {
  if (!/^https?:\/\//i.test(address)) return inlineText(label);
  return `[${inlineText(label)}](${linkTarget(address)})`;
}

/**
 * An address or a relative path as CommonMark takes it between the parentheses of a link or an image. What begins like an
 * address of another kind than http is taken for the path that it then must be.
 */
export function linkTarget(address: string): string {
  if (/^https?:\/\/[A-Za-z0-9./_~:?#=-]*$/.test(address)) return address;
  const isPath = /^[\s\p{Cc}]*[a-z][a-z0-9+.\s\p{Cc}-]*:/iu.test(address) && !/^https?:/i.test(address);
  return `${isPath ? './' : ''}${address}`
    .replace(/[\s\p{Cc}\p{Bidi_Control}()<>\\"'`|*[\]]/gu, percent)
    .replaceAll('&', '&amp;');
}

function percent(character: string): string {
  const bytes = new TextEncoder().encode(character);
  return Array.from(bytes, (byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('');
}

/**
 * Characters that turn the reading direction are dropped: they make a name look like another one. Half a character becomes
 * what a file makes of it, or the page would never be what was rendered.
 */
function oneLine(text: string): string {
  return text
    .replace(/[\p{Bidi_Control}\ufeff]/gu, '')
    .replace(/[\s\p{Cc}\u2028\u2029]+/gu, ' ')
    .replace(/\p{Surrogate}/gu, '\ufffd')
    .trim();
}
