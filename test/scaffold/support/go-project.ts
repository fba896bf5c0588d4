import { join } from 'node:path';
import { execa } from 'execa';
import { packageRoot } from '../../../src/foundation/package-info.js';
import { runCommand } from '../../support/command-line.js';

const version = await execa('go', ['env', 'GOVERSION'], { reject: false });
const make = await execa('make', ['--version'], { reject: false });

const template = join(packageRoot, 'templates/scaffolds/go');
const modules = version.failed ? version : await execa('go', ['mod', 'download'], { cwd: template, reject: false });

/** Why no Go project can be built here; undefined where one can. */
export const withoutGo = version.failed
  ? 'skipped: Go is not installed'
  : make.failed
    ? 'skipped: make is not installed'
    : modules.failed && /dial tcp|no such host|timeout|connection refused|module lookup disabled/.test(modules.stderr)
      ? 'skipped: no module proxy is reached'
      : undefined;

/** The command line of VCTS, as a shell takes it. */
export const vcts = `"${process.execPath}" "${join(packageRoot, 'bin/vcts.js')}"`;

export interface GoProject {
  directory: string;
  /** Runs `make` there with VCTS as built here; `all` is what it printed. */
  make: (...args: string[]) => Promise<{ exitCode: number | undefined; all: string }>;
}

/** Scaffolds a project; its Go caches are the user's own. */
export async function newGoProject(directory: string, ...flags: string[]): Promise<GoProject> {
  const { exitCode, stderr } = await runCommand(['scaffold', ...flags, '--language', 'go', '--output', directory]);
  if (exitCode !== 0) throw new Error(stderr);
  return {
    directory,
    make: async (...args) => {
      const { exitCode, all } = await execa('make', args, {
        cwd: directory,
        env: { VCTS: vcts },
        all: true,
        reject: false,
        stdin: 'ignore',
      });
      return { exitCode, all };
    },
  };
}
