import { messageOf } from '../../foundation/errors.js';
import type { RunContext } from '../../foundation/run-context.js';
import { parseImageReference, pinnedImage, referenceText } from '../../provider/registry/image-reference.js';
import type { ContainerEngine } from './container-engine.js';

const registryPatienceMs = 20_000;

/** An image that the engine has. */
export interface LocalImage {
  /** What to run: by digest where one is known, so that it is the image that the report names. */
  reference: string;
  /** `sha256:<64 hex>` in its registry; an image that was built here and never pushed has none. */
  digest?: string;
}

/**
 * Pulls an image by digest: the one in the reference, or what its registry says that the tag is now. An image that no
 * registry gives but that is here is taken, with a warning. Throws UserError for a bad reference, and EnvironmentError.
 */
export async function pullImage(engine: ContainerEngine, image: string, context: RunContext): Promise<LocalImage> {
  const { repository, tag = 'latest', digest } = parseImageReference(image);
  const pinned = digest ?? (await digestOfTag({ repository, tag }, context));
  if (pinned !== undefined) {
    const reference = pinnedImage(repository, pinned);
    await ensureImage(engine, reference, context);
    return { reference, digest: pinned };
  }
  // The engine may know registries and credentials that this tool does not; an unqualified name may be one built here.
  const from = await ensureImage(engine, image, context);
  // Engines make up a digest for what was never in a registry.
  const known = from === 'registry' ? await knownDigest(engine, { image, repository }) : undefined;
  return known === undefined ? { reference: image } : { reference: pinnedImage(repository, known), digest: known };
}

async function digestOfTag(
  image: { repository: string; tag: string },
  context: RunContext,
): Promise<string | undefined> {
  const { openImageRegistry } = await import('../../provider/registry/open-image-registry.js');
  const signal = AbortSignal.any([context.signal, AbortSignal.timeout(registryPatienceMs)]);
  try {
    return (await openImageRegistry({ env: context.env, signal }).resolve(image)).digest;
  } catch (thrown) {
    context.signal.throwIfAborted();
    const text = `The digest of ${referenceText(image)} cannot be asked for (${messageOf(thrown).split('\n')[0]})`;
    context.progress({ type: 'note', text });
    return undefined;
  }
}

/** Plain http is accepted for a registry on loopback only; docker does that by itself. */
function insecure({ name }: ContainerEngine, image: string): string[] {
  if (!/^(localhost|127(\.\d+){3}|\[::1\])(:\d+)?\//.test(image)) return [];
  if (name === 'podman') return ['--tls-verify=false'];
  return name === 'nerdctl' ? ['--insecure-registry'] : [];
}

async function ensureImage(engine: ContainerEngine, image: string, context: RunContext): Promise<'registry' | 'here'> {
  context.progress({ type: 'note', text: `${engine.name} pulls ${image}` });
  try {
    await engine.command(['pull', '--quiet', ...insecure(engine, image), image]);
    return 'registry';
  } catch (pullFailed) {
    context.signal.throwIfAborted();
    const isHere = await engine.command(['image', 'inspect', image]).then(
      () => true,
      () => false,
    );
    if (!isHere) throw pullFailed;
    const text = `${image} could not be pulled, so the copy that is here is tested (${messageOf(pullFailed).split('\n')[0]})`;
    context.progress({ type: 'warning', text });
    return 'here';
  }
}

async function knownDigest(
  engine: ContainerEngine,
  { image, repository }: { image: string; repository: string },
): Promise<string | undefined> {
  const json = await engine.command(['image', 'inspect', '--format', '{{json .RepoDigests}}', image]);
  const digests = (JSON.parse(json || '[]') as string[] | null) ?? [];
  const own = digests.filter((reference) => {
    const [name = ''] = reference.split('@');
    return parseImageReference(name).repository === repository;
  });
  return own[0]?.split('@')[1];
}
