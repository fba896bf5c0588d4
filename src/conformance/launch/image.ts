import type { RunContext } from '../../foundation/run-context.js';
import { parseImageReference } from '../../provider/registry/image-reference.js';
import type { ImageTarget } from '../conformance-options.js';
import { ContainerEngine } from './container-engine.js';
import { ContainerGroup } from './container-group.js';
import { keptOutput } from './kept-output.js';
import type { LaunchedProvider } from './launched-provider.js';
import { pullImage } from './pull-image.js';
import { sidecarNames, startSidecars } from './sidecars.js';
import { expandValues } from './variables.js';

const defaultPorts = { grpc: 9443, health: 8080 };

/**
 * Starts an image with least privileges, its ports on 127.0.0.1, and removes it in every case; its sidecars likewise,
 * in a network of their own. Throws UserError for a bad reference and EnvironmentError (exit code 4) where no engine is
 * there or the image does not start.
 */
export async function launchImage(target: ImageTarget, context: RunContext): Promise<LaunchedProvider> {
  parseImageReference(target.image);
  const sidecars = target.sidecars ?? [];
  const names = sidecarNames(sidecars);
  const engine = await ContainerEngine.find(context);
  const { reference, digest } = await pullImage(engine, target.image, context);
  const group = await ContainerGroup.open(engine, [...names, 'provider'], context);
  try {
    const beside =
      sidecars.length > 0 ? await startSidecars({ engine, group, sidecars, vantage: 'container', context }) : undefined;
    const ports = { ...defaultPorts, ...target.ports };
    const variables = beside?.variables ?? {};
    const env = { ...variables, ...expandValues(target.env ?? {}, variables) };
    const inside = [...new Set([ports.grpc, ports.health])];
    const provider = await group.start({ name: 'provider', image: reference, env, ports: inside });
    // Without its sidecar it would answer with errors that are not its own.
    void beside?.ended.then(() => provider.kill());
    const ends = [provider.ended.then((why) => `the container: ${why}`), ...(beside ? [beside.ended] : [])];
    return {
      connection: { endpoint: `127.0.0.1:${provider.ports.get(ports.grpc)}`, tls: target.tls },
      ...(digest && { digest }),
      healthPort: provider.ports.get(ports.health) as number,
      patienceMs: 60_000,
      ended: Promise.race(ends),
      output: async () => {
        const own = keptOutput(await provider.logs(), env);
        return beside ? `${own}\n${await beside.logs()}` : own;
      },
      stop: () => group.remove(),
    };
  } catch (thrown) {
    await group.remove();
    throw thrown;
  }
}
