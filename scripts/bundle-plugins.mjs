// Where the bundle leaves the sources as they are and takes a shorter way.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Ajv2020 } from 'ajv/dist/2020.js';
import standaloneCode from 'ajv/dist/standalone/index.js';
import { build } from 'esbuild';
import { latePackages } from './late-packages.mjs';
import { plainTemplates, templatesOf } from './plain-templates.mjs';

/** `createRequire(import.meta.url)('x')` is how an ES module says `require('x')`. */
const plainRequire = {
  name: 'plain-require',
  setup({ onLoad }) {
    onLoad({ filter: /[/\\](?:src|providers)[/\\].*\.ts$/ }, ({ path }) => {
      const source = readFileSync(path, 'utf8');
      if (!source.includes('createRequire(')) return undefined;
      const names = [...source.matchAll(/^const (\w+) = createRequire\(import\.meta\.url\);$/gm)];
      const contents = names
        .reduce((text, [line, name]) => text.replace(line, '').replaceAll(`${name}(`, 'require('), source)
        .replaceAll('createRequire(import.meta.url)(', 'require(');
      if (contents.includes('createRequire(')) {
        return {
          errors: [{ text: `${path}: write createRequire(import.meta.url)('name'), so that the bundle can see it` }],
        };
      }
      return { contents, loader: 'ts' };
    });
  },
};

/**
 * What no path of this program comes to: grpc-js's channelz and ORCA services, oclif's search for commands, plugins and
 * settings in files, Handlebars' source maps (it does without where the package is not there), octokit's server for
 * GitHub Apps, node-fetch's URL for Node.js 6, the Kubernetes client's plugins of clouds that
 * kubectl has dropped, octokit's throttling (we wait by our own rules), traces in metrics.
 */
const unreached = {
  '@grpc/proto-loader': ['load', 'loadSync', 'loadFileDescriptorSetFromObject'],
  lilconfig: ['lilconfig'],
  minimatch: ['minimatch'],
  tinyglobby: ['glob'],
  'source-map': undefined,
  '@octokit/app': ['App', 'createNodeMiddleware'],
  '@octokit/oauth-app': ['OAuthApp'],
  'jsonpath-plus': ['JSONPath'],
  'whatwg-url': ['URL'],
  'bottleneck/light.js': ['Group'],
  '@opentelemetry/api': ['trace', 'context'],
};

const neverLoaded = {
  name: 'never-loaded',
  setup({ onResolve, onLoad }) {
    const filter = new RegExp(`^(?:${Object.keys(unreached).join('|')})$`);
    onResolve({ filter }, ({ path, importer }) =>
      importer.includes('node_modules') ? { path, namespace: 'never-loaded' } : undefined,
    );
    onLoad({ filter: /.*/, namespace: 'never-loaded' }, ({ path }) => {
      const refuse = `throw new Error('${path} is not part of this program');`;
      // octokit derives its classes for Apps as soon as it is loaded, by `defaults`.
      const names = unreached[path]?.map(
        (name) => `exports.${name} = () => { ${refuse} }; exports.${name}.defaults = () => exports.${name};`,
      );
      return { contents: names?.join('\n') ?? refuse };
    });
  },
};

/** One js-yaml for all: the Kubernetes client asks for an older one, and for `load` alone. */
const oneYaml = {
  name: 'one-yaml',
  setup({ onResolve }) {
    onResolve({ filter: /^js-yaml$/ }, ({ importer }) =>
      importer.includes('client-node') ? { path: createRequire(import.meta.url).resolve('js-yaml') } : undefined,
    );
  },
};

/**
 * js-yaml's CommonJS build copies options by property descriptors, which leaves the state of its parser an object without
 * a shape: every access to it is slow then. Plain objects of settings are all that it copies.
 */
const fastYaml = {
  name: 'fast-yaml',
  setup({ onLoad }) {
    onLoad({ filter: /js-yaml[/\\]dist[/\\]js-yaml\.cjs\.js$/ }, ({ path }) => {
      const source = readFileSync(path, 'utf8');
      const copied = /^function _objectSpread2\(e\) \{\n.*?^\}$/ms;
      return copied.test(source)
        ? { contents: source.replace(copied, 'function _objectSpread2(...parts) { return Object.assign(...parts); }') }
        : { errors: [{ text: 'js-yaml no longer copies options by a function of its own: drop fast-yaml' }] };
    });
  },
};

/** Handlebars wraps every helper anew whenever a template is filled; the wrapper depends on the template and the helper alone. */
const wrapOnce = {
  name: 'wrap-once',
  setup({ onLoad }) {
    onLoad({ filter: /handlebars[/\\]dist[/\\]cjs[/\\]handlebars[/\\]runtime\.js$/ }, ({ path }) => {
      const source = readFileSync(path, 'utf8');
      const wrapped = 'mergedHelpers[helperName] = passLookupPropertyOption(helper, container);';
      return source.includes(wrapped)
        ? {
            contents: source.replace(
              wrapped,
              `var wrappers = (container.wrappers ??= new Map());
               if (!wrappers.has(helper)) wrappers.set(helper, passLookupPropertyOption(helper, container));
               mergedHelpers[helperName] = wrappers.get(helper);`,
            ),
          }
        : { errors: [{ text: 'Handlebars no longer wraps its helpers as it did: drop wrap-once' }] };
    });
  },
};

