import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { messageOf } from '../../foundation/errors.js';
import { withoutTokens } from '../../foundation/redaction.js';
import type { RunContext } from '../../foundation/run-context.js';
import { cut, printableLine } from '../../foundation/terminal-text.js';
import type { ProviderMetadata } from '../../provider/metadata/metadata-types.js';
import { helmArguments } from '../install-commands.js';
import { type ChartFacts, type Known, known, notKnown } from './requirement-facts.js';

const patienceMs = 60_000;
const maxOutput = 16 * 1024 * 1024;

/**
 * What `helm template` makes of the entry's chart with its own install values. Not known where there is no helm, or the
 * chart cannot be had; a chart that cannot be rendered is a fact. Nothing reaches a cluster.
 */
export async function chartFacts(metadata: ProviderMetadata, context: RunContext): Promise<Known<ChartFacts>> {
  const { chart, release, flags } = helmArguments(metadata);
  const folder = mkdtempSync(join(tmpdir(), 'vrtg-chart-'));
  try {
    const pulled = await helm(['pull', chart, '--destination', folder, ...plainHttp(chart)], context);
    if (pulled.missing) return notKnown('helm is not installed');
    if (pulled.failed) return notKnown(`helm cannot pull the chart: ${pulled.said}`);
    const [archive] = readdirSync(folder).filter((name) => name.endsWith('.tgz'));
    if (archive === undefined) return notKnown('helm pulled no chart');
    const rendered = await helm(['template', release, join(folder, archive), ...flags], context);
    if (rendered.failed) return known({ failure: rendered.said.replaceAll(`${folder}/`, ''), images: [] });
    return known(await factsIn(rendered.stdout));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Plain http is for registries on loopback only. */
function plainHttp(chart: string): string[] {
  return /^oci:\/\/(?:localhost|127(?:\.\d+){3})(?::\d+)?\//.test(chart) ? ['--plain-http'] : [];
}

async function helm(args: readonly string[], { env, signal }: RunContext) {
  const { execa } = await import('execa');
  const result = await execa('helm', args, {
    env: withoutTokens(env),
    extendEnv: false,
    reject: false,
    stdin: 'ignore',
    timeout: patienceMs,
    maxBuffer: maxOutput,
    cancelSignal: signal,
  });
  signal.throwIfAborted();
  const missing = result.cause instanceof Error && 'code' in result.cause && result.cause.code === 'ENOENT';
  const lines = result.stderr.split('\n').filter((line) => line.trim() !== '' && !/^WARNING/.test(line));
  const said = result.timedOut ? 'it did not end in time' : cut(printableLine(lines.join('; ')), 300);
  return { failed: result.failed, missing, said: said || `exit code ${result.exitCode}`, stdout: result.stdout };
}

async function factsIn(manifests: string): Promise<ChartFacts> {
  try {
    return { images: await imagesIn(manifests) };
  } catch (thrown) {
    return { failure: `what it renders is no YAML: ${cut(printableLine(messageOf(thrown)), 200)}`, images: [] };
  }
}

/** The images of all containers in rendered manifests, each once. Throws where they are no YAML. */
async function imagesIn(manifests: string): Promise<string[]> {
  const { loadAll } = await import('js-yaml');
  const images = new Set<string>();
  const seen = new Set<object>();
  const visit = (value: unknown, isContainer: boolean): void => {
    if (typeof value !== 'object' || value === null || seen.has(value)) return;
    seen.add(value);
    const image = (value as { image?: unknown }).image;
    if (isContainer && typeof image === 'string') images.add(image);
    for (const [key, inner] of Object.entries(value)) {
      if (Array.isArray(inner)) for (const item of inner) visit(item, /^(?:init|ephemeral)?[cC]ontainers$/.test(key));
      else visit(inner, false);
    }
  };
  for (const document of loadAll(manifests)) visit(document, false);
  return [...images];
}
