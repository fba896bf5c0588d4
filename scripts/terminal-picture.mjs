// npm run docs:picture: runs a command in a terminal of 80 columns (tmux) and draws what stood there, as docs/run.svg.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { drawTerminal } from './docs/draw-terminal.mjs';

const root = fileURLToPath(new URL('../', import.meta.url));
const command = 'vcts run mock --profile core --report report.html';
const columns = 80;

const folder = mkdtempSync(join(tmpdir(), 'vrtg-picture-'));
const tmux = (...args) =>
  execFileSync('tmux', ['-L', 'vrtg-picture', '-f', '/dev/null', ...args], { encoding: 'utf8', stdio: 'pipe' });
const screen = (...args) => tmux('capture-pane', '-p', ...args);

try {
  for (const name of ['vcts', 'vrtg-provider']) {
    const file = join(folder, name);
    writeFileSync(file, `#!/bin/sh\nexec "${process.execPath}" "${join(root, 'bin', name)}.js" "$@"\n`, {
      mode: 0o755,
    });
  }
  const env = {
    HOME: folder,
    TERM: 'tmux-256color',
    LANG: 'C.UTF-8',
    PATH: `${folder}:${process.env.PATH}`,
    PS1: '$ ',
  };
  const words = Object.entries(env).map(([name, value]) => `${name}='${value}'`);
  const shell = `cd '${folder}' && exec env -i ${words.join(' ')} bash --norc --noprofile`;
  tmux('new-session', '-d', '-x', String(columns), '-y', '100', shell);
  await until(() => /^\$ *\n/.test(screen()));
  tmux('send-keys', command, 'Enter');
  await until(() => /\n\$ *\n*$/.test(screen()));
  // The last line is the next prompt.
  const recorded = screen('-e').trimEnd().split('\n').slice(0, -1).join('\n');
  writeFileSync(join(root, 'docs/run.svg'), drawTerminal(recorded, { columns, title: command }));
  tmux('send-keys', 'exit', 'Enter');
  await until(hasEnded);
} finally {
  try {
    tmux('kill-server');
  } catch {
    // It ends by itself when its shell does.
  }
  rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
}

function hasEnded() {
  try {
    tmux('has-session');
    return false;
  } catch {
    return true;
  }
}

async function until(isSo) {
  for (let tries = 0; tries < 600; tries += 1) {
    if (isSo()) return;
    await sleep(100);
  }
  throw new Error('the terminal did not come to its end within a minute');
}
