import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { UserError } from '../../foundation/errors.js';
import { exitCodes } from '../../foundation/exit-codes.js';
import { readIfExists } from '../../foundation/files.js';
import type { Environment } from '../../foundation/run-context.js';
import { seenFrom } from '../../foundation/shown-path.js';
import { parseYaml } from '../../foundation/yaml/parse-yaml.js';
import { metadataFileName } from '../../provider/metadata/provider-files.js';
import { providerTextFields } from '../../provider/metadata/provider-schema.js';
import { parseImageReference, referenceText } from '../../provider/registry/image-reference.js';
import { openImageRegistry } from '../../provider/registry/open-image-registry.js';
import type { ImageReference } from '../../provider/registry/registry-types.js';
import { draftEntry } from '../submission/entry-draft.js';
import type { Finding } from './doctor-types.js';
import { lacking, type Probe, skipped } from './probe.js';

export interface EntryQuestion {
  /** As publish takes it; by default provider.yaml of the working directory. */
  metadataFile: string | undefined;
  /** Image reference, with a tag or without. */
  image: string | undefined;
  cwd: string;
  env: Environment;
  offline: boolean;
}

/** provider.yaml, judged as publish would without further flags. */
export function metadataProbe({ metadataFile, cwd }: EntryQuestion): Probe {
  return {
    id: 'metadata',
    title: 'provider.yaml',
    exitCode: exitCodes.no,
    look: async () => {
      const path = resolve(cwd, metadataFile ?? metadataFileName);
      if (metadataFile === undefined && !existsSync(path)) {
        return skipped(
          'there is none here; publish then takes --name, --image, --tag, --repo, --maintainer and --license',
        );
      }
      try {
        const { metadata, warnings } = await draftEntry({ flags: {}, metadataFile, cwd, interlocutor: undefined });
        const facts = { file: seenFrom(cwd, path) || path, name: metadata.name, tag: metadata.tag };
        const found = `${metadata.name} ${metadata.tag} is valid`;
        if (warnings.length === 0) return { status: 'ok', found, facts };
        return { status: 'warning', found: `${found}, with warnings: ${warnings.join('; ')}`, facts };
      } catch (thrown) {
        // What is not in the file can still be given on the command line.
        if (thrown instanceof UserError && thrown.exitCode === exitCodes.usage && existsSync(path)) {
          return lacking(thrown.message, thrown.hint === undefined ? {} : { fix: thrown.hint });
        }
        throw thrown;
      }
    },
  };
}

/** The image that publish and vcts run would start, asked for at its registry. */
export function imageProbe(question: EntryQuestion, reference: ImageReference | undefined): Probe {
  return {
    id: 'image',
    title: 'image',
    exitCode: exitCodes.remote,
    look: async (signal) => {
      if (reference === undefined) return skipped('none is named; --image REF looks at one');
      const shown = referenceText(reference);
      if (question.offline) return skipped(`${shown}: nobody asked (--offline)`);
      const registry = openImageRegistry({ env: question.env, signal });
      const { digest, platforms, credentials } = await registry.resolve(reference);
      const how = credentials === undefined ? 'everybody may pull it' : `with the credentials of ${credentials}`;
      const finding: Finding = {
        status: 'ok',
        found: `${shown} is ${digest} for ${platforms.join(', ')}; ${how}`,
        facts: { reference: shown, digest, platforms, credentials: credentials ?? null },
      };
      const own = `linux/${{ x64: 'amd64' }[process.arch as string] ?? process.arch}`;
      if (platforms.some((platform) => platform === own || platform.startsWith(`${own}/`))) return finding;
      const fix = `Build the image for ${own} too, or measure it on a machine of its platform (\`vcts run --image REF --report FILE.json\`, then \`vrtg-provider publish --report FILE.json\`).`;
      return { ...finding, status: 'warning', found: `${finding.found}; this machine is ${own}`, fix };
    },
  };
}

/** The image that is asked about: the one that is named, else that of provider.yaml. Throws UserError (exit 2). */
export function imageInQuestion({ image, metadataFile, cwd }: EntryQuestion): ImageReference | undefined {
  if (image !== undefined) return withTag(parseImageReference(image));
  const fields = fieldsOf(resolve(cwd, metadataFile ?? metadataFileName));
  const [repository, tag] = [fields['image'], fields['tag']];
  if (typeof repository !== 'string' || typeof tag !== 'string') return undefined;
  try {
    return parseImageReference(`${repository}:${tag}`);
  } catch {
    // The look at provider.yaml tells what is wrong with it.
    return undefined;
  }
}

function withTag(reference: ImageReference): ImageReference {
  return reference.tag === undefined && reference.digest === undefined ? { ...reference, tag: 'latest' } : reference;
}

function fieldsOf(path: string): Record<string, unknown> {
  try {
    const { value } = parseYaml(readIfExists(path) ?? '', { textFields: providerTextFields });
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
  } catch {
    return {};
  }
}
