import type { ImageTarget } from '../../conformance/conformance-options.js';
import type { ConformanceReport } from '../../conformance/report/report-types.js';
import { EnvironmentError, messageOf, RemoteError, UserError } from '../../foundation/errors.js';
import type { RunContext } from '../../foundation/run-context.js';
import { cut, printableLine } from '../../foundation/terminal-text.js';
import type { ProviderMetadata } from '../../provider/metadata/metadata-types.js';
import { type ProfileName, profileNames } from '../../provider/profiles.js';
import { openImageRegistry } from '../../provider/registry/open-image-registry.js';

/** Milliseconds. */
export interface RunLimits {
  /** For the run of one provider. */
  timeoutMs: number;
  /** How long a state may take to show after its task is done; the suite's own unless given. */
  settleMs?: number | undefined;
}

export interface RerunRequest {
  metadata: ProviderMetadata;
  profiles: readonly ProfileName[];
  limits: RunLimits;
  /** Only these tests. */
  ids?: readonly string[];
}

/** A report, or why the image could not be tested here. */
export type Rerun = { report: ConformanceReport } | { notRun: string };

/**
 * Tests the entry's image by its digest, in a container with least privileges. `run.exec` and `run.endpoint` are the
 * submitter's own words: nothing of them is started or asked. Rejects only where the review itself is ended.
 */
export async function rerunImage(request: RerunRequest, context: RunContext): Promise<Rerun> {
  const { metadata, profiles, limits, ids } = request;
  if (metadata.run?.tls === 'server' || metadata.run?.tls === 'mutual')
    return { notRun: 'it serves over TLS, for which a review has no certificates' };
  const { runConformance } = await import('../../conformance/run-conformance.js');
  const target = targetOf(metadata);
  try {
    const report = await runConformance(
      {
        target,
        entry: { name: metadata.name, version: metadata.tag },
        profiles,
        timeoutMs: limits.timeoutMs,
        ...(limits.settleMs !== undefined && { settleMs: limits.settleMs }),
        ...(metadata.fixtures && { fixtures: metadata.fixtures }),
        ...(ids && { focus: new RegExp(`^(?:${ids.join('|')})$`) }),
        reproduce: `vcts run --image ${target.image} --profile ${profiles.join(',')}`,
      },
      context,
    );
    context.signal.throwIfAborted();
    return report.ended === 'timed-out' ? { notRun: 'the time for its run was over' } : { report };
  } catch (thrown) {
    context.signal.throwIfAborted();
    if (!(thrown instanceof EnvironmentError || thrown instanceof UserError)) throw thrown;
    return { notRun: shortly(thrown) };
  }
}

/** The image that the catalog names, whatever `run.image` says: that is what people install. */
function targetOf({ image, tag, digest, run = {} }: ProviderMetadata): ImageTarget {
  return {
    kind: 'image',
    image: digest === undefined ? `${image}:${tag}` : `${image}@${digest}`,
    ...(run.env && { env: run.env }),
    ...(run.ports && { ports: run.ports }),
    ...(run.sidecars && { sidecars: run.sidecars }),
  };
}

/** The profiles to test: what the report judged, and what the entry declares. */
export function profilesToTest(metadata: ProviderMetadata, report: ConformanceReport | undefined): ProfileName[] {
  return profileNames.filter((name) => report?.profiles[name] !== undefined || metadata.capabilities.includes(name));
}

/** What the registry says of the entry's image before anything is started. */
export type ImageCheck =
  | { state: 'there' }
  | { state: 'wrong'; field: 'tag' | 'digest'; message: string }
  | { state: 'unknown' };

export async function checkImage({ image, tag, digest }: ProviderMetadata, context: RunContext): Promise<ImageCheck> {
  const registry = openImageRegistry(context);
  try {
    if (digest !== undefined) await registry.resolve({ repository: image, digest });
  } catch (thrown) {
    return judged(thrown, { field: 'digest', message: `the image has no ${digest}` }, context);
  }
  try {
    const now = await registry.resolve({ repository: image, tag });
    if (digest === undefined || now.digest === digest) return { state: 'there' };
    return { state: 'wrong', field: 'digest', message: `the tag ${tag} names ${now.digest}, not ${digest}` };
  } catch (thrown) {
    return judged(thrown, { field: 'tag', message: `the image has no tag ${tag}` }, context);
  }
}

/** An absent image is a mistake of the entry; a private one or a registry that fails tells nothing. */
function judged(
  thrown: unknown,
  mistake: { field: 'tag' | 'digest'; message: string },
  context: RunContext,
): ImageCheck {
  context.signal.throwIfAborted();
  if (thrown instanceof UserError)
    return { state: 'wrong', field: mistake.field, message: `${mistake.message}: ${shortly(thrown)}` };
  if (thrown instanceof EnvironmentError || thrown instanceof RemoteError) return { state: 'unknown' };
  throw thrown;
}

function shortly(thrown: unknown): string {
  return cut(printableLine(messageOf(thrown).split('\n')[0] ?? ''), 400);
}
