import { messageOf } from '../../foundation/errors.js';
import type { RunContext } from '../../foundation/run-context.js';
import type { ContainerEngine } from './container-engine.js';

/** An image that the engine has. */
export interface LocalImage {
  /** What to run: by digest where one is known, so that it is the image that the report names. */
  reference: string;
  /** `sha256:<64 hex>`, where the engine knows it from a registry. */
  digest?: string;
}

/** Pulls an image; one that is only here, and in no registry, is taken as it is. Throws EnvironmentError. */
export async function pullImage(engine: ContainerEngine, image: string, context: RunContext): Promise<LocalImage> {
  const asked = withoutTagBesideDigest(image);
  await ensureImage(engine, asked, context);
  const repository = repositoryOf(asked);
  const digest = digestIn(asked) ?? (await knownDigest(engine, asked, repository));
  return digest === undefined ? { reference: asked } : { reference: `${repository}@${digest}`, digest };
}

/** `repository:tag@digest` is not understood by every engine; the digest alone decides anyway. */
function withoutTagBesideDigest(image: string): string {
  return image.replace(/:[^:/@]+(@sha256:)/, '$1');
}

const repositoryOf = (image: string) => image.replace(/@.*$/, '').replace(/:[^:/]+$/, '');
const digestIn = (image: string) => /@(sha256:[0-9a-f]{64})$/.exec(image)?.[1];

/** Plain http is accepted for a registry on loopback only; docker does that by itself. */
function insecure({ name }: ContainerEngine, image: string): string[] {
  if (!/^(localhost|127(\.\d+){3}|\[::1\]):\d+\//.test(image)) return [];
  if (name === 'podman') return ['--tls-verify=false'];
  return name === 'nerdctl' ? ['--insecure-registry'] : [];
}

async function ensureImage(engine: ContainerEngine, image: string, context: RunContext): Promise<void> {
  context.progress({ type: 'note', text: `${engine.name} pulls ${image}` });
  try {
    await engine.command(['pull', '--quiet', ...insecure(engine, image), image]);
  } catch (pullFailed) {
    context.signal.throwIfAborted();
    // An image that was built here and never pushed is an honest subject too: it just has no digest of a registry.
    const isHere = await engine.command(['image', 'inspect', image]).then(
      () => true,
      () => false,
    );
    if (!isHere) throw pullFailed;
    const text = `${image} could not be pulled, so the copy that is here is tested (${messageOf(pullFailed).split('\n')[0]})`;
    context.progress({ type: 'warning', text });
  }
}

async function knownDigest(engine: ContainerEngine, image: string, repository: string): Promise<string | undefined> {
  const json = await engine.command(['image', 'inspect', '--format', '{{json .RepoDigests}}', image]);
  const digests = (JSON.parse(json || '[]') as string[] | null) ?? [];
  return digests.find((reference) => reference.startsWith(`${repository}@`))?.split('@')[1];
}
