import { EnvironmentError } from '../../foundation/errors.js';
import { exitCodes } from '../../foundation/exit-codes.js';
import type { RunContext } from '../../foundation/run-context.js';
import type { CatalogAddress, GitHubAddress } from './catalog-address.js';
import type { CatalogRepository } from './catalog-view.js';

/** The gateway for an address; for GitHub with its token found, which is the state "authenticate". */
export async function openCatalog(
  address: CatalogAddress,
  { context, maintainer }: { context: RunContext; maintainer: string },
): Promise<CatalogRepository> {
  if (address.kind === 'local') {
    const { LocalCatalog } = await import('../local/local-catalog.js');
    const fallbackIdentity = { name: 'vrtg-provider', email: maintainer };
    return new LocalCatalog({ path: address.path, fallbackIdentity }, context);
  }
  const [{ connect }, { GitHubCatalog }, { findToken }] = await Promise.all([
    import('../github/client.js'),
    import('../github/github-catalog.js'),
    import('../github/token.js'),
  ]);
  refuseUntrusted(address, context);
  const token = await findToken(address.host, context);
  const { signal, progress } = context;
  return new GitHubCatalog(await connect({ address, token, signal, progress }));
}

/** Node.js would send the token to whoever answers in the host's name. */
function refuseUntrusted({ host, origin }: GitHubAddress, { env }: RunContext): void {
  if (env['NODE_TLS_REJECT_UNAUTHORIZED'] !== '0' || !origin.startsWith('https:')) return;
  throw new EnvironmentError({
    code: 'TLS_NOT_VERIFIED',
    message: `NODE_TLS_REJECT_UNAUTHORIZED=0 switches off the check of certificates: the token for ${host} is not sent`,
    hint: 'Unset it; a host with a certificate of its own authority is trusted with NODE_EXTRA_CA_CERTS=FILE.',
    exitCode: exitCodes.notAllowed,
  });
}
