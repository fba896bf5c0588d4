import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readIfExists } from '../../foundation/files.js';

/** A command of the project: the program, then its arguments. */
export type Command = readonly [string, ...string[]];

export interface ProjectCommands {
  install?: Command;
  build?: Command;
  test?: Command;
}

/** What the project's own files say: a Makefile's targets first, then Go's tools, then the scripts of package.json. */
export function projectCommands(directory: string): ProjectCommands {
  const has = (name: string) => existsSync(join(directory, name));
  const targets = makeTargets(
    ['GNUmakefile', 'makefile', 'Makefile'].map((name) => readIfExists(join(directory, name))),
  );
  const scripts = npmScripts(readIfExists(join(directory, 'package.json')));
  const isGo = has('go.mod');
  const command = (name: 'build' | 'test'): Command | undefined => {
    if (targets.has(name)) return ['make', name];
    if (isGo) return ['go', name, './...'];
    return scripts?.has(name) ? ['npm', 'run', name] : undefined;
  };
  const found = { build: command('build'), test: command('test') };
  const usesNpm = [found.build, found.test].some((words) => words?.[0] === 'npm');
  const lacksPackages = usesNpm && !has('node_modules');
  return {
    ...(lacksPackages && {
      install: has('package-lock.json') ? (['npm', 'ci'] as const) : (['npm', 'install'] as const),
    }),
    ...(found.build && { build: found.build }),
    ...(found.test && { test: found.test }),
  };
}

/** Make takes the first of its files. */
function makeTargets(files: readonly (string | undefined)[]): Set<string> {
  const text = files.find((file) => file !== undefined) ?? '';
  const rules = text.matchAll(/^([A-Za-z0-9_.][\w. -]*?)\s*::?(?!=)/gm);
  return new Set([...rules].flatMap(([, names = '']) => names.split(/\s+/)));
}

/** Undefined without a package.json that can be read. */
function npmScripts(text: string | undefined): Set<string> | undefined {
  if (text === undefined) return undefined;
  try {
    const { scripts } = JSON.parse(text) as { scripts?: Record<string, unknown> };
    return new Set(Object.keys(scripts ?? {}));
  } catch {
    // npm says what is wrong with it, in the first stage that asks npm.
    return new Set(['build', 'test']);
  }
}
