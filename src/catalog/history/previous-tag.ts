import { messageOf } from '../../foundation/errors.js';
import type { RunContext } from '../../foundation/run-context.js';
import { type Known, known, notKnown } from '../requirements/requirement-facts.js';
import { metadataPath, openHistory, versionAt } from './catalog-history.js';

const mostCommits = 50;

/** The version that the catalog had of a provider before this one, from its git history; null where this is the first. */
export async function previousTag(
  root: string,
  { name, tag, context }: { name: string; tag: string; context: RunContext },
): Promise<Known<string | null>> {
  try {
    const history = await openHistory(root, context);
    const { git, head } = history;
    if (head === undefined) return known(null);
    const commits = await git.commitsOf(head, { path: metadataPath(history, name), limit: mostCommits });
    for (const commit of commits) {
      const version = await versionAt(history, { commit, name });
      if (version && version.tag !== tag) return known(version.tag);
    }
    if (commits.length === mostCommits) return notKnown(`the newest ${mostCommits} changes of it tell no other`);
    if (await git.isShallow()) return notKnown('the history of this clone was cut off');
    return known(null);
  } catch (thrown) {
    context.signal.throwIfAborted();
    return notKnown(messageOf(thrown).split('\n')[0] ?? '');
  }
}
