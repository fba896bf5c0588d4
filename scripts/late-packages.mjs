// Packages of oclif that every start would load and few need: the bundle loads them when they are asked for.
import { createRequire } from 'node:module';

const nearOclif = createRequire(createRequire(import.meta.url).resolve('@oclif/core'));
const whole = (name) => JSON.stringify(nearOclif.resolve(name));

/** By name, what stands in the package's place. */
const stand = {
  // A template language: few of the texts are templates.
  ejs: () =>
    `exports.render = (text, context) => (text.includes('<%') ? require(${whole('ejs')}).render(text, context) : text);`,
  // Says nothing unless it is asked to by a variable.
  debug: () => `if (process.env.DEBUG) module.exports = require(${whole('debug')});
else module.exports = (namespace) => Object.assign(() => undefined, { namespace, enabled: false });`,
  // Asked at every start whether this Node.js is new enough.
  semver: () => `exports.satisfies = (version, range) => {
  const [, ...least] = /^>=(\\d+)\\.(\\d+)$/.exec(range) ?? [];
  const [major, minor] = version.split('.');
  if (least.length === 0) return require(${whole('semver')}).satisfies(version, range);
  return Number(major) > least[0] || (major === least[0] && Number(minor) >= least[1]);
};`,
  // Whether this is Linux on Windows, where oclif asks for the name of the platform, which nobody here reads.
  'wsl-utils': () => 'exports.isWsl = false;',
};

export const latePackages = {
  name: 'late-packages',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: new RegExp(`^(?:${Object.keys(stand).join('|')})$`) }, ({ path, importer }) =>
      importer.includes('@oclif') ? { path, namespace: 'late-packages' } : undefined,
    );
    onLoad({ filter: /.*/, namespace: 'late-packages' }, ({ path }) => ({
      contents: stand[path](),
      resolveDir: import.meta.dirname,
    }));
  },
};
