import type { YAMLException } from 'js-yaml';
import type { YamlProblem } from './yaml-problem.js';

interface Wording {
  /** The beginning of the parser's own reason. */
  reason: string;
  message: string;
  hint: string;
}

const wordings: readonly Wording[] = [
  {
    reason: 'tab characters must not be used',
    message: 'a tab stands in the indentation',
    hint: 'YAML is indented with spaces only.',
  },
  {
    reason: 'bad indentation of a mapping entry',
    message: 'this line does not fit the lines above it',
    hint: 'Check the indentation, and put a text that holds a colon and a space in quotes.',
  },
  {
    reason: 'bad indentation of a sequence entry',
    message: 'this list item does not fit the lines above it',
    hint: 'Give all items of a list the same indentation.',
  },
  {
    reason: 'deficient indentation',
    message: 'this line is indented less than the value that it belongs to',
    hint: 'Indent it further, or close the quote or bracket on the line above.',
  },
  {
    reason: 'unexpected end of the stream within a double quoted scalar',
    message: 'a text in double quotes is not closed',
    hint: 'Add the closing quote.',
  },
  {
    reason: 'unexpected end of the stream within a single quoted scalar',
    message: 'a text in single quotes is not closed',
    hint: 'Add the closing quote; inside, an apostrophe is written twice.',
  },
  {
    reason: 'unexpected end of the document within a',
    message: 'a text in quotes is not closed',
    hint: 'Add the closing quote.',
  },
  {
    reason: 'unexpected end of the stream within a flow collection',
    message: 'a bracket is not closed',
    hint: 'Add the closing ] or }.',
  },
  {
    reason: 'missed comma between flow collection entries',
    message: 'a comma is missing between two entries',
    hint: 'Separate the entries inside [ ] or { } with commas.',
  },
  {
    reason: "expected the node content, but found ','",
    message: 'there is no entry before this comma',
    hint: 'Remove the comma, or write the entry.',
  },
  {
    reason: "expected ':' after a mapping key",
    message: 'there is no colon after this key',
    hint: 'Write it as `field: value`.',
  },
  {
    reason: 'can not read a block mapping entry; a multiline key',
    message: 'there is no colon after this key',
    hint: 'Write it as `field: value`.',
  },
  {
    reason: 'a whitespace character is expected after the key-value separator',
    message: 'there is no space after the colon',
    hint: 'Write it as `field: value`.',
  },
  {
    reason: 'unknown escape sequence',
    message: 'this backslash sequence means nothing in double quotes',
    hint: 'Write \\\\ for a backslash, or use single quotes.',
  },
  {
    reason: 'expected hexadecimal character',
    message: 'this backslash sequence is incomplete',
    hint: 'Write \\\\ for a backslash, or use single quotes.',
  },
  {
    reason: 'null byte is not allowed',
    message: 'there is a NUL character, so this is no text file',
    hint: 'Save the file as UTF-8 text.',
  },
  {
    reason: 'the stream contains non-printable characters',
    message: 'there is a character that cannot be printed',
    hint: 'Remove it, or write it as an escape in double quotes.',
  },
  {
    reason: 'expected valid JSON character',
    message: 'there is a control character in the quoted text',
    hint: 'Remove it, or write it as an escape in double quotes.',
  },
  {
    reason: 'nesting exceeded maxDepth',
    message: 'the nesting is too deep to be read',
    hint: 'Nest lists and mappings at most 100 levels deep.',
  },
  {
    reason: 'end of the stream or a document separator is expected',
    message: 'the document ends here, but more text follows',
    hint: 'Check the indentation of this line, and that every field is written as `field: value`.',
  },
];

/** What the parser says of a line that it cannot place, often because a tab indents it. */
const misplaced = [
  'end of the stream or a document separator',
  'bad indentation',
  'can not read a block mapping entry',
  "expected ':' after a mapping key",
];

/** The parser's complaint in plain words, at the place where the parser stopped. */
export function syntaxProblem({ reason, mark }: YAMLException, text: string): YamlProblem {
  const offset = mark?.position ?? 0;
  const tab = misplaced.some((known) => reason.startsWith(known)) ? tabBefore(text, offset) : undefined;
  const shown = tab === undefined ? reason : 'tab characters must not be used';
  const wording = wordings.find((known) => shown.startsWith(known.reason));
  const base = { offset: tab ?? offset, code: 'yaml-syntax', severity: 'error' } as const;
  return wording
    ? { ...base, message: wording.message, hint: wording.hint }
    : { ...base, message: `this is not YAML: ${reason}`, hint: 'Put a text that holds special characters in quotes.' };
}

/** The first tab in the indentation of the line. */
function tabBefore(text: string, offset: number): number | undefined {
  const start = Math.max(text.lastIndexOf('\n', offset - 1), text.lastIndexOf('\r', offset - 1)) + 1;
  const tab = /^ *\t/.exec(text.slice(start, offset))?.[0];
  return tab === undefined ? undefined : start + tab.length - 1;
}
