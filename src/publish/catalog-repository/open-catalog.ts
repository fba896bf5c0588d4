import type { RunContext } from '../../foundation/run-context.js';
import type { CatalogAddress } from './catalog-address.js';
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
  const token = await findToken(address.host, context);
  const { signal, progress } = context;
  return new GitHubCatalog(await connect({ address, token, signal, progress }));
}
