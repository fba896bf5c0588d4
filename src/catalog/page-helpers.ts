import { codeSpan, inlineText, link, linkTarget } from './markdown-text.js';

/** What the page's templates call: how a text is escaped for the place where it stands, and where rows belong. */
export const pageHelpers = {
  text: (value: unknown) => inlineText(String(value)),
  code: (value: unknown) => codeSpan(String(value)),
  link: (value: unknown) => link(String(value)),
  target: (value: unknown) => linkTarget(String(value)),
  rows: (name: string) => `\u0000${name}\u0000`,
};
