import { join } from 'node:path';
import type { Finding } from '../../provider/metadata/finding.js';
import { locateInFile, makeFinding } from '../../provider/metadata/load-metadata.js';
import type { ProviderMetadata } from '../../provider/metadata/metadata-types.js';
import { metadataFileName, providersFolder } from '../../provider/metadata/provider-files.js';
import { compareVersions } from '../../provider/version-rules.js';
import { versionAt } from './catalog-history.js';
import type { ChangedProviders } from './changed-providers.js';

/** Of the changed entries: a version below the one that the base has, and another image under the same tag. */
export async function versionFindings(
  root: string,
  {
    changes,
    entries,
  }: { changes: ChangedProviders; entries: readonly Pick<ProviderMetadata, 'name' | 'tag' | 'digest'>[] },
): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const entry of entries) {
    if (!changes.changed.includes(entry.name)) continue;
    const existing = await versionAt(changes.history, { commit: changes.base, name: entry.name });
    const found = existing && versionMistake(existing, entry);
    if (found) findings.push(placed(root, entry.name, found));
  }
  return findings;
}

interface Mistake {
  field: 'tag' | 'digest';
  code: string;
  message: string;
  hint: string;
}

type Version = Pick<ProviderMetadata, 'tag' | 'digest'>;

function versionMistake(existing: Version, submitted: Version): Mistake | undefined {
  switch (compareVersions(existing, submitted)) {
    case 'downgrade':
      return {
        field: 'tag',
        code: 'version-lower',
        message: `the version is ${submitted.tag}, but the catalog has ${existing.tag}`,
        hint: 'Publish a newer version; a lower one is taken only by who merges it knowingly.',
      };
    case 'moved-digest':
      return {
        field: 'digest',
        code: 'digest-moved',
        message: `the catalog has ${existing.tag} as ${existing.digest}; here the same tag is ${submitted.digest}`,
        hint: 'Publish the new image under a new tag.',
      };
    case 'same':
      return existing.digest === undefined || submitted.digest !== undefined
        ? undefined
        : {
            field: 'tag',
            code: 'digest-moved',
            message: `the catalog has ${existing.tag} as ${existing.digest}; here the same tag names no digest`,
            hint: `Write digest: ${existing.digest}, or publish the new image under a new tag.`,
          };
    default:
      return undefined;
  }
}

function placed(root: string, name: string, { field, ...what }: Mistake): Finding {
  const file = `${providersFolder}/${name}/${metadataFileName}`;
  return makeFinding({ file, ...locateInFile(join(root, file), [field], 'value'), severity: 'error', ...what });
}
