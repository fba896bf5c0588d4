import { GitRepository } from '../../foundation/git/git-repository.js';
import type { RunContext } from '../../foundation/run-context.js';
import { parseYaml } from '../../foundation/yaml/parse-yaml.js';
import { metadataFileName, providersFolder } from '../../provider/metadata/provider-files.js';
import { providerTextFields } from '../../provider/metadata/provider-schema.js';
import type { EntryVersion } from '../../provider/version-rules.js';

/** Where a catalog's earlier states are: the git repository that its folder is in. Reads objects only, runs nothing of it. */
export interface CatalogHistory {
  git: GitRepository;
  /** The commit that is checked out; undefined before the first one. */
  head: string | undefined;
  /** From the repository's top to the catalog's root: '' or with a slash at its end. */
  prefix: string;
}

/** Throws UserError where the root is in no git repository, EnvironmentError where there is no git. */
export async function openHistory(root: string, context: RunContext): Promise<CatalogHistory> {
  const git = await GitRepository.open(root, context);
  return { git, head: await git.checkedOut(root), prefix: await git.prefixOf(root) };
}

/** Where the metadata of a provider is in the repository. */
export function metadataPath({ prefix }: Pick<CatalogHistory, 'prefix'>, name: string): string {
  return `${prefix}${providersFolder}/${name}/${metadataFileName}`;
}

/** Version and digest of an entry in some commit, however broken the rest of it is; undefined where there is none. */
export async function versionAt(
  history: CatalogHistory,
  { commit, name }: { commit: string; name: string },
): Promise<EntryVersion | undefined> {
  const text = await history.git.file(commit, metadataPath(history, name));
  if (text === undefined) return undefined;
  const { value } = parseYaml(text, { textFields: providerTextFields });
  const { tag, digest } = (value ?? {}) as { tag?: unknown; digest?: unknown };
  if (typeof tag !== 'string') return undefined;
  return { tag, ...(typeof digest === 'string' && { digest }) };
}
