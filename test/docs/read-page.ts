import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { packageRoot } from '../../src/foundation/package-info.js';

/**
 * A fenced block of a page. HTML comments right before it say what the reader does not need to see:
 *
 *     <!-- not run: needs a cluster -->     why no test runs it
 *     <!-- exit: 3 -->                      the exit code that it ends with
 *     <!-- background -->                   it goes on until the page ends
 *     <!-- file: provider.yaml -->          the reader writes this file
 *     <!-- before: touch report.json -->    what the test does before it, instead of the reader
 */
export interface Block {
  language: string;
  text: string;
  line: number;
  notRun?: string;
  exit: number;
  background: boolean;
  file?: string;
  before: string[];
}

export interface Page {
  /** Relative to the project. */
  path: string;
  text: string;
  blocks: Block[];
  /** Code within lines of text. */
  spans: string[];
}

const isShell = (language: string) => ['sh', 'bash', 'console'].includes(language);

export function isCommandBlock({ language, file }: Block): boolean {
  return isShell(language) && file === undefined;
}

/** Every page for users: the README and docs/. */
export function documentationPages(): Page[] {
  const docs = readdirSync(join(packageRoot, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => join('docs', name));
  return ['README.md', ...docs.sort()].map(readPage);
}

export function readPage(path: string): Page {
  const text = readFileSync(join(packageRoot, path), 'utf8');
  return { path: relative('.', path), text, ...parsePage(text) };
}

export function parsePage(text: string): Pick<Page, 'blocks' | 'spans'> {
  const blocks: Block[] = [];
  const prose: string[] = [];
  let comments: string[] = [];
  let open: { fence: string; block: Block } | undefined;
  text.split('\n').forEach((line, index) => {
    const [, fence = '', language = ''] = /^(`{3,})(\w*)\s*$/.exec(line) ?? [];
    if (open) {
      if (fence === open.fence && language === '') open = undefined;
      else open.block.text += `${line}\n`;
    } else if (fence) {
      open = { fence, block: newBlock(language, index + 1, comments) };
      blocks.push(open.block);
      comments = [];
    } else if (/^<!--.*-->$/.test(line)) {
      comments.push(line.slice(4, -3).trim());
    } else {
      if (line.trim() !== '') comments = [];
      prose.push(line);
    }
  });
  if (open) throw new Error(`the block of line ${open.block.line} does not end`);
  return { blocks, spans: [...prose.join('\n').matchAll(/(?<!`)`([^`\n]+)`(?!`)/g)].map(([, span]) => span as string) };
}

function newBlock(language: string, line: number, comments: readonly string[]): Block {
  const said = (word: string) =>
    comments
      .filter((comment) => comment.startsWith(`${word}:`))
      .map((comment) => comment.slice(word.length + 1).trim());
  const [notRun] = said('not run');
  const [file] = said('file');
  return {
    language,
    text: '',
    line,
    exit: Number(said('exit')[0] ?? 0),
    background: comments.includes('background'),
    before: said('before'),
    ...(notRun !== undefined && { notRun }),
    ...(file !== undefined && { file }),
  };
}

/** One command line of a block, with the output that the page shows after it; undefined where it shows none. */
export interface Step {
  command: string;
  output?: string[];
}

/** A console block has a step for each prompt, a script is one step. */
export function stepsOf({ language, text }: Block): Step[] {
  if (language !== 'console') return [{ command: text }];
  const steps: (Step & { output: string[] })[] = [];
  for (const line of text.replace(/\n$/, '').split('\n')) {
    const last = steps.at(-1);
    if (line.startsWith('$ ')) steps.push({ command: line.slice(2), output: [] });
    else if (!last) throw new Error(`a console block begins with "${line}", not with a prompt`);
    else if (last.output.length === 0 && last.command.endsWith('\\')) last.command += `\n${line}`;
    else last.output.push(line);
  }
  return steps.map(({ command, output }) => (output.length > 0 ? { command, output } : { command }));
}
