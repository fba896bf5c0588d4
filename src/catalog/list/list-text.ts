import { printableLine } from '../../foundation/terminal-text.js';
import { hasErrors } from '../../provider/metadata/finding.js';
import type { ListedProvider, ListResult } from './list-catalog.js';

type Style = 'bold' | 'dim' | 'green' | 'yellow' | 'red';

export interface ListLayout {
  /** Characters of a line; undefined where nothing limits it, as in a pipe. */
  columns: number | undefined;
  /** Leaves text as it is where no colour is wanted. */
  color: (style: Style, text: string) => string;
}

const verdictStyles: Record<string, Style> = { pass: 'green', partial: 'yellow', fail: 'red', stale: 'yellow' };
const gap = '  ';
const headings = [
  'NAME',
  'VERSION',
  'VERDICT',
  'MATURITY',
  'CAPABILITIES',
  'KUBERNETES',
  'VIRTRIGAUD',
  'PLATFORMS',
] as const;

/** A table where it fits, else a paragraph for each provider; '' where nothing fits the filter. */
export function listText({ providers }: ListResult, { columns, color }: ListLayout): string {
  if (providers.length === 0) return '';
  const rows = providers.map(cells);
  const widths = headings.map((heading, column) =>
    rows.reduce((width, row) => Math.max(width, (row[column] ?? '').length), heading.length),
  );
  const total = widths.reduce((sum, width) => sum + width, 0) + gap.length * (widths.length - 1);
  if (columns !== undefined && total > columns)
    return providers.map((provider) => paragraph(provider, { columns, color })).join('\n');
  const line = (row: readonly string[], paint: (column: number, cell: string, text: string) => string) =>
    `${row.map((cell, column) => paint(column, cell.padEnd(widths[column] ?? 0), cell)).join(gap)}`.trimEnd();
  const paintCell = (column: number, cell: string, text: string) =>
    headings[column] === 'VERDICT' ? painted(color, text, cell) : cell;
  const lines = [line(headings, (_column, cell) => color('bold', cell)), ...rows.map((row) => line(row, paintCell))];
  return `${lines.join('\n')}\n`;
}

/** Every cell is ASCII by the schema's patterns, so that its length is its width. */
function cells({ name, tag, verdict, maturity, capabilities, compatibility }: ListedProvider): string[] {
  const { kubernetes = '-', virtrigaud = '-', platforms = [] } = compatibility;
  return [
    name,
    tag,
    verdict,
    maturity,
    capabilities.join(', '),
    kubernetes,
    virtrigaud,
    platforms.join(', ') || '-',
  ].map(printableLine);
}

function paragraph(provider: ListedProvider, { columns, color }: { columns: number; color: ListLayout['color'] }) {
  const [name = '', tag = '', verdict = '', maturity = '', capabilities = '', kubernetes, virtrigaud, platforms] =
    cells(provider);
  const facts = [
    `capabilities: ${capabilities}`,
    `kubernetes: ${kubernetes}`,
    `virtrigaud: ${virtrigaud}`,
    `platforms: ${platforms}`,
  ];
  const head = `${color('bold', name)} ${tag} ${painted(color, verdict, verdict)} ${maturity}`;
  const isShort = [name, tag, verdict, maturity].join(' ').length <= columns;
  const top = isShort ? [head] : [color('bold', name), ...[tag, verdict, maturity].map((text) => `${gap}${text}`)];
  return `${[...top, ...facts.flatMap((fact) => wrapped(fact, columns))].join('\n')}\n`;
}

function painted(color: ListLayout['color'], verdict: string, cell: string): string {
  return color(verdictStyles[verdict] ?? 'dim', cell);
}

/** Breaks at spaces; a word that is longer than a line keeps its line for itself. */
function wrapped(text: string, columns: number): string[] {
  const lines: string[] = [];
  let line = gap;
  for (const word of text.split(' ')) {
    const isFirst = line.trim() === '';
    if (!isFirst && line.length + 1 + word.length > columns) {
      lines.push(line);
      line = `${gap}${gap}${word}`;
    } else line += isFirst ? word : ` ${word}`;
  }
  return [...lines, line];
}

/** What is said beside the list, one remark a line. */
export function listRemarks({ providers, total, unused, findings }: ListResult): string[] {
  return [
    ...unused.map(({ filter, value, suggestion }) => {
      const meant = suggestion === undefined ? '' : `; did you mean --${filter} ${suggestion}?`;
      return `no provider of this catalog has the ${filter} ${printableLine(value)}${meant}`;
    }),
    ...(hasErrors(findings)
      ? ['the catalog has errors, so providers may be missing here: run `vrtg-provider catalog check`']
      : []),
    `${providers.length} of ${total} ${total === 1 ? 'provider' : 'providers'}`,
  ];
}
