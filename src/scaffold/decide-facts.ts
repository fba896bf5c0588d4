import { UserError } from '../foundation/errors.js';
import { parseProfiles } from '../provider/parse-profiles.js';
import { checkOptionValues } from './check-options.js';
import type { Language, ScaffoldFacts } from './scaffold-facts.js';
import type { ScaffoldOptions } from './scaffold-options.js';

export interface Decision {
  facts: ScaffoldFacts;
  /** Fields of provider.yaml that hold an example, since nobody named them. */
  placeholders: string[];
}

/** What the project is made from: what was asked for, and what follows from it. Throws UserError (exit 2) with every mistake. */
export function decideFacts(options: ScaffoldOptions & { name: string; language: Language }, now: Date): Decision {
  const { name, language } = options;
  const words = options.profiles ?? ['core'];
  const repo = options.repo ?? repoOf(options.module) ?? `https://github.com/your-org/${name}`;
  const facts: ScaffoldFacts = {
    name,
    displayName: displayName(name),
    language,
    profiles: parseProfiles([...words, ...(words.length > 0 ? ['core'] : [])]),
    module: options.module ?? moduleOf(repo),
    repo,
    image: options.image ?? imageOf(repo, name),
    maintainer: options.maintainer ?? 'maintainer@example.com',
    license: options.license ?? 'Apache-2.0',
    year: now.getUTCFullYear(),
  };
  const problems = checkOptionValues(facts, options);
  const [first] = problems;
  if (first) {
    throw new UserError({
      code: problems.length === 1 ? first.code : 'BAD_OPTIONS',
      message: problems.map(({ message }) => message).join('\n'),
      hint: [...new Set(problems.map(({ hint }) => hint))].join('\n'),
      details: { problems },
    });
  }
  const madeUp = {
    repo: options.repo === undefined && options.module === undefined,
    image:
      options.image === undefined && !/^https:\/\/github\.com\//.test(options.repo ?? repoOf(options.module) ?? ''),
    maintainer: options.maintainer === undefined,
  };
  return {
    facts,
    placeholders: Object.entries(madeUp).flatMap(([field, isSo]) => (isSo ? [field] : [])),
  };
}

function displayName(name: string): string {
  const words = name.split('-').filter((word) => word !== '');
  const shown = words.map((word) => `${word.slice(0, 1).toUpperCase()}${word.slice(1)}`);
  return (words.at(-1) === 'provider' ? shown : [...shown, 'Provider']).join(' ');
}

/** A module of a version above 1 is in the same repository. */
function repoOf(module: string | undefined): string | undefined {
  return module === undefined ? undefined : `https://${module.replace(/\/v[0-9]+$/, '')}`;
}

/** Host names are the same in capitals and small letters; Go wants small ones. */
function moduleOf(repo: string): string {
  const [host = '', ...path] = repo
    .replace(/^https:\/\//, '')
    .replace(/[?#].*$/, '')
    .replace(/\/+$/, '')
    .replace(/\.git$/, '')
    .split('/');
  return [host.replace(/:[0-9]+$/, '').toLowerCase(), ...path].join('/');
}

function imageOf(repo: string, name: string): string {
  const owner = /^https:\/\/github\.com\/([A-Za-z0-9-]+)\//.exec(repo)?.[1];
  return owner ? `ghcr.io/${owner.toLowerCase()}/${name}` : `registry.example.com/${name}`;
}
