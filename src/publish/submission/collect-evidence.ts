import { resolve } from 'node:path';
import type { Target } from '../../conformance/conformance-options.js';
import type { ConformanceReport } from '../../conformance/report/report-types.js';
import { quoteForShell } from '../../conformance/report/reproduce.js';
import { EnvironmentError } from '../../foundation/errors.js';
import { exitCodes } from '../../foundation/exit-codes.js';
import type { RunContext } from '../../foundation/run-context.js';
import type { Fixtures, ProviderMetadata } from '../../provider/metadata/metadata-types.js';
import type { ProfileName } from '../../provider/profiles.js';
import type { EvidenceSource } from '../publish-options.js';

export interface EvidenceRequest {
  source: EvidenceSource;
  entry: ProviderMetadata;
  /** Digest of the tag, where a registry told it. */
  digest: string | undefined;
  profiles: readonly ProfileName[];
  fixtures: Fixtures | undefined;
}

/**
 * Reads the report or runs the suite. Throws EnvironmentError (exit 4) where it
 * cannot be started or reached, and the reason of an interruption.
 */
export async function collectEvidence(request: EvidenceRequest, context: RunContext): Promise<ConformanceReport> {
  if (request.source.kind === 'report') {
    const { readReport } = await import('../../conformance/report/read-report.js');
    return readReport(resolve(context.cwd, request.source.file));
  }
  const { runConformance } = await import('../../conformance/run-conformance.js');
  const { entry, profiles } = request;
  const target = targetOf(request.source, request);
  context.progress({ type: 'phase', title: `Conformance of ${entry.name} ${entry.tag}` });
  const report = await runConformance(
    {
      target,
      entry: { name: entry.name, version: entry.tag },
      profiles,
      ...(request.fixtures && { fixtures: request.fixtures }),
      reproduce: reproduceCommand(target, profiles),
    },
    context,
  );
  context.signal.throwIfAborted();
  if (report.ended === 'provider-lost') throw lostProvider(entry);
  return report;
}

function targetOf(source: Exclude<EvidenceSource, { kind: 'report' }>, { entry, digest }: EvidenceRequest): Target {
  if (source.kind === 'endpoint') return source;
  const { env, ports } = entry.run ?? {};
  if (source.kind === 'command') return { ...source, ...(env && { env }) };
  const image = `${entry.image}:${entry.tag}${digest === undefined ? '' : `@${digest}`}`;
  return { kind: 'image', image, ...(env && { env }), ...(ports && { ports }) };
}

/** The command line that repeats the measurement, fit for a shell. */
function reproduceCommand(target: Target, profiles: readonly ProfileName[]): string {
  const where: Record<Target['kind'], () => string[]> = {
    endpoint: () => ['--provider-endpoint', target.kind === 'endpoint' ? target.endpoint : ''],
    command: () => ['--exec', target.kind === 'command' ? target.command : ''],
    image: () => ['--image', target.kind === 'image' ? target.image : ''],
  };
  const also = target.kind === 'command' && target.endpoint ? ['--provider-endpoint', target.endpoint] : [];
  return ['vcts', 'run', ...where[target.kind](), ...also, '--profile', profiles.join(',')]
    .map(quoteForShell)
    .join(' ');
}

function lostProvider({ name, tag }: ProviderMetadata): EnvironmentError {
  return new EnvironmentError({
    code: 'PROVIDER_LOST',
    message: `The provider ${name} ${tag} went away while it was tested; nothing is submitted`,
    hint: 'Look at its log, then run the same command again.',
    exitCode: exitCodes.unreachable,
  });
}
