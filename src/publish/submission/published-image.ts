import { type Known, known, notKnown } from '../../catalog/requirements/requirement-facts.js';
import { RemoteError, UserError } from '../../foundation/errors.js';
import { exitCodes } from '../../foundation/exit-codes.js';
import { cut } from '../../foundation/terminal-text.js';
import type { ProviderMetadata } from '../../provider/metadata/metadata-types.js';
import type {
  ImageConfiguration,
  ImageReferrer,
  ImageRegistry,
  ResolvedImage,
} from '../../provider/registry/registry-types.js';

/** What the registry says of the image that is published, before anything is tested or submitted. */
export interface PublishedImage {
  resolved: Known<ResolvedImage>;
  configurations: Known<readonly ImageConfiguration[]>;
  referrers: Known<readonly ImageReferrer[]>;
}

export interface ImageQuestion {
  registry: ImageRegistry | undefined;
  entry: ProviderMetadata;
  /** Whether the image itself is started: then nothing works without its registry. */
  isStarted: boolean;
}

/**
 * Resolves the tag. Throws UserError (exit 1) where the image is absent, EnvironmentError (exit 6) where it is private,
 * RemoteError (exit 8) where the registry cannot be reached and the image is the evidence itself.
 */
export async function lookUpImage({ registry, entry, isStarted }: ImageQuestion): Promise<PublishedImage> {
  const { image: repository, tag } = entry;
  if (!registry) return unknownImage('the registry was not asked');
  let resolved: ResolvedImage;
  try {
    resolved = await registry.resolve({ repository, tag });
  } catch (thrown) {
    if (isStarted || !(thrown instanceof RemoteError)) throw thrown;
    return unknownImage(cut(thrown.message.replace(/\s+/g, ' '), 300));
  }
  const { digest } = resolved;
  const [configurations, referrers] = await Promise.all([
    told(registry.configurations({ repository, digest })),
    told(registry.referrers({ repository, digest })),
  ]);
  return { resolved: known(resolved), configurations, referrers };
}

/**
 * Holds the platforms that the entry names against the image. Throws UserError (exit 1) for those that it is not built
 * for; gives a warning for those that the entry keeps quiet about.
 */
export function checkPlatforms(entry: ProviderMetadata, { resolved }: PublishedImage): string[] {
  const claimed = entry.compatibility?.platforms;
  if (!resolved.known || resolved.value.platforms.length === 0 || !claimed) return [];
  const { platforms } = resolved.value;
  const missing = claimed.filter((platform) => !platforms.includes(platform));
  if (missing.length > 0) {
    throw new UserError({
      code: 'PLATFORMS_NOT_IN_IMAGE',
      message: `${entry.image}:${entry.tag} is not built for ${missing.join(', ')}, which the entry names; it is built for ${platforms.join(', ')}`,
      hint: 'Build the image for them, or remove them from compatibility.platforms in provider.yaml.',
      exitCode: exitCodes.no,
      details: { missing, platforms },
    });
  }
  const quiet = platforms.filter((platform) => !claimed.includes(platform));
  return quiet.length === 0 ? [] : [`The image is also built for ${quiet.join(', ')}, which the entry does not name.`];
}

/** The description that the image carries, as one line that an entry may hold. */
export function describedIn({ configurations }: PublishedImage): string | undefined {
  const key = 'org.opencontainers.image.description';
  for (const { annotations, labels } of configurations.known ? configurations.value : []) {
    const text = (annotations[key] ?? labels[key] ?? '').replace(/[\p{Cc}\s]+/gu, ' ').trim();
    if (text !== '') return text.length <= 160 ? text : `${[...text].slice(0, 150).join('')}…`;
  }
  return undefined;
}

function unknownImage(reason: string): PublishedImage {
  const nothing = notKnown(reason);
  return { resolved: nothing, configurations: nothing, referrers: nothing };
}

/** What only the checklist wants to know may stay unknown. */
async function told<Value>(question: Promise<Value>): Promise<Known<Value>> {
  try {
    return known(await question);
  } catch (thrown) {
    if (thrown instanceof RemoteError || (thrown instanceof Error && 'exitCode' in thrown))
      return notKnown(cut(thrown.message.replace(/\s+/g, ' '), 300));
    throw thrown;
  }
}
