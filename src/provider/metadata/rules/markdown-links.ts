const title = `(?:"(?:[^"\\\\]|\\\\[^])*"|'(?:[^'\\\\]|\\\\[^])*'|\\((?:[^()\\\\]|\\\\[^])*\\))`;
const angled = '<(?:[^<>\\\\\\n]|\\\\.)*>';
const gap = '[ \\t]*\\n?[ \\t]*';

/** After the `]` of a link or an image: its target in angle brackets, which would be HTML elsewhere. */
const angledTarget = new RegExp(`\\(${gap}${angled}(?:(?:[ \\t]+|[ \\t]*\\n[ \\t]*)${title})?${gap}\\)`, 'y');
const definition = new RegExp(
  `\\[(?:[^[\\]\\\\]|\\\\.)+\\]:${gap}(?:${angled}|[^<\\s]\\S*)(?:(?:[ \\t]+|[ \\t]*\\n[ \\t]*)${title})?[ \\t]*(?:\\n|$)`,
  'y',
);

/** After the definitions of references that a paragraph begins with; 0 where there is none. */
export function endOfDefinitions(text: string): number {
  let end = 0;
  for (;;) {
    definition.lastIndex = end;
    const found = definition.exec(text);
    if (!found) return end;
    end += found[0].length;
  }
}

interface Opening {
  isImage: boolean;
  /** False inside a text that already holds a link: links do not nest. */
  mayLink: boolean;
}

/** Follows the brackets of a text from left to right, as CommonMark does, to know which `](` belongs to a link. */
export class BracketFollower {
  private readonly openings: Opening[] = [];

  constructor(private readonly text: string) {}

  open(index: number): void {
    this.openings.push({ isImage: this.text.charAt(index - 1) === '!', mayLink: true });
  }

  /** Where the text goes on after the `]` at this index: behind the target in angle brackets, if it has one. */
  close(index: number): number {
    const opening = this.openings.pop();
    if (!opening?.mayLink) return index + 1;
    angledTarget.lastIndex = index + 1;
    const target = angledTarget.exec(this.text)?.[0];
    // A link with another target, or a reference, is one as well; what it makes of those around it is the same.
    const isLink = target !== undefined || /[([]/.test(this.text.charAt(index + 1));
    if (isLink && !opening.isImage) for (const outer of this.openings) if (!outer.isImage) outer.mayLink = false;
    return index + 1 + (target?.length ?? 0);
  }
}
