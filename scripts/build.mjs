// Bundles the executables: one file loads several times faster than a thousand. The sources stay as they are read.
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { bundlePlugins } from './bundle-plugins.mjs';
import { licenceTexts } from './licence-texts.mjs';

const root = fileURLToPath(new URL('../', import.meta.url));
const commandFolder = join(root, 'src/commands');
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

const shared = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  // A script that is run by vm.Script has no import(): what is not in the bundle is Node's own, which require gives.
  supported: { 'dynamic-import': false },
  minify: true,
  legalComments: 'none',
  charset: 'ascii',
  logLevel: 'warning',
};

/** The commands as oclif's explicit strategy wants them; each is evaluated when it is asked for. */
function entry(ids) {
  const commands = ids.map(
    (id) => `get ${JSON.stringify(id)}() { return require('./src/commands/${id.replaceAll(':', '/')}.ts').default; }`,
  );
  return `exports.COMMANDS = { ${commands.join(',\n')} };
Object.defineProperty(exports, 'HelpClass', { enumerable: true, get: () => require('./src/cli/help.ts').default });
exports.main = (executable) => require('./src/cli/main.ts').main(executable);`;
}

function commandIds(folder = commandFolder, prefix = '') {
  return readdirSync(folder, { withFileTypes: true })
    .flatMap((file) =>
      file.isDirectory()
        ? commandIds(join(folder, file.name), `${prefix}${file.name}:`)
        : [`${prefix}${basename(file.name, '.ts')}`],
    )
    .sort();
}

const ids = commandIds();
const dist = join(root, 'dist');

const {
  metafile,
  outputFiles: [bundle],
} = await build({
  ...shared,
  stdin: { contents: entry(ids), resolveDir: root, sourcefile: 'entry.cjs' },
  outfile: 'dist/vrtg-provider.cjs',
  write: false,
  metafile: true,
  define: { 'import.meta.dirname': '__dirname' },
  // A module of CommonJS is such a function; as the build writes it, no start has to copy two megabytes around.
  banner: { js: '(function (exports, require, module, __filename, __dirname) {' },
  footer: { js: '})' },
  plugins: bundlePlugins,
});
const {
  outputFiles: [start],
} = await build({
  ...shared,
  entryPoints: ['src/cli/start.ts'],
  outfile: 'dist/start.cjs',
  write: false,
  define: {
    BUNDLE_HASH: JSON.stringify(createHash('sha256').update(bundle.contents).digest('hex').slice(0, 16)),
    COMMAND_IDS: JSON.stringify(ids),
    TOOL_VERSION: JSON.stringify(version),
  },
});

// A build that failed leaves the last one in place, and whoever runs meanwhile finds whole files.
mkdirSync(dist, { recursive: true });
const files = {
  'vrtg-provider.cjs': bundle.contents,
  'start.cjs': start.contents,
  'THIRD_PARTY_LICENSES.txt': licenceTexts(metafile, root),
};
for (const [name, contents] of Object.entries(files)) {
  writeFileSync(join(dist, `.${name}`), contents);
  renameSync(join(dist, `.${name}`), join(dist, name));
}
for (const name of readdirSync(dist)) {
  if (!(name in files)) rmSync(join(dist, name), { recursive: true, force: true });
}
