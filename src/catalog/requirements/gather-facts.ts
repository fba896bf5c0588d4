import type { ConformanceReport } from '../../conformance/report/report-types.js';
import { messageOf } from '../../foundation/errors.js';
import type { RunContext } from '../../foundation/run-context.js';
import { printableLine } from '../../foundation/terminal-text.js';
import type { ProviderMetadata } from '../../provider/metadata/metadata-types.js';
import type { ImageRegistry } from '../../provider/registry/registry-types.js';
import type { Evidence } from '../evidence.js';
import { chartFacts } from './chart-facts.js';
import { documentationStatus } from './documentation-status.js';
import {
  type ImageFacts,
  type Known,
  known,
  nothingLookedUp,
  notKnown,
  type RepositoryFacts,
  type RequirementFacts,
} from './requirement-facts.js';

/** The gateway to the host of source repositories. Both methods reject where it cannot tell. */
export interface SourceHost {
  repository(url: string): Promise<RepositoryFacts>;
  /** Tags of VirtRigaud's releases. */
  virtrigaudReleases(): Promise<string[]>;
}

export interface FactInput {
  metadata: ProviderMetadata;
  page: string;
  evidence: Evidence;
  report: ConformanceReport | undefined;
  reportMistakes: readonly string[];
  previousTag: Known<string | null>;
}

export interface Gateways {
  registry: ImageRegistry;
  sourceHost: SourceHost;
}

/** Looks up what the checklist needs, all at once; what cannot be found is not known, with the reason. */
export async function gatherFacts(
  input: FactInput,
  { gateways, context }: { gateways: Gateways; context: RunContext },
): Promise<RequirementFacts> {
  const { metadata } = input;
  const { registry, sourceHost } = gateways;
  const { documentation } = metadata;
  const [image, chart, repository, virtrigaud, status] = await Promise.all([
    imageFacts(metadata, registry),
    orNotKnown(() => chartFacts(metadata, context)),
    orNotKnown(() => sourceHost.repository(metadata.repo)),
    orNotKnown(() => sourceHost.virtrigaudReleases()),
    documentation === undefined
      ? notKnown('the entry names none')
      : orNotKnown(() => documentationStatus(documentation, context.signal)),
  ]);
  context.signal.throwIfAborted();
  return {
    ...input,
    image,
    chart: flattened(chart),
    repository,
    virtrigaud,
    documentation: status,
    now: context.now(),
  };
}

/** The same without looking anything up. */
export function factsWithout(input: FactInput, { reason, now }: { reason: string; now: Date }): RequirementFacts {
  return { ...nothingLookedUp(reason), ...input, now };
}

async function imageFacts({ image, tag, digest }: ProviderMetadata, registry: ImageRegistry): Promise<ImageFacts> {
  const resolved = await orNotKnown(() => registry.resolve({ repository: image, tag }));
  // What was tested is what the digest names; the tag may have moved.
  const wanted = digest ?? (resolved.known ? resolved.value.digest : undefined);
  if (wanted === undefined) {
    const why = resolved.known ? notKnown('its digest is not known') : resolved;
    return { resolved, configurations: why, referrers: why };
  }
  const at = { repository: image, digest: wanted };
  const [configurations, referrers] = await Promise.all([
    orNotKnown(() => registry.configurations(at)),
    orNotKnown(() => registry.referrers(at)),
  ]);
  return { resolved, configurations, referrers };
}

async function orNotKnown<Value>(look: () => Promise<Value>): Promise<Known<Value>> {
  try {
    return known(await look());
  } catch (thrown) {
    return notKnown(printableLine(messageOf(thrown).split('\n')[0] ?? ''));
  }
}

function flattened<Value>(outer: Known<Known<Value>>): Known<Value> {
  return outer.known ? outer.value : outer;
}
