import { messageOf, UserError } from '../foundation/errors.js';
import { parseProfiles } from '../provider/parse-profiles.js';
import { decideFacts } from './decide-facts.js';
import { checkProviderName } from './names/provider-name.js';
import { type Language, languages } from './scaffold-facts.js';
import type { Interlocutor, ScaffoldOptions } from './scaffold-options.js';

type Asked = ScaffoldOptions & { name: string; language: Language };

/**
 * Asks for what is missing, where somebody can answer; who names a provider and its language is asked nothing.
 * Throws UserError (exit 2) that lists what is missing where nobody can.
 */
export async function completeOptions(options: ScaffoldOptions): Promise<Asked> {
  const { name, language, interlocutor } = options;
  if (name !== undefined && language !== undefined) return { ...options, name, language };
  if (!interlocutor) throw missing({ name, language });
  const asking = asker(interlocutor);
  const asked: Asked = {
    ...options,
    language: language ?? (await asking.language()),
    name: name ?? (await asking.name(language)),
  };
  return {
    ...asked,
    profiles: asked.profiles ?? (await asking.profiles()),
    repo: asked.repo ?? (await asking.entry('URL of its repository (empty: fill it in later)', 'repo')),
    maintainer:
      asked.maintainer ?? (await asking.entry('e-mail address of the maintainer (empty: later)', 'maintainer')),
    license: asked.license ?? (await asking.entry('licence, an SPDX identifier (empty: Apache-2.0)', 'license')),
  };
}

function missing({ name, language }: Pick<ScaffoldOptions, 'name' | 'language'>): UserError {
  const lacking = [
    ...(name === undefined ? ['NAME (the name of the provider)'] : []),
    ...(language === undefined ? [`--language (${languages.join(' or ')})`] : []),
  ];
  return new UserError({
    code: 'MISSING_OPTIONS',
    message: `Missing: ${lacking.join(', ')}`,
    hint: 'For instance: `vrtg-provider scaffold acme --language go`',
    details: { missing: lacking.map((text) => text.split(' ')[0]) },
  });
}

function asker(interlocutor: Interlocutor) {
  /** Asks until the answer means something. */
  const until = async <Answer>(question: string, read: (answer: string) => Answer): Promise<Answer> => {
    for (;;) {
      const answer = (await interlocutor.ask(`${question}: `)).trim();
      try {
        return read(answer);
      } catch (thrown) {
        interlocutor.show(`${messageOf(thrown)}\n`);
      }
    }
  };
  return {
    language: () => until(`language (${languages.join(', ')})`, readLanguage),
    name: (language: Language | undefined) => until('name of the provider', (answer) => readName(answer, language)),
    profiles: () =>
      until('profiles beside core: snapshot, clone, image-prepare, advanced, all (empty: none)', (answer) =>
        answer === '' ? ['core'] : parseProfiles(answer.split(/[\s,]+/)),
      ),
    entry: (question: string, field: EntryField) =>
      until(question, (answer) => (answer === '' ? undefined : readEntry(answer, field))),
  };
}

function readLanguage(answer: string): Language {
  const found = languages.filter((language) => answer !== '' && language.startsWith(answer.toLowerCase()));
  if (found.length === 1 && found[0]) return found[0];
  throw new Error(`Answer with ${languages.join(' or ')}.`);
}

type EntryField = 'repo' | 'maintainer' | 'license';

/** Checked alone, in a project that is right everywhere else. */
function readEntry(answer: string, field: EntryField): string {
  const right = { name: 'acme', language: 'typescript', force: false, dryRun: true, interlocutor: undefined } as const;
  decideFacts({ ...right, [field]: answer }, new Date(0));
  return answer;
}

function readName(answer: string, language: Language | undefined): string {
  const problem = checkProviderName(answer, language);
  if (problem) throw new Error(`${problem.message}. ${problem.hint}`);
  return answer;
}
