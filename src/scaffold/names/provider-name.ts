import { builtinModules } from 'node:module';
import { reservedFileNames } from '../../provider/metadata/reserved-file-names.js';
import type { Language } from '../scaffold-facts.js';
import type { NameProblem } from './name-problem.js';
import { goKeywords } from './reserved-words.js';

const maxLength = 63;

/** Go gives these folders or patterns a meaning of their own. */
const goWords = new Set(['all', 'cmd', 'go', 'internal', 'main', 'std', 'testdata', 'tool', 'vendor', 'work']);

/** npm accepts no new package of these names. */
const npmWords = new Set(['node_modules', 'favicon.ico', ...builtinModules.filter((name) => !/[/:_]/.test(name))]);

/** What is wrong with the name of a new provider, if anything: it becomes a folder, a module and an image. */
export function checkProviderName(name: string, language: Language | undefined): NameProblem | undefined {
  if (name === '') return bad('the name is empty', 'Give the name of the provider, for instance acme.');
  if (/[/\\]/.test(name) || /^\.+$/.test(name)) {
    return bad(
      `${JSON.stringify(name)} is a path, and the name of a provider is none`,
      'Give the name alone, and the folder with --output.',
    );
  }
  if (!/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(name)) {
    const nearest = plainName(name);
    return bad(
      `${JSON.stringify(name)} is no name of a provider`,
      `Write lower case letters (a to z), digits and hyphens, with a letter or a digit at both ends${nearest ? `, for instance ${nearest}` : ''}.`,
    );
  }
  if (name.length > maxLength) {
    return bad(`the name has ${name.length} characters`, `Write at most ${maxLength}.`);
  }
  if (reservedFileNames.has(name)) {
    return reserved(`${name} is a device on Windows, and no folder can have its name`, name);
  }
  if (language === 'go' && (goKeywords.has(name) || goWords.has(name))) {
    return reserved(`${name} has a meaning of its own in Go`, name);
  }
  if (language === 'typescript' && npmWords.has(name)) {
    return reserved(`${name} is the name of a module of Node.js, so npm accepts no package of that name`, name);
  }
  return undefined;
}

/** The name in letters that may be in it; undefined where nothing remains. */
function plainName(name: string): string | undefined {
  const plain = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, maxLength)
    .replace(/-+$/, '');
  if (reservedFileNames.has(plain)) return `${plain}-provider`;
  return plain === '' ? undefined : plain;
}

function bad(message: string, hint: string): NameProblem {
  return { code: 'BAD_NAME', message, hint };
}

function reserved(message: string, name: string): NameProblem {
  return { code: 'RESERVED_NAME', message, hint: `Choose another name, for instance ${name}-provider.` };
}
