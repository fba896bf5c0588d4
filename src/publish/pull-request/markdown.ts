/** Text that is safe to place in a Markdown paragraph or table cell. */
export type Markdown = string & { readonly markdown: unique symbol };

const special = /[\\`*_{}[\]()#!|<>~$&@:]|(?<=www)\.|^[-+=]/gi;

/** One line of text, with everything that Markdown or GitHub (mentions, references, links) would act on made inert. */
export function prose(text: string): Markdown {
  return oneLine(text)
    .replace(special, (character) => (character === '&' ? '&amp;' : character === '<' ? '&lt;' : `\\${character}`))
    .replaceAll('\\@', '\\@\u2060') as Markdown;
}

/** A code span for a table cell, where a bar would end the cell even inside of it. */
export function cellCode(text: string): Markdown {
  return code(text).replaceAll('|', '\\|') as Markdown;
}

/** An inline code span, in which nothing is interpreted. */
export function code(text: string): Markdown {
  const line = oneLine(text);
  const fence = '`'.repeat(longestRun(line) + 1);
  const padding = fence.length > 1 || line.startsWith(' ') || line === '' ? ' ' : '';
  return `${fence}${padding}${line}${padding}${fence}` as Markdown;
}

/** A fenced block, whose fence is longer than any in the text. */
export function block(text: string, language = ''): Markdown {
  const fence = '`'.repeat(Math.max(3, longestRun(text) + 1));
  return `${fence}${language}\n${visible(text).replace(/\n+$/, '')}\n${fence}` as Markdown;
}

/** A link to an http or https address; anything else becomes code. */
export function link(address: string): Markdown {
  const safe = /^https?:\/\/[^\s<>"'`\\|()[\]]+$/.test(address);
  return safe ? (`<${address}>` as Markdown) : code(address);
}

function longestRun(text: string): number {
  return Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
}

function oneLine(text: string): string {
  return visible(text).replace(/\s+/g, ' ').trim();
}

// Comments could close or fake the generated part; direction and control characters could hide what is said.
function visible(text: string): string {
  return text
    .replace(/\r\n?/g, '\n')
    .replace(/<!--/g, '<\u2060!--')
    .replace(/[\p{Cc}\p{Bidi_Control}]/gu, (character) =>
      character === '\n' || character === '\t' ? character : `\\u{${character.codePointAt(0)?.toString(16)}}`,
    );
}