/** The Kubernetes client's models of every API: what is asked for here is read as JSON. */
const noModels = {
  name: 'no-models',
  setup({ onLoad }) {
    onLoad({ filter: /client-node[/\\]dist[/\\]gen[/\\]index\.js$/ }, () => ({
      contents: ['createConfiguration', 'ServerConfiguration']
        .map((name) => `export const ${name} = () => { throw new Error('${name} is not part of this program'); };`)
        .join('\n'),
    }));
  },
};

/** ajv itself stays out: what it makes of the one schema that it checks is put in the place of the file that asks it. */
const standaloneValidator = {
  name: 'standalone-validator',
  setup({ onLoad }) {
    onLoad({ filter: /report-validator\.ts$/ }, () => {
      const file = fileURLToPath(new URL('../schemas/conformance-report.schema.json', import.meta.url));
      const ajv = new Ajv2020({ allErrors: true, strict: false, code: { source: true, esm: true } });
      const code = standaloneCode.default(ajv, ajv.compile(JSON.parse(readFileSync(file, 'utf8'))));
      return {
        contents: `${code}\nexport const reportValidator = async () => validate;`,
        resolveDir: dirname(file),
        loader: 'js',
        watchFiles: [file],
      };
    });
  },
};

/** The badges, drawn here: badge-maker takes 100 ms to load, and its tables of widths are a tenth of the whole program. */
const drawnBadges = {
  name: 'drawn-badges',
  setup({ onLoad }) {
    onLoad({ filter: /catalog[/\\]badge-svg\.ts$/ }, async ({ path }) => {
      const { badgeSvg, entryVerdicts } = await evaluated(
        "export { badgeSvg } from './badge-svg.ts'; export { entryVerdicts } from './verdicts.ts';",
        dirname(path),
      );
      const drawn = {};
      for (const verdict of entryVerdicts) drawn[verdict] = await badgeSvg(verdict);
      const contents = `const drawn = ${JSON.stringify(drawn)};\nexport const badgeSvg = async (verdict) => drawn[verdict];`;
      return { contents, loader: 'js' };
    });
  },
};

/** What a module of the sources exports, for a plugin that has to ask them. */
async function evaluated(contents, resolveDir) {
  const {
    outputFiles: [{ text }],
  } = await build({
    stdin: { contents, resolveDir, loader: 'ts' },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    write: false,
    logLevel: 'warning',
    define: {
      'import.meta.url': JSON.stringify(import.meta.url),
      'import.meta.dirname': JSON.stringify(import.meta.dirname),
    },
    supported: { 'dynamic-import': false },
  });
  const module = { exports: {} };
  new Function('module', 'exports', 'require', text)(module, module.exports, createRequire(import.meta.url));
  return module.exports;
}

/** Handlebars stays out of the catalog page: see plain-templates.mjs. */
const pageTemplates = {
  name: 'page-templates',
  setup({ onLoad }) {
    onLoad({ filter: /catalog[/\\]page-fills\.ts$/ }, async ({ path }) => {
      const folder = fileURLToPath(new URL('../templates/catalog/', import.meta.url));
      const { pageHelpers } = await evaluated("export { pageHelpers } from './page-helpers.ts';", dirname(path));
      const { rowTemplates } = await evaluated("export { rowTemplates } from './page-view.ts';", dirname(path));
      const code = plainTemplates({
        sources: templatesOf(folder),
        names: ['page.md', ...rowTemplates],
        helpers: Object.keys(pageHelpers),
      });
      const contents = `import { pageHelpers } from './page-helpers.js';\n${code}
        export const pageFills = async () => (name) => (view) => fills[name](view, pageHelpers);`;
      return { contents, loader: 'ts', watchDirs: [folder] };
    });
  },
};

/** Tables of data, cut to what is read of them. */
const smallTables = {
  name: 'small-tables',
  setup({ onLoad }) {
    onLoad({ filter: /spdx-license-list[/\\]spdx\.json$/ }, ({ path }) => {
      const licences = Object.entries(JSON.parse(readFileSync(path, 'utf8')));
      return asJson(Object.fromEntries(licences.map(([id, { osiApproved }]) => [id, { osiApproved }])));
    });
  },
};

const asJson = (value) => ({ contents: JSON.stringify(value), loader: 'json' });

/** oclif sorts command ids, which are ASCII, by the locale: that loads ICU's collation and takes 10 ms. */
const plainOrder = {
  name: 'plain-order',
  setup({ onLoad }) {
    onLoad({ filter: /@oclif[/\\]core[/\\]lib[/\\]config[/\\]plugin\.js$/ }, ({ path }) => {
      const source = readFileSync(path, 'utf8');
      const contents = source.replace('a.id.localeCompare(b.id)', '(a.id < b.id ? -1 : 1)');
      return contents === source
        ? { errors: [{ text: 'oclif no longer sorts by locale: drop plain-order' }] }
        : { contents };
    });
  },
};

export const bundlePlugins = [
  plainRequire,
  neverLoaded,
  latePackages,
  standaloneValidator,
  drawnBadges,
  pageTemplates,
  smallTables,
  oneYaml,
  fastYaml,
  wrapOnce,
  noModels,
  plainOrder,
];
