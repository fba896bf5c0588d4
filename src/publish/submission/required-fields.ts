import { UserError } from '../../foundation/errors.js';
import type { EntryFlags, Interlocutor } from '../publish-options.js';

/** The fields that nothing can be derived for, with what they are for. */
export const requiredFields = {
  name: 'name of the provider in the catalog',
  image: 'image repository, without a tag',
  tag: 'version: the tag of the image',
  repo: 'URL of the source repository',
  maintainer: "maintainer's e-mail address",
  license: 'SPDX licence expression',
} as const;

export type RequiredField = keyof typeof requiredFields;
export const requiredFieldNames = Object.keys(requiredFields) as RequiredField[];

/** The required fields that none of the sources gives, in the order of the help. */
export function missingFields(...sources: readonly EntryFlags[]): RequiredField[] {
  return requiredFieldNames.filter((field) => sources.every((source) => (source[field] ?? '').trim() === ''));
}

/** Asks for what is missing where somebody can answer; otherwise throws UserError (exit 2) that lists all of it. */
export async function fillMissingFields(
  missing: readonly RequiredField[],
  {
    interlocutor,
    metadataFile,
    alsoWrong,
  }: { interlocutor: Interlocutor | undefined; metadataFile: string; alsoWrong: () => readonly string[] },
): Promise<EntryFlags> {
  if (missing.length === 0) return {};
  if (!interlocutor) {
    const lacking = `Missing: ${missing.map((field) => `--${field} (${requiredFields[field]})`).join(', ')}`;
    const wrong = alsoWrong();
    throw new UserError({
      code: 'MISSING_FIELDS',
      message: wrong.length === 0 ? lacking : [lacking, 'Not valid:', ...wrong].join('\n  '),
      hint: `Give them as flags, or write them into ${metadataFile}.`,
      details: { missing },
    });
  }
  const answers: EntryFlags = {};
  for (const field of missing) {
    const answer = await interlocutor.ask(`${field}, ${requiredFields[field]}: `);
    if (answer.trim() !== '') answers[field] = answer.trim();
  }
  return {
    ...answers,
    ...(await fillMissingFields(missingFieldsOf(answers, missing), {
      interlocutor: undefined,
      metadataFile,
      alsoWrong,
    })),
  };
}

function missingFieldsOf(answers: EntryFlags, asked: readonly RequiredField[]): RequiredField[] {
  return asked.filter((field) => answers[field] === undefined);
}
