import { joined, type Pieces } from './generated-file.js';
import { type Fill, pageFills } from './page-fills.js';
import { type PageView, type RowTemplate, rowTemplates } from './page-view.js';

let fills: { page: Fill; rows: ReadonlyMap<string, readonly [RowTemplate, Fill]> } | undefined;

/** Fills `templates/catalog/page.md.hbs`, where the rows of the providers stand by `{{rows "..."}}`. */
export async function fillPage(view: PageView): Promise<string> {
  return joined(await pagePieces(view));
}

/** The same, provider by provider. */
export async function pagePieces(view: PageView): Promise<Pieces> {
  fills ??= await readFills();
  const { page, rows } = fills;
  // No text of a page holds NUL: it marks where the rows belong.
  const [beginning = '', ...parts] = page(view).split(rowsMark);
  return function* () {
    yield beginning;
    for (let index = 0; index < parts.length; index += 2) {
      const [row, fill] = rows.get(parts[index] ?? '') ?? [];
      if (!row || !fill) throw new Error(`there is no template of rows ${parts[index]}`);
      for (const provider of view.rows(row)) yield fill(provider);
      yield parts[index + 1] ?? '';
    }
  };
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: NUL is what is looked for
const rowsMark = /\u0000([a-z-]+)\u0000\n/;

async function readFills(): Promise<NonNullable<typeof fills>> {
  const fill = await pageFills();
  return { page: fill('page.md'), rows: new Map(rowTemplates.map((name) => [name, [name, fill(name)]])) };
}
