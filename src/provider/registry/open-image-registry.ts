import type { Environment } from '../../foundation/run-context.js';
import { configurationOf, platformImages } from './describe-image.js';
import { defaultLimits, type FetchLimits } from './fetch-limits.js';
import { fetchManifest } from './image-access.js';
import { repositoryAddress } from './image-reference.js';
import { findReferrers } from './image-referrers.js';
import { registryOrigin } from './registry-origin.js';
import { RegistrySession, type SessionContext } from './registry-session.js';
import type {
  ImageConfiguration,
  ImageReference,
  ImageReferrer,
  ImageRegistry,
  ResolvedImage,
} from './registry-types.js';

export interface RegistryOptions {
  env: Environment;
  signal: AbortSignal;
  /** Where the files with credentials are; by default what the environment calls home. */
  home?: string;
  limits?: Partial<FetchLimits>;
}

/** The gateway to the registries that images name, with what this machine knows of credentials. A RunContext will do. */
export function openImageRegistry({ env, signal, home, limits }: RegistryOptions): ImageRegistry {
  const allLimits = { ...defaultLimits, ...limits };
  return new OciRegistry({
    env,
    signal,
    home: home ?? env['HOME'] ?? env['USERPROFILE'],
    limits: allLimits,
    timeoutMs: allLimits.helperTimeoutMs,
  });
}

class OciRegistry implements ImageRegistry {
  private readonly sessions = new Map<string, Promise<RegistrySession>>();

  constructor(private readonly context: SessionContext) {}

  async resolve({ repository, tag, digest }: ImageReference): Promise<ResolvedImage> {
    const session = await this.session(repository);
    const root = await fetchManifest(session, digest ?? tag ?? 'latest');
    const images = await platformImages(session, root);
    const { source } = session.access;
    return {
      digest: root.digest,
      mediaType: root.document.mediaType,
      platforms: [...new Set(images.map(({ platform }) => platform))],
      manifests: images.map(({ digest: one, platform }) => ({ digest: one, platform })),
      ...(source !== undefined && { credentials: source }),
    };
  }

  async configurations({ repository, digest }: { repository: string; digest: string }): Promise<ImageConfiguration[]> {
    const session = await this.session(repository);
    const images = await platformImages(session, await fetchManifest(session, digest));
    const configurations: ImageConfiguration[] = [];
    for (const image of images) configurations.push(await configurationOf(session, image));
    return configurations;
  }

  async referrers({ repository, digest }: { repository: string; digest: string }): Promise<ImageReferrer[]> {
    const session = await this.session(repository);
    return findReferrers(session, await fetchManifest(session, digest));
  }

  /** One conversation a repository, so that its token is asked for once. */
  private async session(repository: string): Promise<RegistrySession> {
    const address = repositoryAddress(repository);
    const key = `${address.host}/${address.path}`;
    const known = this.sessions.get(key);
    if (known) return known;
    const opened = registryOrigin(address, this.context).then(
      (origin) => new RegistrySession(address, origin, this.context),
    );
    this.sessions.set(key, opened);
    opened.catch(() => this.sessions.delete(key));
    return opened;
  }
}
