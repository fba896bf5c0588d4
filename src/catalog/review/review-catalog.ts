import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Shard } from '../../conformance/report/report-types.js';
import { UserError } from '../../foundation/errors.js';
import type { RunContext } from '../../foundation/run-context.js';
import { providersBelow, providersFolder } from '../../provider/metadata/provider-files.js';
import { changedProviders } from '../history/changed-providers.js';
import type { Gateways } from '../requirements/gather-facts.js';
import type { RunLimits } from './rerun.js';
import { reviewProvider } from './review-provider.js';
import { ofShard } from './review-shards.js';
import type { ProviderReview, ReviewResult } from './review-types.js';

export interface ReviewOptions {
  /** Absolute path of the catalog. */
  root: string;
  /** What the branch is compared with; every provider of the catalog where it is undefined. */
  base: string | undefined;
  shard: Shard | undefined;
  limits: RunLimits;
  gateways: Gateways;
}

/** Tests what a branch submits, one provider after the other. Throws UserError for an unknown base. */
export async function reviewCatalog(options: ReviewOptions, context: RunContext): Promise<ReviewResult> {
  const { root, base, shard, limits, gateways } = options;
  refuseSingleFile(root);
  const changes = base === undefined ? undefined : await changedProviders(root, { ref: base, context });
  const names = ofShard(changes?.changed ?? allNames(root), shard);
  const providers: ProviderReview[] = [];
  for (const name of names) {
    context.signal.throwIfAborted();
    context.progress({ type: 'phase', title: `Review of ${name}` });
    providers.push(await reviewProvider({ root, name, changes, limits, gateways }, context));
  }
  return {
    root,
    base: changes?.base ?? null,
    shard: shard ?? null,
    holds: providers.every(({ status }) => status !== 'contradicted' && status !== 'refused'),
    providers,
    removed: changes?.removed ?? [],
  };
}

/** The providers that a review of that branch would test. */
export async function namesToReview(
  { root, base }: Pick<ReviewOptions, 'root' | 'base'>,
  context: RunContext,
): Promise<string[]> {
  refuseSingleFile(root);
  return base === undefined ? allNames(root) : (await changedProviders(root, { ref: base, context })).changed;
}

/** Such a catalog says nothing of how a provider is tested, and must not look as if it had none. */
function refuseSingleFile(root: string): void {
  const file = join(root, providersFolder, 'catalog.yaml');
  if (providersBelow(root).length > 0 || !existsSync(file)) return;
  throw new UserError({
    code: 'SINGLE_FILE_CATALOG',
    message: `${root} is a catalog of the single file ${providersFolder}/catalog.yaml, which does not say how providers are tested`,
    hint: `Turn it into folders: \`vrtg-provider catalog import ${providersFolder}/catalog.yaml\``,
  });
}

function allNames(root: string): string[] {
  return providersBelow(root)
    .map(({ directory }) => basename(directory))
    .sort();
}
