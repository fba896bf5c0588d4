import { closestWord } from '../../foundation/closest-word.js';
import type { Violation } from '../../provider/metadata/schema/schema-types.js';
import { isMapping } from './upstream-entry.js';

const formatVersion = 'v1';
/** `schema` documents the fields; a render writes it anew. */
const parts = ['metadata', 'providers', 'schema'];

/** What a catalog.yaml says of itself. */
export interface UpstreamMetadata {
  description?: string;
  /** The rest, for instance `lastUpdated`: nobody here has measured it. */
  claimed?: Record<string, unknown>;
}

export function upstreamMetadata(metadata: unknown): UpstreamMetadata {
  if (!isMapping(metadata)) return {};
  const { version: _format, description, claimed, ...others } = metadata;
  const claims = { ...(isMapping(claimed) && claimed), ...others };
  return {
    ...(typeof description === 'string' && { description }),
    ...(Object.keys(claims).length > 0 && { claimed: claims }),
  };
}

/** What makes a document no catalog, its entries left out. */
export function catalogMistakes(value: unknown): Violation[] {
  const hint = 'Name a file in the format of upstream: metadata, and a list of providers.';
  if (!isMapping(value) || (!Object.hasOwn(value, 'providers') && !Object.hasOwn(value, 'metadata')))
    return [{ path: [], part: 'value', code: 'not-a-catalog', message: 'this is no catalog of providers', hint }];
  return [...unknownParts(value), ...metadataMistakes(value['metadata']), ...providersMistakes(value)];
}

function unknownParts(value: Record<string, unknown>): Violation[] {
  return Object.keys(value)
    .filter((key) => !parts.includes(key))
    .map((key) => {
      const meant = closestWord(key, parts);
      const hint = meant ? `Did you mean ${meant}?` : `Remove it; a catalog has: ${parts.join(', ')}.`;
      return { path: [key], part: 'key', code: 'unknown-field', message: `${key} is not a known field`, hint };
    });
}

function providersMistakes(value: Record<string, unknown>): Violation[] {
  const code = 'wrong-type';
  if (Array.isArray(value['providers'])) return [];
  if (!Object.hasOwn(value, 'providers'))
    return [
      {
        path: [],
        part: 'first-key',
        code: 'missing-field',
        message: 'providers is missing',
        hint: 'Add the list of providers.',
      },
    ];
  const message = 'providers must be a list';
  return [{ path: ['providers'], part: 'value', code, message, hint: 'Write one `- name: ...` for each provider.' }];
}

function metadataMistakes(metadata: unknown): Violation[] {
  const wrong = (path: string[], message: string, hint: string): Violation[] => [
    { path: ['metadata', ...path], part: 'value', code: 'invalid-value', message, hint },
  ];
  if (metadata === undefined || metadata === null) return [];
  if (!isMapping(metadata)) return wrong([], 'metadata must be a mapping', 'Write `version: v1` below it.');
  const { version = formatVersion, description } = metadata;
  return [
    ...(version === formatVersion
      ? []
      : wrong(['version'], `metadata.version: ${String(version)} is not known`, `Write ${formatVersion}.`)),
    ...(description === undefined || typeof description === 'string'
      ? []
      : wrong(['description'], 'metadata.description must be text', 'Put it in quotes.')),
  ];
}
