const attribute = `(?:\\s+[a-zA-Z_:][a-zA-Z0-9:._-]*(?:\\s*=\\s*(?:[^"'=<>\`\\x00-\\x20]+|'[^']*'|"[^"]*"))?)`;
const openTag = `<[A-Za-z][A-Za-z0-9-]*${attribute}*\\s*/?>`;
const closeTag = '</[A-Za-z][A-Za-z0-9-]*\\s*>';
const comment = '<!-->|<!--->|<!--[\\s\\S]*?-->';
const instruction = '<[?][\\s\\S]*?[?]>';
const declaration = '<![A-Za-z][^>]*>';
const cdata = '<!\\[CDATA\\[[\\s\\S]*?\\]\\]>';

/** Raw HTML inside text, as CommonMark defines it; sticky. */
export const inlineHtml = new RegExp(
  [openTag, closeTag, comment, instruction, declaration, cdata].map((form) => `(?:${form})`).join('|'),
  'y',
);

/** `<https://example.com>` or `<jane@example.com>`, which are links; sticky. */
export const autolink =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: CommonMark names them
  /<(?:[A-Za-z][A-Za-z0-9+.-]{1,31}:[^<>\x00-\x20]*|[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*)>/y;

const blockTags =
  'address|article|aside|base|basefont|blockquote|body|caption|center|col|colgroup|dd|details|dialog|dir|div|dl|dt|fieldset|figcaption|figure|footer|form|frame|frameset|h[1-6]|head|header|hr|html|iframe|legend|li|link|main|menu|menuitem|nav|noframes|ol|optgroup|option|p|param|search|section|summary|table|tbody|td|tfoot|th|thead|title|tr|track|ul';

/** The seven ways in which CommonMark begins a block of HTML, with what ends it; undefined is a blank line. */
const blocks: readonly { start: RegExp; end?: RegExp }[] = [
  { start: /^<(?:script|pre|textarea|style)(?:\s|>|$)/i, end: /<\/(?:script|pre|textarea|style)>/i },
  { start: /^<!--/, end: /-->/ },
  { start: /^<[?]/, end: /[?]>/ },
  { start: /^<![A-Za-z]/, end: />/ },
  { start: /^<!\[CDATA\[/, end: /\]\]>/ },
  { start: new RegExp(`^</?(?:${blockTags})(?:\\s|/?>|$)`, 'i') },
  { start: new RegExp(`^(?:${openTag}|${closeTag})\\s*$`) },
];

export type HtmlBlockKind = number;

/** Which block of HTML a line begins, if any; the last kind cannot end a paragraph. */
export function htmlBlockStart(content: string, { interrupts }: { interrupts: boolean }): HtmlBlockKind | undefined {
  if (!content.startsWith('<')) return undefined;
  const kind = blocks.findIndex(({ start }) => start.test(content));
  return kind === -1 || (interrupts && kind === blocks.length - 1) ? undefined : kind;
}

export function htmlBlockEnd(kind: HtmlBlockKind): RegExp {
  return blocks[kind]?.end ?? /^$/;
}
