import { messageOf } from '../../foundation/errors.js';
import { isLoopback, type RepositoryAddress } from './image-reference.js';
import { type Fetcher, registryFetch } from './registry-fetch.js';

/** Scheme, host and port of a registry: https, on loopback also http where nothing there speaks TLS. */
export async function registryOrigin({ apiHost }: RepositoryAddress, fetcher: Fetcher): Promise<string> {
  const secure = `https://${apiHost}`;
  if (!isLoopback(new URL(secure).hostname)) return secure;
  try {
    // No credentials are shown here, whoever answers.
    await registryFetch(
      { url: new URL('/v2/', secure) },
      { ...fetcher, limits: { ...fetcher.limits, retryDelaysMs: [] } },
    );
    return secure;
  } catch (thrown) {
    fetcher.signal.throwIfAborted();
    // A certificate that is not trusted, or an alert, comes from something that speaks TLS.
    const speaksTls = /certificate|self-signed|alert/i.test(messageOf(thrown));
    return speaksTls ? secure : `http://${apiHost}`;
  }
}
