import { maturities } from '../../provider/metadata/metadata-types.js';
import { profiles } from '../../provider/profiles.js';
import type { CatalogEntry } from '../catalog-entry.js';
import { entryVerdicts } from '../verdicts.js';

interface Filter {
  name: string;
  title: string;
  options: { value: string; label: string; count: number }[];
}

const mostPlatforms = 8;

/** The groups of boxes above the overview; only what at least one provider has. */
export function siteFilters(entries: readonly CatalogEntry[]): Filter[] {
  const [verdicts, ripeness, capabilities, platforms] = [0, 1, 2, 3].map(() => new Map<string, number>());
  for (const { metadata, evidence } of entries) {
    count(verdicts, [evidence.verdict]);
    count(ripeness, [metadata.maturity]);
    count(capabilities, metadata.capabilities);
    count(platforms, metadata.compatibility?.platforms ?? []);
  }
  const common = [...(platforms ?? [])]
    .sort(([a, many], [b, more]) => more - many || (a < b ? -1 : 1))
    .slice(0, mostPlatforms)
    .map(([name]) => name);
  const title = (name: string) => profiles.find((profile) => profile.name === name)?.title ?? name;
  return [
    filter('verdict', 'Conformance', options(verdicts, entryVerdicts)),
    filter('maturity', 'Maturity', options(ripeness, maturities)),
    filter(
      'capability',
      'Declares',
      options(
        capabilities,
        profiles.map(({ name }) => name),
        title,
      ),
    ),
    filter('platform', 'Platform', options(platforms, common)),
  ].filter((group) => group.options.length > 0);
}

function filter(name: string, title: string, choices: Filter['options']): Filter {
  return { name, title, options: choices };
}

function count(counts: Map<string, number> | undefined, values: readonly string[]): void {
  for (const value of values) counts?.set(value, (counts.get(value) ?? 0) + 1);
}

function options(
  counts: ReadonlyMap<string, number> | undefined,
  values: readonly string[],
  label: (value: string) => string = (value) => value,
): Filter['options'] {
  return values.flatMap((value) => {
    const found = counts?.get(value);
    return found === undefined ? [] : [{ value, label: label(value), count: found }];
  });
}
