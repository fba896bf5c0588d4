import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { packageRoot } from '../../src/foundation/package-info.js';
import { type Block, isCommandBlock, readPage, stepsOf } from './read-page.js';

interface Reader {
  folder: string;
  /** Ports as the page writes them, and the free ones that stand for them. */
  ports: Map<string, string>;
  env: Record<string, string>;
}

/** Does what a page says, in its order, in a folder of its own; fails where a command or its output is otherwise. */
export async function followPage(path: string): Promise<void> {
  const reader = await newReader();
  for (const block of readPage(path).blocks) {
    const place = `${path}:${block.line}`;
    if (block.notRun !== undefined) continue;
    if (block.file !== undefined) writeBlock(block, block.file, reader);
    else if (isCommandBlock(block)) await runBlock(block, place, reader);
  }
}

async function newReader(): Promise<Reader> {
  const folder = mkdtempSync(join(tmpdir(), 'vrtg-docs-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
  const bin = join(folder, '.bin');
  const home = join(folder, '.home');
  for (const directory of [bin, home, join(folder, 'work')]) mkdirSync(directory, { recursive: true });
  writeFileSync(join(folder, '.cwd'), join(folder, 'work'));
  for (const name of ['vcts', 'vrtg-provider']) {
    writeFileSync(join(bin, name), `#!/bin/sh\nexec "${process.execPath}" "${packageRoot}/bin/${name}.js" "$@"\n`, {
      mode: 0o755,
    });
  }
  writeFileSync(join(bin, 'npx'), '#!/bin/sh\nexec "$@"\n', { mode: 0o755 });
  writeFileSync(
    join(home, '.gitconfig'),
    '[user]\n  name = Reader\n  email = reader@example.com\n[init]\n  defaultBranch = main\n',
  );
  const ports = new Map<string, string>();
  for (const port of ['9443', '8080']) ports.set(port, String(await freePort()));
  return {
    folder,
    ports,
    env: {
      PATH: `${bin}:${process.env['PATH']}`,
      HOME: home,
      TMPDIR: tmpdir(),
      LANG: 'C.UTF-8',
      NODE_MODULES: join(packageRoot, 'node_modules'),
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

function writeBlock({ text }: Block, name: string, { folder, ports }: Reader): void {
  const file = join(readFileSync(join(folder, '.cwd'), 'utf8').trim(), name);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, withFreePorts(text, ports));
}

async function runBlock(block: Block, place: string, reader: Reader): Promise<void> {
  for (const command of block.before) await runStep({ command, place, exit: 0, reader });
  if (block.background) return startInBackground(block.text, place, reader);
  const steps = stepsOf(block);
  for (const [index, step] of steps.entries()) {
    const exit = index === steps.length - 1 ? block.exit : 0;
    const said = await runStep({ command: step.command, place, exit, reader });
    if (step.output) expectOutput(said, step.output, `${place}: $ ${step.command}`);
  }
}

/** Each command finds the working directory and the variables that the one before left. */
function script(command: string, { folder, ports }: Reader): string {
  return [
    `cd "$(cat '${folder}/.cwd')"`,
    `[ ! -f '${folder}/.env' ] || . '${folder}/.env'`,
    `trap 'pwd > "${folder}/.cwd"; export -p > "${folder}/.env"' EXIT`,
    withFreePorts(command, ports),
  ].join('\n');
}

interface StepRun {
  command: string;
  place: string;
  exit: number;
  reader: Reader;
}

async function runStep({ command, place, exit, reader }: StepRun): Promise<string> {
  const child = shell(command, reader);
  let said = '';
  child.stdout?.on('data', (data) => (said += data));
  child.stderr?.on('data', (data) => (said += data));
  const code = await new Promise((resolve) => child.once('close', resolve));
  const text = withPagePorts(said, reader.ports);
  expect({ place, command, code, said: code === exit ? '' : text }).toEqual({ place, command, code: exit, said: '' });
  return text;
}

function shell(command: string, reader: Reader): ChildProcess {
  return spawn('bash', ['-e', '-o', 'pipefail', '-c', script(command, reader)], {
    env: reader.env,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
}

async function startInBackground(command: string, place: string, reader: Reader): Promise<void> {
  const child = shell(command, reader);
  onTestFinished(async () => {
    if (child.exitCode !== null || child.pid === undefined) return;
    const closed = new Promise((resolve) => child.once('close', resolve));
    process.kill(-child.pid, 'SIGTERM');
    await closed;
  });
  let said = '';
  child.stderr?.on('data', (data) => (said += data));
  await new Promise<void>((resolve, reject) => {
    child.stdout?.once('data', () => resolve());
    child.once('close', (code) => reject(new Error(`${place} ended with ${code}: ${said}`)));
  });
}

/** Every line of the page is in the output, in its order; a line of dots stands for any lines, none too. */
export function expectOutput(said: string, shown: readonly string[], place: string): void {
  const lines = said.split('\n').map(comparable);
  let at = 0;
  let mayskip = false;
  for (const line of shown) {
    if (line.trim() === '...') {
      mayskip = true;
      continue;
    }
    const found = mayskip ? lines.indexOf(comparable(line), at) : lines[at] === comparable(line) ? at : -1;
    expect(found, `${place}: "${line}" is not where the page shows it in\n${said}`).toBeGreaterThanOrEqual(0);
    at = found + 1;
    mayskip = false;
  }
}

/** Times, digests and widths differ from run to run; versions of the suite have pages of their own. */
function comparable(line: string): string {
  return line
    .replace(/\b\d+(?:\.\d+)?(?:ms|s|m)\b/g, '#s')
    .replace(/VCTS \d+\.\d+\.\d+, \d+ of \d+ tests/g, 'VCTS #, # tests')
    .replace(/VCTS \d+\.\d+\.\d+/g, 'VCTS #')
    .replace(/\b\d{4}-\d\d-\d\dT[\d:.]+Z/g, '#time')
    .replace(/\b[0-9a-f]{12,64}\b/g, '#hash')
    .replace(/\/\S*\/vrtg-docs-\w+\/work/g, '/home/me')
    .replace(/\s+/g, ' ')
    .trim();
}

function withFreePorts(text: string, ports: ReadonlyMap<string, string>): string {
  return text.replace(/\b(?:9443|8080)\b/g, (port) => ports.get(port) ?? port);
}

function withPagePorts(text: string, ports: ReadonlyMap<string, string>): string {
  return [...ports].reduce((changed, [port, free]) => changed.replaceAll(free, port), text);
}

/** Whether a program is on this machine; what needs it is skipped where it is not. */
export function hasProgram(name: string): boolean {
  return (process.env['PATH'] ?? '').split(':').some((folder) => existsSync(join(folder, name)));
}
