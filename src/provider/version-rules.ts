import semver from 'semver';

/** What the rules compare: the version of an entry and the image that it was, where known. */
export interface EntryVersion {
  tag: string;
  digest?: string;
}

export type VersionVerdict = 'newer' | 'same' | 'downgrade' | 'moved-digest' | 'unknown';

/** How a submission stands to what is there. `unknown` where one of the tags is no SemVer. */
export function compareVersions(existing: EntryVersion, submitted: EntryVersion): VersionVerdict {
  const order = semverOrder(existing.tag, submitted.tag);
  if (order === undefined) return existing.tag === submitted.tag ? sameTag(existing, submitted) : 'unknown';
  if (order < 0) return 'newer';
  return order > 0 ? 'downgrade' : sameTag(existing, submitted);
}

/** Whether the first number of the version grows, which announces a breaking change. Versions 0.x promised nothing. */
export function isNewMajor(existing: EntryVersion, submitted: EntryVersion): boolean {
  const [before, after] = [semver.parse(existing.tag), semver.parse(submitted.tag)];
  return before !== null && after !== null && before.major > 0 && after.major > before.major;
}

function sameTag(existing: EntryVersion, submitted: EntryVersion): VersionVerdict {
  const bothKnown = existing.digest !== undefined && submitted.digest !== undefined;
  return bothKnown && existing.digest !== submitted.digest ? 'moved-digest' : 'same';
}

function semverOrder(left: string, right: string): number | undefined {
  const [first, second] = [semver.parse(left), semver.parse(right)];
  return first && second ? semver.compareBuild(first, second) : undefined;
}
