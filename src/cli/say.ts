import { foldText } from '../foundation/fold-text.js';

/** Characters of a line of the terminal; undefined where the stream is none, so that lines stay whole for programs. */
export function columnsOf(stream: NodeJS.WriteStream): number | undefined {
  return stream.isTTY === true ? stream.columns || 80 : undefined;
}

/** Writes text for people, folded to the width of the terminal. */
export function say(stream: NodeJS.WriteStream, text: string, { hang }: { hang?: number } = {}): void {
  stream.write(foldText(text, { columns: columnsOf(stream), ...(hang !== undefined && { hang }) }));
}
