// The few forms of Markdown that the reference is written in.

/** Text for a cell of a table: no bar, no line end. */
export function cell(text) {
  return String(text ?? '')
    .replaceAll('|', '\\|')
    .replaceAll('<', '&lt;')
    .replace(/\s*\n\s*/g, ' ')
    .trim();
}

export function code(text) {
  const value = String(text).replace(/\s*\n\s*/g, ' ');
  return value.includes('`') ? `\`\` ${value} \`\`` : `\`${value}\``;
}

/** Code in a cell: a bar would end the cell even there. */
export function codeCell(text) {
  return code(text).replaceAll('|', '\\|');
}

export function table(head, rows) {
  const line = (cells) => `| ${cells.join(' | ')} |`;
  return [line(head), `|${head.map(() => '---|').join('')}`, ...rows.map(line)].join('\n');
}

/** A page of the reference; `parts` are its paragraphs, empty ones are left out. */
export function page(title, parts) {
  const written = '<!-- Written by "npm run docs" from the code. Do not edit. -->';
  return `${[written, `# ${title}`, ...parts.filter((part) => part)].join('\n\n')}\n`;
}
