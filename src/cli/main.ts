import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Interfaces, run } from '@oclif/core';
import { packageRoot } from '../foundation/package-info.js';
import { reportFailure } from './failure-report.js';

export interface Executable {
  /** The name in help texts. */
  bin: string;
  /** Words put before the arguments: `vcts run` is `vrtg-provider conformance run`. */
  prefix?: string[];
}

/** Runs one command line; sets `process.exitCode`, never throws. */
export async function main({ bin, prefix = [] }: Executable): Promise<void> {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      // Nobody reads any more: that is no error, and what was begun still ends in order.
      if (error.code !== 'EPIPE') throw error;
    });
  }
  // Nothing is under way or unwritten any more then: what is in memory need not be freed piece by piece.
  process.once('beforeExit', () => process.exit());
  const argv = process.argv.slice(2);
  try {
    const args = withPrefix(prefix, argv);
    await run(args, { root: packageRoot, pjson: manifestFor(bin) });
  } catch (thrown) {
    process.exitCode = reportFailure(thrown, { json: argv.includes('--json'), bin, commands: commandIds() });
  }
}

function withPrefix(prefix: readonly string[], argv: readonly string[]): string[] {
  const [first, ...rest] = argv;
  // The same for both executables.
  if (first !== undefined && ['--version', 'completion', 'complete'].includes(first)) return [...argv];
  if (first === undefined) return [...prefix, '--help'];
  return first === 'help' ? [...prefix, ...rest, '--help'] : [...prefix, ...argv];
}

/** The package's own manifest, with the executable's name for help texts. */
function manifestFor(bin: string): Interfaces.PJSON {
  const manifest = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')) as Interfaces.PJSON;
  return { ...manifest, oclif: { ...manifest.oclif, bin } };
}

function commandIds(): string[] {
  const file = join(packageRoot, 'oclif.manifest.json');
  return Object.keys((JSON.parse(readFileSync(file, 'utf8')) as { commands: object }).commands);
}
