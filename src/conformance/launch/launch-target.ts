import type { RunContext } from '../../foundation/run-context.js';
import type { EndpointTarget, Target } from '../conformance-options.js';
import { launchCommand } from './command.js';
import { isInCluster } from './kubernetes/cluster-address.js';
import type { LaunchedProvider } from './launched-provider.js';

/** Makes the provider reachable; whoever calls must stop it. Throws UserError and EnvironmentError. */
export async function launchTarget(target: Target, context: RunContext): Promise<LaunchedProvider> {
  switch (target.kind) {
    case 'endpoint': {
      if (!isInCluster(target.endpoint)) return running(target);
      const { launchInCluster } = await import('./kubernetes/launch-in-cluster.js');
      return await launchInCluster(target, context);
    }
    case 'command':
      return await launchCommand(target, context);
    case 'image': {
      const { launchImage } = await import('./image.js');
      return await launchImage(target, context);
    }
  }
}

function running({ endpoint, tls, plaintext }: EndpointTarget): LaunchedProvider {
  return {
    connection: { endpoint, tls, plaintext },
    patienceMs: 10_000,
    ended: new Promise(() => {}),
    output: async () => '',
    stop: async () => {},
  };
}
