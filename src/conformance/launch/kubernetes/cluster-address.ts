import { UserError } from '../../../foundation/errors.js';

export interface ClusterAddress {
  namespace: string;
  /** Of the Provider object. */
  name: string;
  /** Of the kubeconfig; its current one where none is named. */
  context?: string;
}

const scheme = 'kubernetes:';
const label = '[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?';
const pattern = new RegExp(`^(?<namespace>${label})/(?<name>${label}(?:\\.${label})*)(?:@(?<context>.+))?$`);

/** `kubernetes:NAMESPACE/NAME`, with `@CONTEXT` where that is named: the endpoint as reports and journals have it. */
export function clusterEndpoint(provider: string, context?: string): string {
  const address = `${provider}${context === undefined ? '' : `@${context}`}`;
  parseAddress(address);
  return `${scheme}${address}`;
}

export function isInCluster(endpoint: string): boolean {
  return endpoint.startsWith(scheme);
}

/** Throws UserError where it is not NAMESPACE/NAME. */
export function parseClusterEndpoint(endpoint: string): ClusterAddress {
  return parseAddress(endpoint.slice(scheme.length));
}

function parseAddress(address: string): ClusterAddress {
  const { namespace, name, context } = pattern.exec(address)?.groups ?? {};
  if (namespace && name) return { namespace, name, ...(context !== undefined && { context }) };
  throw new UserError({
    code: 'BAD_KUBE_PROVIDER',
    message: `"${address}" does not name a Provider of a cluster`,
    hint: 'Write NAMESPACE/NAME, as `kubectl get providers -A` lists them.',
  });
}
