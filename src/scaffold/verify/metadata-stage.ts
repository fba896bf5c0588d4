import { join } from 'node:path';
import { withSlashes } from '../../foundation/shown-path.js';
import { findingsAsText } from '../../provider/metadata/finding-output/text-output.js';
import type { ProviderMetadata } from '../../provider/metadata/metadata-types.js';
import { readProvider } from '../../provider/metadata/read-provider.js';
import type { StageEnd } from './stage-runner.js';

const most = 20;

/** Reads provider.yaml and page.md; also says where it is not told how the provider starts. */
export function readMetadata(directory: string, shown: string): { metadata?: ProviderMetadata; end: StageEnd } {
  const show = (path: string) => withSlashes(join(shown, path.slice(directory.length + 1)));
  const { metadata, findings } = readProvider({ file: join(directory, 'provider.yaml'), directory }, show);
  const errors = findings.filter(({ severity }) => severity === 'error');
  if (!metadata || errors.length > 0) {
    const reason = errors.length === 1 ? '1 mistake in the metadata' : `${errors.length} mistakes in the metadata`;
    const output = findingsAsText(errors.slice(0, most)).trimEnd().split('\n');
    const hint = `\`vrtg-provider validate ${shown}\` lists everything that is wrong.`;
    return { ...(metadata && { metadata }), end: { status: 'failed', reason, hint, output } };
  }
  if (metadata.run !== undefined) return { metadata, end: { status: 'passed' } };
  const reason = 'provider.yaml does not say how the provider starts';
  const hint = 'Add run: with exec (a command that listens on $PORT), image or endpoint.';
  return { metadata, end: { status: 'failed', reason, hint } };
}
