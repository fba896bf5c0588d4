import { installTarget } from '../../catalog/install-commands.js';
import type { ProviderMetadata } from '../../provider/metadata/metadata-types.js';
import type { ProfileName } from '../../provider/profiles.js';

/** A field that the author did not give, and where its value comes from. */
export interface DerivedField {
  field: string;
  value: string;
  source: string;
}

/** `your-provider` becomes `Your Provider`; a name without that word gets it. */
export function displayNameFrom(name: string): string {
  const words = name.split('-').filter((word) => word !== '' && word !== 'provider');
  return [...words, 'provider'].map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join(' ');
}

export interface CompletionInput {
  draft: { metadata: ProviderMetadata; given: ReadonlySet<string>; hasFile: boolean };
  /** What the catalog's entry of this provider says, as far as it is valid. */
  existing: Partial<ProviderMetadata> | undefined;
  /** What the evidence shows, for an author who does not say it. */
  capabilities: ProfileName[];
  /** Digest of the image that was tested, where the evidence is tied to it. */
  digest: string | undefined;
  /** `os/arch` of the image's index, where it is known. */
  platforms: string[] | undefined;
  /** What the image says of itself. */
  described?: string | undefined;
}

export interface CompletedEntry {
  metadata: ProviderMetadata;
  derived: DerivedField[];
}

/**
 * Fills what the author did not give: from the entry that the catalog already has where there is no provider.yaml, else
 * from what can be known. What nobody can know stays away.
 */
export function completeEntry({
  draft,
  existing,
  capabilities,
  digest,
  platforms,
  described,
}: CompletionInput): CompletedEntry {
  const { given } = draft;
  const kept = draft.hasFile || !existing ? {} : keptFields(existing, given);
  const { digest: _claimedDigest, reportHash: _oldReport, claimed: _claimed, ...own } = draft.metadata;
  const isDescribed = described !== undefined && !given.has('description') && kept.description === undefined;
  const derivable = {
    ...(!given.has('capabilities') && { capabilities }),
    ...(isDescribed && { description: described }),
  };
  const metadata: ProviderMetadata = { ...own, ...kept, ...derivable, ...(digest !== undefined && { digest }) };
  if (platforms && !metadata.compatibility?.platforms)
    metadata.compatibility = { ...metadata.compatibility, platforms };
  if (!draft.hasFile && !metadata.install) metadata.install = installTarget(metadata);
  return {
    metadata,
    derived: derivedFields(metadata, { given, kept: new Set(Object.keys(kept)), platforms, isDescribed }),
  };
}

const neverKept = new Set(['schemaVersion', 'name', 'image', 'tag', 'digest', 'reportHash', 'capabilities', 'claimed']);

function keptFields(existing: Partial<ProviderMetadata>, given: ReadonlySet<string>): Partial<ProviderMetadata> {
  return Object.fromEntries(Object.entries(existing).filter(([field]) => !neverKept.has(field) && !given.has(field)));
}

function derivedFields(
  metadata: ProviderMetadata,
  {
    given,
    kept,
    platforms,
    isDescribed,
  }: {
    given: ReadonlySet<string>;
    kept: ReadonlySet<string>;
    platforms: string[] | undefined;
    isDescribed: boolean;
  },
): DerivedField[] {
  const sources: [keyof ProviderMetadata, string, string][] = [
    ['displayName', metadata.displayName, 'the name'],
    ['description', metadata.description, isDescribed ? "the image's label" : 'the name'],
    ['capabilities', metadata.capabilities.join(', '), 'the conformance report'],
    ['maturity', metadata.maturity, 'the default'],
    [
      'install',
      metadata.install ? Object.values(installTarget(metadata)).join(', ') : '',
      'the defaults of the runtime chart',
    ],
  ];
  const derived = sources
    .filter(([field, value]) => value !== '' && !given.has(field) && !kept.has(field))
    .map(([field, value, source]) => ({ field, value, source }));
  const fromCatalog = [...kept].sort().map((field) => ({ field, value: '', source: 'the entry that the catalog has' }));
  const isFromIndex = platforms !== undefined && metadata.compatibility?.platforms === platforms;
  const fromIndex = isFromIndex
    ? [{ field: 'platforms', value: platforms.join(', '), source: "the image's index" }]
    : [];
  return [...derived, ...fromIndex, ...fromCatalog];
}
