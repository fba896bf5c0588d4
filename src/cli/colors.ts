import { styleText } from 'node:util';

type Style = Parameters<typeof styleText>[0];

/** Whether the stream takes colour: a terminal, unless NO_COLOR, --no-color or a dumb terminal says otherwise. */
export function takesColor(stream: NodeJS.WriteStream): boolean {
  const { NO_COLOR, FORCE_COLOR, TERM } = process.env;
  if (NO_COLOR || process.argv.includes('--no-color')) return false;
  if (FORCE_COLOR && FORCE_COLOR !== '0') return true;
  return stream.isTTY === true && TERM !== 'dumb';
}

/** Returns a painter for that stream, which leaves text as it is where colour is not wanted. */
export function paint(stream: NodeJS.WriteStream): (style: Style, text: string) => string {
  if (!takesColor(stream)) return (_style, text) => text;
  return (style, text) => styleText(style, text);
}
