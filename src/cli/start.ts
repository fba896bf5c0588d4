import { readFileSync } from 'node:fs';
import { Module } from 'node:module';
import { dirname, join } from 'node:path';
import { Script } from 'node:vm';
import { openCodeCache } from './code-cache.js';
import type { Executable } from './main.js';

/** Put in by the build. */
declare const BUNDLE_HASH: string;
declare const COMMAND_IDS: readonly string[];
declare const TOOL_VERSION: string;

interface Bundle {
  main: (executable: Executable) => Promise<void>;
}

/** Starts the bundle by a V8 code cache of its own, since half of a start is compiling what the last one compiled. */
export function start(executable: Executable): void {
  const argv = process.argv.slice(2);
  if (argv.length === 1 && argv[0] === '--version') {
    process.stdout.write(`vrtg-provider/${TOOL_VERSION} ${process.platform}-${process.arch} node-${process.version}\n`);
    return;
  }
  const words = [...(executable.prefix ?? []), ...argv];
  const cache = openCodeCache({
    env: process.env,
    name: `${BUNDLE_HASH}-${process.version}-${process.arch}-${commandOf(words)}`,
  });
  const filename = join(__dirname, 'vrtg-provider.cjs');
  void load(filename, cache).main(executable);
}

/** The id of the command that the words begin with; code is cached by it, since each command compiles other parts. */
function commandOf(words: readonly string[]): string {
  const plain = words.slice(0, 3).filter((word) => /^[a-z][-a-z]*$/.test(word));
  for (let length = plain.length; length > 0; length -= 1) {
    const id = plain.slice(0, length).join(':');
    if (COMMAND_IDS.includes(id) && !words.includes('--help')) return id.replaceAll(':', '.');
  }
  return 'help';
}

function load(filename: string, cache: ReturnType<typeof openCodeCache>): Bundle {
  // The build writes ASCII only, which is read as Latin-1 in a fraction of the time that UTF-8 takes.
  const source = readFileSync(filename, 'latin1');
  const module = new Module(filename);
  module.filename = filename;
  module.paths = [];
  // oclif asks for this file by its name and must get the module that is running.
  require.cache[filename] = module as NodeJS.Module;
  const script = new Script(source, {
    filename,
    ...(cache.data && { cachedData: cache.data }),
  });
  script.runInThisContext()(module.exports, Module.createRequire(filename), module, filename, dirname(filename));
  module.loaded = true;
  if (!cache.data || script.cachedDataRejected) {
    process.once('exit', (code) => {
      if (code === 0) cache.write(() => script.createCachedData());
    });
  }
  return module.exports as Bundle;
}
