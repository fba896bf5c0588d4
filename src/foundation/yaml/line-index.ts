export interface Position {
  /** Starts at 1. */
  line: number;
  /** Starts at 1, in UTF-16 units. */
  column: number;
}

/** Turns offsets of one text into lines and columns; a line ends with LF, CR or CRLF, as in YAML. */
export class LineIndex {
  private readonly starts: number[] = [0];
  private readonly length: number;

  constructor(text: string) {
    this.length = text.length;
    for (let offset = 0; offset < text.length; offset++) {
      const unit = text.charCodeAt(offset);
      if (unit === 13 && text.charCodeAt(offset + 1) === 10) continue;
      if (unit === 10 || unit === 13) this.starts.push(offset + 1);
    }
  }

  /** An offset outside the text is moved to its nearest end. */
  positionAt(offset: number): Position {
    const within = Math.min(Math.max(offset, 0), this.length);
    let low = 0;
    let high = this.starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.starts[middle] ?? 0) <= within) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: within - (this.starts[low] ?? 0) + 1 };
  }
}
