/** A mistake in a page.md; lines and columns start at 1. */
export interface PageProblem {
  line: number;
  column: number;
  code: 'page-heading' | 'page-html';
  message: string;
  hint: string;
}

export function checkPage(_text: string): PageProblem[] {
  return [];
}
