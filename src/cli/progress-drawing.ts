import { createRequire } from 'node:module';
import { formatDuration } from '../foundation/duration.js';
import type { Progress, ProgressEvent, StepStatus } from '../foundation/progress.js';
import { printableLine } from '../foundation/terminal-text.js';
import { paint, takesColor } from './colors.js';
import { say } from './say.js';

export interface ProgressDrawing {
  progress: Progress;
  /** Removes the live part; call it before anything else is printed. */
  stop: () => void;
}

const marks: Record<StepStatus, { sign: string; style: 'green' | 'red' | 'yellow' | 'dim' }> = {
  done: { sign: '✔', style: 'green' },
  failed: { sign: '✖', style: 'red' },
  warned: { sign: '⚠', style: 'yellow' },
  skipped: { sign: '○', style: 'dim' },
};

/** Draws progress on stderr: a live list on a terminal, one line a step elsewhere, nothing where silent. */
export function drawProgress({ silent, verbose }: { silent: boolean; verbose: boolean }): ProgressDrawing {
  if (silent) return { progress: () => {}, stop: () => {} };
  const line = lineWriter();
  const live = takesColor(process.stderr) && process.stderr.isTTY === true && !process.env['CI'];
  return live ? drawLive(line) : drawPlain(line, verbose);
}

type LineWriter = (event: ProgressEvent) => string | undefined;

function lineWriter(): LineWriter {
  const color = paint(process.stderr);
  return (event) => {
    switch (event.type) {
      case 'phase':
        return color('bold', printableLine(event.title));
      case 'note':
        return `  ${color('dim', printableLine(event.text))}`;
      case 'warning':
        return `${color('yellow', '⚠')} ${printableLine(event.text)}`;
      case 'step-finished': {
        const { sign, style } = marks[event.status];
        const label = event.label ? color(style, event.label.padEnd(15)) : '';
        const time = event.durationMs === undefined ? '' : color('dim', ` ${formatDuration(event.durationMs)}`);
        const detail = event.detail ? `\n    ${printableLine(event.detail)}` : '';
        return `${color(style, sign)} ${label}${printableLine(event.id)}${time}${detail}`;
      }
      case 'plan':
      case 'step-started':
        return undefined;
    }
  };
}

function drawPlain(line: LineWriter, verbose: boolean): ProgressDrawing {
  return {
    progress: (event) => {
      if (event.type === 'step-started' && verbose) say(process.stderr, `  ${printableLine(event.id)} …\n`);
      const text = line(event);
      if (text !== undefined) say(process.stderr, `${text}\n`);
    },
    stop: () => {},
  };
}

function drawLive(line: LineWriter): ProgressDrawing {
  // Loaded for a terminal only: its segmenter and its regular expressions take as long as a whole small command.
  const { createLogUpdate } = createRequire(import.meta.url)('log-update') as typeof import('log-update');
  const region = createLogUpdate(process.stderr, { showCursor: true });
  const color = paint(process.stderr);
  const running = new Map<string, number>();
  let planned = 0;
  let finished = 0;
  const redraw = () => {
    const rows = Math.max(3, (process.stderr.rows ?? 24) - 4);
    const shown = [...running].slice(0, rows).map(([id, since]) => {
      return `${color('cyan', '◌')} ${printableLine(id)} ${color('dim', formatDuration(performance.now() - since))}`;
    });
    const hidden = running.size - shown.length;
    if (hidden > 0) shown.push(color('dim', `  and ${hidden} more`));
    if (planned > 0) shown.push(color('dim', `${finished} of ${planned}`));
    if (shown.length > 0) region(shown.join('\n'));
    else region.clear();
  };
  const timer = setInterval(redraw, 200);
  timer.unref();
  return {
    progress: (event) => {
      if (event.type === 'step-started') running.set(event.id, performance.now());
      if (event.type === 'plan') planned = event.steps;
      // What follows is other work: the old count must not stand below it.
      if (event.type === 'phase') [planned, finished] = [0, 0];
      if (event.type === 'step-finished') {
        running.delete(event.id);
        finished += 1;
      }
      const text = line(event);
      if (text !== undefined) {
        region.clear();
        say(process.stderr, `${text}\n`);
      }
      redraw();
    },
    stop: () => {
      clearInterval(timer);
      region.clear();
    },
  };
}
