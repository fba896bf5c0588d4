// Text with the colours of a terminal, as an SVG picture that reads on light and on dark pages.
const cell = { width: 8.4, height: 18 };
const margin = 16;
const esc = String.fromCharCode(27);
const pieces = new RegExp(`${esc}\\[([\\d;]*)m|([^${esc}]+)`, 'g');
const names = ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white'];

/** `text` is what `tmux capture-pane -e` writes; the answer is an SVG document. */
export function drawTerminal(text, { columns, title }) {
  const lines = text.replace(/\n+$/, '').split('\n');
  const width = Math.ceil(columns * cell.width + 2 * margin);
  const height = lines.length * cell.height + 2 * margin;
  let style = {};
  const rows = lines.map((line, row) => {
    const drawn = runsOf(line, style);
    style = drawn.style;
    return rowOf(drawn.runs, margin + row * cell.height + 13);
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">
<title>${escaped(title)}</title>
<style>
text { font: 14px ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; fill: #e6edf3; white-space: pre; }
.dim { fill: #9198a1; }
.bold { font-weight: 600; }
.red { fill: #ff7b72; } .green { fill: #56d364; } .yellow { fill: #e3b341; } .blue { fill: #79c0ff; } .magenta { fill: #d2a8ff; } .cyan { fill: #56d4dd; }
</style>
<rect width="${width}" height="${height}" rx="8" fill="#0d1117"/>
${rows.filter(Boolean).join('\n')}
</svg>
`;
}

/** The pieces of a line that look alike: `{ text, column, style }`, and the style that goes on in the next line. */
function runsOf(line, before) {
  let style = before;
  let column = 0;
  const runs = [];
  for (const [, codes, text] of line.matchAll(pieces)) {
    if (text === undefined) style = changed(style, codes.split(';').map(Number));
    else {
      runs.push({ text, column, style });
      column += [...text].length;
    }
  }
  return { runs, style };
}

function changed(before, codes) {
  let { bold, dim, color } = before;
  for (const code of codes) {
    if (code === 0) [bold, dim, color] = [];
    else if (code === 1) bold = true;
    else if (code === 2) dim = true;
    else if (code === 22) [bold, dim] = [];
    else if (code === 39) color = undefined;
    else if (code === 90) color = 'dim';
    else if (code >= 30 && code <= 37) color = names[code - 30];
  }
  return { bold, dim, color };
}

function rowOf(runs, y) {
  const spans = runs
    .filter(({ text }) => text.trim() !== '')
    .map(({ text, column, style }) => {
      const indent = text.length - text.trimStart().length;
      const shown = text.trim();
      const x = (margin + (column + indent) * cell.width).toFixed(1);
      const length = ([...shown].length * cell.width).toFixed(1);
      const classes = [style.bold && 'bold', style.dim ? 'dim' : style.color].filter(Boolean).join(' ');
      const look = classes ? ` class="${classes}"` : '';
      return `<tspan x="${x}" textLength="${length}"${look}>${escaped(shown)}</tspan>`;
    });
  return spans.length > 0 ? `<text y="${y}">${spans.join('')}</text>` : '';
}

function escaped(text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
