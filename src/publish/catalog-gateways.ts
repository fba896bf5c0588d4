import type { Gateways } from '../catalog/requirements/gather-facts.js';
import type { RunContext } from '../foundation/run-context.js';
import { openImageRegistry } from '../provider/registry/open-image-registry.js';
import { gitHubSourceHost } from './github/source-host.js';

/** What the catalog's checklist asks: the registries of images, and GitHub for their sources. */
export function catalogGateways(context: RunContext): Gateways {
  return { registry: openImageRegistry(context), sourceHost: gitHubSourceHost(context) };
}
