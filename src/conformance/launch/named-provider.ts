import { existsSync, readdirSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { UserError } from '../../foundation/errors.js';
import { packageRoot } from '../../foundation/package-info.js';
import type { RunContext } from '../../foundation/run-context.js';
import { loadMetadata } from '../../provider/metadata/load-metadata.js';
import type { Fixtures, ProviderMetadata } from '../../provider/metadata/metadata-types.js';
import type { Target, TlsFiles } from '../conformance-options.js';

export interface NamedProvider {
  target: Target;
  entry: { name: string; version: string };
  fixtures: Fixtures | undefined;
}

const fileName = 'provider.yaml';

/**
 * A provider of `providers/` by name, here, in a parent folder, or among those that come with the tool; or by its
 * directory. Throws UserError.
 */
export async function namedProvider(
  name: string,
  { tls, plaintext, context }: { tls: TlsFiles | undefined; plaintext: boolean; context: RunContext },
): Promise<NamedProvider> {
  const directory = findDirectory(name, context.cwd);
  const file = join(directory, fileName);
  const { metadata, findings } = loadMetadata(file);
  if (!metadata) {
    throw new UserError({
      code: 'INVALID_METADATA',
      message: `${file} is invalid: ${findings[0]?.message ?? 'it cannot be read'}`,
      hint: `\`vrtg-provider validate ${directory}\` lists everything that is wrong.`,
      details: { findings },
    });
  }
  if (metadata.run?.endpoint !== undefined && metadata.run.sidecars?.length) {
    throw new UserError({
      code: 'SIDECARS_BESIDE_ENDPOINT',
      message: `${metadata.name} is a running endpoint, and sidecars are started for a provider that is started too`,
      hint: 'Leave out run.sidecars, or say how the provider starts with run.exec or run.image.',
    });
  }
  if (metadata.run?.tls === 'mutual' && tls?.cert === undefined) {
    throw new UserError({
      code: 'CLIENT_CERTIFICATE_MISSING',
      message: `${metadata.name} wants a client certificate (run.tls: mutual), and none is given`,
      hint: 'Give --tls-cert and --tls-key, and --tls-ca where its own certificate is not from a public CA.',
    });
  }
  return {
    target: targetOf(metadata, { given: tls, plaintext }),
    entry: { name: metadata.name, version: metadata.tag },
    fixtures: metadata.fixtures,
  };
}

function findDirectory(name: string, cwd: string): string {
  const roots: string[] = [];
  for (let folder = cwd; ; folder = dirname(folder)) {
    roots.push(folder);
    if (folder === dirname(folder)) break;
  }
  roots.push(packageRoot);
  const isPath = name.includes('/') || name.includes('\\') || name.startsWith('.');
  const candidates = isPath ? [resolve(cwd, name)] : roots.map((root) => join(root, 'providers', name));
  const asFile = basename(name) === fileName ? [dirname(resolve(cwd, name))] : [];
  const found = [...candidates, ...asFile].find((folder) => existsSync(join(folder, fileName)));
  if (found) return found;
  const known = [...new Set(roots.flatMap((root) => providersBelow(root)))].sort();
  throw new UserError({
    code: 'UNKNOWN_PROVIDER',
    message: `there is no provider "${name}"`,
    hint:
      known.length > 0
        ? `Known here: ${known.join(', ')}.`
        : 'Give the directory of a provider.yaml, or --provider-endpoint, --exec or --image.',
  });
}

function providersBelow(root: string): string[] {
  try {
    return readdirSync(join(root, 'providers')).filter((name) => existsSync(join(root, 'providers', name, fileName)));
  } catch {
    return [];
  }
}

interface HowToConnect {
  given: TlsFiles | undefined;
  plaintext: boolean;
}

function targetOf({ image, tag, digest, run = {} }: ProviderMetadata, { given, plaintext }: HowToConnect): Target {
  const tls = given ?? (run.tls === 'server' || run.tls === 'mutual' ? {} : undefined);
  const common = {
    ...(tls && { tls }),
    ...(run.env && { env: run.env }),
    ...(run.sidecars && { sidecars: run.sidecars }),
  };
  if (run.endpoint !== undefined) return { kind: 'endpoint', endpoint: run.endpoint, plaintext, ...(tls && { tls }) };
  if (run.exec !== undefined) return { kind: 'command', command: run.exec, ...common };
  const reference = run.image ?? (digest ? `${image}@${digest}` : `${image}:${tag}`);
  return { kind: 'image', image: reference, ...common, ...(run.ports && { ports: run.ports }) };
}
