import { closestWord } from '../../foundation/closest-word.js';
import type { CatalogEntry } from '../catalog-entry.js';
import type { ListFilter } from './list-filter.js';
import { supportsVersion } from './version-support.js';

/** Whether an entry is what was asked for. What its metadata does not state is not assumed. */
export function matches({ metadata, evidence }: CatalogEntry, filter: ListFilter): boolean {
  const { compatibility = {}, tags = [], capabilities, maturity } = metadata;
  const { platforms = [], kubernetes, virtrigaud } = compatibility;
  return (
    holdsAll(capabilities, filter.capabilities) &&
    isOneOf(evidence.verdict, filter.verdicts) &&
    isOneOf(maturity, filter.maturities) &&
    holdsAll(platforms, filter.platforms) &&
    holdsAll(tags, filter.tags) &&
    (filter.kubernetes === undefined || supportsVersion(kubernetes, filter.kubernetes)) &&
    (filter.virtrigaud === undefined || supportsVersion(virtrigaud, filter.virtrigaud))
  );
}

function holdsAll(there: readonly string[], asked: readonly string[]): boolean {
  return asked.every((value) => there.includes(value));
}

function isOneOf(value: string, asked: readonly string[]): boolean {
  return asked.length === 0 || asked.includes(value);
}

/** A filter value that no provider of the catalog has, so that the filter can find nothing. */
export interface UnusedValue {
  filter: 'tag' | 'platform';
  value: string;
  /** One that a provider has and that was probably meant. */
  suggestion?: string;
}

export function unusedValues(entries: readonly CatalogEntry[], filter: ListFilter): UnusedValue[] {
  const lookUp = (name: UnusedValue['filter'], asked: readonly string[], there: () => Set<string>) => {
    const known = asked.length === 0 ? new Set<string>() : there();
    return asked
      .filter((value) => !known.has(value))
      .map((value) => {
        const suggestion = closestWord(value, [...known]);
        return { filter: name, value, ...(suggestion !== undefined && { suggestion }) };
      });
  };
  return [
    ...lookUp('tag', filter.tags, () => new Set(entries.flatMap(({ metadata }) => metadata.tags ?? []))),
    ...lookUp(
      'platform',
      filter.platforms,
      () => new Set(entries.flatMap(({ metadata }) => metadata.compatibility?.platforms ?? [])),
    ),
  ];
}
