import { createRequire } from 'node:module';

/**
 * js-yaml by its CommonJS build: on Node 20 its ESM build parses about three times slower.
 * Loaded at the first use, so that commands without YAML do not pay for it.
 */
let loaded: typeof import('js-yaml') | undefined;

export function jsYaml(): typeof import('js-yaml') {
  loaded ??= createRequire(import.meta.url)('js-yaml') as typeof import('js-yaml');
  return loaded;
}
