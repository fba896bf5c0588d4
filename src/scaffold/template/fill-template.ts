import { profileNames } from '../../provider/profiles.js';
import { repositoryAddress } from '../../provider/registry/image-reference.js';
import { languages, type ScaffoldFacts } from '../scaffold-facts.js';
import { keepConditions } from './conditions.js';
import type { PlannedFile, TemplateFile } from './template-file.js';

/** The words that a template may have as conditions, and whether each holds. */
export type Conditions = ReadonlyMap<string, boolean>;

/** The files of a project, sorted by path. The facts alone decide, so that the same facts give the same bytes. */
export async function fillTemplate(files: readonly TemplateFile[], facts: ScaffoldFacts): Promise<PlannedFile[]> {
  const { default: handlebars } = await import('handlebars');
  const conditions = conditionsOf(facts);
  const replaced = tokensOf(facts);
  const view = { ...facts, has: Object.fromEntries(conditions), without: negated(conditions) };
  const planned = files
    .filter(({ only, path }) => only === undefined || holds(only, { conditions, path }))
    .map(({ path, text, isHandlebars, executable }) => {
      const kept = keepConditions(text, (word) => holds(word, { conditions, path }));
      const filled = isHandlebars ? handlebars.compile(kept, { noEscape: true, strict: true })(view) : kept;
      return { path: replaced(path), text: replaced(filled), executable };
    });
  refuseDoubles(planned);
  return planned;
}

function conditionsOf({ profiles, language, image }: ScaffoldFacts): Conditions {
  return new Map<string, boolean>([
    ...profileNames.map((name) => [name, profiles.includes(name)] as const),
    ...languages.map((name) => [name, name === language] as const),
    // There the workflow's own token is enough.
    ['ghcr', repositoryAddress(image).host === 'ghcr.io'] as const,
  ]);
}

function negated(conditions: Conditions): Record<string, boolean> {
  return Object.fromEntries([...conditions].map(([name, isSo]) => [name, !isSo]));
}

function holds(word: string, { conditions, path }: { conditions: Conditions; path: string }): boolean {
  const [, not, name = ''] = /^(not )?(.*)$/.exec(word) ?? [];
  const isSo = conditions.get(name);
  if (isSo === undefined) throw new Error(`the template ${path} asks for "${word}", which nobody knows`);
  return not === undefined ? isSo : !isSo;
}

/** Replaces the tokens in one pass, so that no value is taken for a token. */
function tokensOf(facts: ScaffoldFacts): (text: string) => string {
  const tokens: Readonly<Record<string, string>> = {
    'scaffold-name': facts.name,
    'scaffold.invalid/module': facts.module,
    'https://scaffold.invalid/repo': facts.repo,
    'scaffold.invalid/image': facts.image,
    'scaffold.invalid/registry': repositoryAddress(facts.image).host,
    'maintainer@scaffold.invalid': facts.maintainer,
    'LicenseRef-Scaffold': facts.license,
    'Scaffold Display Name': facts.displayName,
  };
  const any = new RegExp(
    Object.keys(tokens)
      .map((token) => token.replaceAll('.', '\\.'))
      .join('|'),
    'g',
  );
  return (text) => text.replace(any, (token) => tokens[token] ?? token);
}

function refuseDoubles(files: readonly PlannedFile[]): void {
  const paths = files.map(({ path }) => path);
  const double = paths.find((path, index) => paths.indexOf(path) !== index);
  if (double !== undefined) throw new Error(`two templates make ${double}`);
}
