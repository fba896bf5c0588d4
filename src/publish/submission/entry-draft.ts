import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { messageOf, UserError } from '../../foundation/errors.js';
import { exitCodes } from '../../foundation/exit-codes.js';
import { readIfExists } from '../../foundation/files.js';
import { seenFrom } from '../../foundation/shown-path.js';
import { parseYaml } from '../../foundation/yaml/parse-yaml.js';
import { type Finding, hasErrors } from '../../provider/metadata/finding.js';
import { type LoadedMetadata, loadMetadata, parseMetadata } from '../../provider/metadata/load-metadata.js';
import type { ProviderMetadata } from '../../provider/metadata/metadata-types.js';
import { metadataFileName, pageFileName } from '../../provider/metadata/provider-files.js';
import { providerTextFields } from '../../provider/metadata/provider-schema.js';
import type { EntryFlags, Interlocutor } from '../publish-options.js';
import { displayNameFrom } from './derived-fields.js';
import { fillMissingFields, missingFields, requiredFieldNames } from './required-fields.js';

/** What the author gives, checked, before anything is known of the evidence and the catalog. */
export interface EntryDraft {
  /** Valid; what the author did not give holds a value that only stands in for what is derived later. */
  metadata: ProviderMetadata;
  /** Names of the fields that flags, answers or the file give. */
  given: ReadonlySet<string>;
  /** True where there is a provider.yaml, which then says all that the author has to say. */
  hasFile: boolean;
  page: string | undefined;
  warnings: string[];
}

export interface DraftInput {
  flags: EntryFlags;
  metadataFile: string | undefined;
  cwd: string;
  interlocutor: Interlocutor | undefined;
}

/** Reads flags and file. Throws UserError: exit 2 with every missing field, exit 1 with every invalid one. */
export async function draftEntry({ flags, metadataFile, cwd, interlocutor }: DraftInput): Promise<EntryDraft> {
  const path = resolve(cwd, metadataFile ?? metadataFileName);
  const hasFile = existsSync(path);
  if (metadataFile !== undefined && !hasFile) throw noSuchFile(path);
  const shownAs = seenFrom(cwd, path) || path;
  const fromFile = hasFile ? fieldsOf(path) : {};
  const given = trimmed(flags);
  const missing = missingFields(given, textFields(fromFile));
  const load = (asked: EntryFlags) => {
    const overrides = { ...standIns(asked, fromFile), ...asked };
    return hasFile ? loadMetadata(path, { shownAs, overrides }) : parseMetadata('{}', 'command line', { overrides });
  };
  // With something valid in the place of what is missing, the rest can be judged at the same time.
  const alsoWrong = () => errorsOf(load({ ...pick(placeholders, missing), ...given })).map(findingText);
  const answers = await fillMissingFields(missing, { interlocutor, metadataFile: shownAs, alsoWrong });
  const asked: EntryFlags = { ...answers, ...given };
  const loaded = load(asked);
  const metadata = validMetadata(loaded);
  const page = hasFile ? readIfExists(join(dirname(path), pageFileName)) : undefined;
  return {
    metadata: isOfOther(asked, fromFile) ? withoutDigest(metadata) : metadata,
    given: new Set([...Object.keys(fromFile), ...Object.keys(asked)]),
    hasFile,
    page,
    warnings: loaded.findings.map(findingText),
  };
}

/** The metadata, where no finding is an error. Throws UserError (exit 1) with all findings. */
export function validMetadata({ metadata, findings }: LoadedMetadata): ProviderMetadata {
  if (metadata) return metadata;
  const errors = errorsOf({ findings });
  throw new UserError({
    code: 'INVALID_METADATA',
    message: [`The entry is not valid; nothing was contacted`, ...errors.map(findingText)].join('\n  '),
    hint: 'Correct it and run the same command again; `vrtg-provider validate` checks a provider.yaml on its own.',
    exitCode: exitCodes.no,
    details: { findings },
  });
}

function errorsOf({ findings }: Pick<LoadedMetadata, 'findings'>): Finding[] {
  return findings.filter((finding) => hasErrors([finding]));
}

const placeholders: Required<EntryFlags> = {
  name: 'provider',
  image: 'example.com/provider',
  tag: '1.0.0',
  repo: 'https://example.com/provider',
  maintainer: 'someone@example.com',
  license: 'Apache-2.0',
};

function pick(flags: Required<EntryFlags>, names: readonly (keyof EntryFlags)[]): EntryFlags {
  return Object.fromEntries(names.map((name) => [name, flags[name]]));
}

function findingText({ file, line, column, code, message, hint }: Finding): string {
  const place = file === 'command line' ? file : `${file}:${line}:${column}`;
  return `${place}: ${code} ${message}${hint ? ` (${hint})` : ''}`;
}

/** The file's top-level fields as they are; a file that cannot be read as a mapping has none, and its findings say so. */
function fieldsOf(path: string): Record<string, unknown> {
  try {
    const { value } = parseYaml(readIfExists(path) ?? '', { textFields: providerTextFields });
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
  } catch (thrown) {
    throw new UserError({ code: 'UNREADABLE', message: `${path} cannot be read: ${messageOf(thrown)}` });
  }
}

function textFields(fields: Record<string, unknown>): EntryFlags {
  return Object.fromEntries(
    requiredFieldNames.flatMap((name) =>
      fields[name] === undefined || fields[name] === null ? [] : [[name, String(fields[name])]],
    ),
  );
}

function trimmed(flags: EntryFlags): EntryFlags {
  return Object.fromEntries(
    Object.entries(flags).flatMap(([name, value]) => (value?.trim() ? [[name, value.trim()]] : [])),
  );
}

/** What the schema wants but the author need not say; replaced before anything is submitted. */
function standIns(asked: EntryFlags, fromFile: Record<string, unknown>): Record<string, unknown> {
  const name = asked.name ?? String(fromFile['name'] ?? 'provider');
  const all = {
    schemaVersion: 1,
    displayName: displayNameFrom(name),
    description: `${displayNameFrom(name)} for VirtRigaud`,
    capabilities: ['core'],
    maturity: 'alpha',
  };
  return Object.fromEntries(Object.entries(all).filter(([field]) => fromFile[field] === undefined));
}

/** A digest in the file is of the tag and image in the file; with others from flags it says nothing. */
function isOfOther(asked: EntryFlags, fromFile: Record<string, unknown>): boolean {
  return (['tag', 'image'] as const).some(
    (field) => asked[field] !== undefined && asked[field] !== String(fromFile[field]),
  );
}

function withoutDigest({ digest: _digest, ...metadata }: ProviderMetadata): ProviderMetadata {
  return metadata;
}

function noSuchFile(path: string): UserError {
  return new UserError({
    code: 'NO_METADATA_FILE',
    message: `There is no ${path}`,
    hint: 'Name a provider.yaml with --metadata, or leave it out and give the six flags.',
  });
}
