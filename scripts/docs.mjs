// npm run docs: writes docs/reference/ from the code. With --check it writes nothing and ends with 1 where a page is stale.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { commandsPage } from './docs/commands-page.mjs';
import { environmentPage } from './docs/environment-page.mjs';
import { errorCodes } from './docs/error-codes.mjs';
import { errorsPage } from './docs/errors-page.mjs';
import { exitCodesPage } from './docs/exit-codes-page.mjs';
import { providerYamlPage, schemasPage } from './docs/schema-pages.mjs';
import { sourceFiles } from './docs/source-tree.mjs';
import { testsPage } from './docs/tests-page.mjs';

const root = fileURLToPath(new URL('../', import.meta.url));
const folder = join(root, 'docs/reference');
const json = (path) => JSON.parse(readFileSync(join(root, path), 'utf8'));

/** What modules of the sources export: they are TypeScript, so they are bundled first. */
async function sources(contents) {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: join(root, 'src') },
    bundle: true,
    platform: 'node',
    format: 'esm',
    write: false,
  });
  return import(`data:text/javascript,${encodeURIComponent(outputFiles[0].text)}`);
}

const { exitCodes, findingCodes } = await sources(`
  export { exitCodes } from './foundation/exit-codes.ts';
  export { findingCodes } from './provider/metadata/finding-codes.ts';
`);
const files = sourceFiles(root);
const schemaFiles = readdirSync(join(root, 'schemas')).filter((name) => name.endsWith('.json'));
const suite = execFileSync(process.execPath, [join(root, 'bin/vcts.js'), 'list', '--json'], { encoding: 'utf8' });

const pages = {
  'commands.md': commandsPage(json('oclif.manifest.json')),
  'environment.md': environmentPage(files),
  'errors.md': errorsPage({ failures: errorCodes(root, exitCodes), findings: findingCodes, files }),
  'exit-codes.md': exitCodesPage(exitCodes),
  'provider-yaml.md': providerYamlPage(
    json('schemas/provider.schema.json'),
    json('schemas/catalog-settings.schema.json'),
  ),
  'schemas.md': schemasPage(schemaFiles.sort().map((file) => ({ file, schema: json(`schemas/${file}`) }))),
  'tests.md': testsPage(JSON.parse(suite)),
};

mkdirSync(folder, { recursive: true });
const stale = [
  ...Object.keys(pages).filter((name) => contents(name) !== pages[name]),
  ...readdirSync(folder).filter((name) => !(name in pages)),
].sort();
if (process.argv.includes('--check')) {
  for (const name of stale) process.stdout.write(`docs/reference/${name} is stale: run "npm run docs"\n`);
  process.exitCode = stale.length > 0 ? 1 : 0;
} else {
  for (const name of stale) {
    if (name in pages) writeFileSync(join(folder, name), pages[name]);
    else rmSync(join(folder, name));
    process.stdout.write(`${name in pages ? 'wrote' : 'removed'} docs/reference/${name}\n`);
  }
}

function contents(name) {
  try {
    return readFileSync(join(folder, name), 'utf8');
  } catch {
    return undefined;
  }
}
