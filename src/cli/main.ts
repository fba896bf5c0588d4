import { Config, run } from '@oclif/core';
import { reportFailure } from './failure-report.js';

export interface Executable {
  /** The name in help texts. */
  bin: string;
  /** URL of a file in the package. */
  root: string;
  /** Words put before the arguments: `vcts run` is `vrtg-provider conformance run`. */
  prefix?: string[];
}

/** Runs one command line; sets `process.exitCode`, never throws. */
export async function main({ bin, root, prefix = [] }: Executable): Promise<void> {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') process.exit(process.exitCode ?? 0);
      throw error;
    });
  }
  const argv = process.argv.slice(2);
  try {
    const config = await Config.load(root);
    config.bin = bin;
    const asksVersion = argv[0] === '--version';
    const args = asksVersion ? argv : [...prefix, ...(argv.length === 0 ? ['--help'] : argv)];
    await run(args, config);
  } catch (thrown) {
    process.exitCode = reportFailure(thrown, { json: argv.includes('--json'), bin });
  }
}
