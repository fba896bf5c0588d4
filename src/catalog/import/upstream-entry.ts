import { unread } from '../../foundation/yaml/plain-scalar.js';
import type { Finding } from '../../provider/metadata/finding.js';
import type { ProviderMetadata } from '../../provider/metadata/metadata-types.js';
import { checkAgainstSchema } from '../../provider/metadata/provider-schema.js';
import { checkFieldRules } from '../../provider/metadata/rules/field-rules.js';
import type { Violation } from '../../provider/metadata/schema/schema-types.js';
import { profileNames } from '../../provider/profiles.js';

type Fields = Record<string, unknown>;

/** Makes a finding at a path inside one entry. */
export type EntryFinding = (violation: Violation) => Finding;

export interface ImportedEntry {
  /** Present where no finding is an error. */
  metadata?: ProviderMetadata;
  findings: Finding[];
}

/** Turns one item of `providers:` into metadata; its conformance part becomes a claim. */
export function entryMetadata(item: unknown, findingAt: EntryFinding): ImportedEntry {
  if (!isMapping(item)) return { findings: item === unread ? [] : [findingAt(noMapping)] };
  const { conformance, claimed, ...fields } = item;
  const claim = claimOf(conformance, claimed);
  const value: Fields = { schemaVersion: 1, ...fields, ...(claim !== undefined && { claimed: claim }) };
  const refused = checkAgainstSchema(value);
  const violations = [...refused, ...checkFieldRules(value, refused), ...conformanceMistakes(conformance)];
  const findings = violations.map(findingAt);
  if (findings.some(({ severity }) => severity === 'error') || holdsUnread(value)) return { findings };
  return { findings, metadata: value as unknown as ProviderMetadata };
}

const noMapping: Violation = {
  path: [],
  part: 'value',
  code: 'wrong-type',
  message: 'an entry of providers must be a mapping',
  hint: 'Write its fields, one `field: value` a line.',
};

function conformanceMistakes(conformance: unknown): Violation[] {
  if (conformance === undefined || conformance === unread || isMapping(conformance)) return [];
  const message = 'conformance must be a mapping';
  const hint = 'Write what was claimed below it, or remove it.';
  return [{ path: ['conformance'], part: 'value', code: 'wrong-type', message, hint }];
}

/**
 * What an entry claims of its conformance. A rendered catalog.yaml keeps earlier claims under `claimed`, beside verdicts
 * that nobody here can check; where both say something, the earlier claim goes into the newer one.
 */
function claimOf(conformance: unknown, claimed: unknown): unknown {
  if (!isMapping(conformance) || saysNothing(conformance)) return claimed;
  return claimed === undefined ? conformance : { ...conformance, claimed };
}

/** As a render writes it for a provider that was never tested. */
function saysNothing({ profiles = {}, badge_url: _badge, ...others }: Fields): boolean {
  if (Object.keys(others).length > 0 || !isMapping(profiles)) return false;
  const known: readonly string[] = profileNames;
  return Object.entries(profiles).every(([name, word]) => word === 'pending' && known.includes(name));
}

export function isMapping(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What was refused as YAML has a finding of its own and must not be written as if it had been read. */
function holdsUnread(value: unknown): boolean {
  if (value === unread) return true;
  return typeof value === 'object' && value !== null && Object.values(value).some(holdsUnread);
}
