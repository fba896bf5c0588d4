import { type AddressInfo, createServer, type Socket } from 'node:net';
import type { RunContext } from '../../../foundation/run-context.js';
import type { EndpointTarget } from '../../conformance-options.js';
import type { LaunchedProvider } from '../launched-provider.js';
import { type Cluster, openCluster } from './cluster.js';
import { parseClusterEndpoint } from './cluster-address.js';
import { findProvider, type ProviderInCluster } from './provider-in-cluster.js';

/** Forwards a loopback port to a provider in a cluster until it is stopped. Throws UserError and EnvironmentError. */
export async function launchInCluster(
  { endpoint, tls }: EndpointTarget,
  { progress }: RunContext,
): Promise<LaunchedProvider> {
  const { namespace, name, context } = parseClusterEndpoint(endpoint);
  const cluster = await openCluster({ context });
  const found = await findProvider({ namespace, name }, cluster);
  progress({ type: 'note', text: `${namespace}/${name}: pod ${found.pod}, port ${found.port}, at ${cluster.server}` });
  const forwarded = await forwardPort(found, cluster);
  return {
    connection: {
      endpoint: `127.0.0.1:${forwarded.port}`,
      ...((found.tls || tls) && { tls: { ...found.tls, serverName: found.serverName, ...tls } }),
    },
    patienceMs: 30_000,
    ended: forwarded.ended,
    output: async () => '',
    stop: forwarded.stop,
  };
}

async function forwardPort(found: ProviderInCluster, cluster: Cluster) {
  const sockets = new Set<Socket>();
  let end: (reason: string) => void = () => {};
  const ended = new Promise<string>((resolve) => {
    end = resolve;
  });
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    cluster.forward(found, socket).then(
      (connection) => {
        socket.on('close', () => {
          sockets.delete(socket);
          connection.close();
        });
      },
      (thrown: unknown) => {
        socket.destroy();
        sockets.delete(socket);
        end(`the port forwarding to the pod ${found.pod} failed: ${reasonOf(thrown)}`);
      },
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    ended,
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

/** ws rejects with an ErrorEvent, which is no Error. */
function reasonOf(thrown: unknown): string {
  const { message, error } = (thrown ?? {}) as { message?: string; error?: Error };
  return message || error?.message || 'no reason given';
}
