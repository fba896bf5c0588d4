// Writes oclif.manifest.json: with it a command starts without loading all the others.
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire, Module } from 'node:module';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runInThisContext } from 'node:vm';
import { Plugin } from '@oclif/core';

const root = fileURLToPath(new URL('../', import.meta.url));

// The bundle is the function of a module and no module (see build.mjs): put where oclif looks for it, as start.ts does.
const filename = `${root}dist/vrtg-provider.cjs`;
const require = createRequire(filename);
const bundle = new Module(filename);
require.cache[filename] = bundle;
const run = runInThisContext(readFileSync(filename, 'latin1'), { filename });
run(bundle.exports, require, bundle, filename, dirname(filename));
bundle.loaded = true;

const plugin = new Plugin({ root, type: 'core', ignoreManifest: true, errorOnManifestCreate: true });
await plugin.load();
writeFileSync(`${root}oclif.manifest.json`, `${JSON.stringify(plugin.manifest, null, 2)}\n`);
