import { closestWord } from '../foundation/closest-word.js';
import type { CatalogSettings } from './catalog-settings.js';
import { isVersionRange } from './suite-range.js';

export interface Complaint {
  path: (string | number)[];
  code: string;
  message: string;
  hint: string;
}

/** What no schema can say of settings that fit theirs; `providers` are the names that the catalog has. */
export function settingsComplaints(settings: Partial<CatalogSettings>, providers: readonly string[]): Complaint[] {
  const { order = [], quickStart, suiteVersions, baseUrl, tutorial } = settings;
  const complaints = order.flatMap((name, index) => unknownProvider(name, providers, ['order', index]));
  if (quickStart !== undefined) complaints.push(...unknownProvider(quickStart, providers, ['quickStart']));
  if (suiteVersions !== undefined && !isVersionRange(suiteVersions))
    complaints.push({
      path: ['suiteVersions'],
      code: 'invalid-version-range',
      message: `suiteVersions: "${suiteVersions}" is not a range of versions`,
      hint: 'Write a SemVer range in quotes, for instance ">=1.2 <3".',
    });
  if (baseUrl !== undefined && !URL.canParse(baseUrl))
    complaints.push({
      path: ['baseUrl'],
      code: 'invalid-url',
      message: `baseUrl: "${baseUrl}" is not a web address`,
      hint: 'Write an absolute address that begins with https://.',
    });
  if (tutorial !== undefined && /^[a-z][a-z0-9+.-]*:/i.test(tutorial) && !/^https?:\/\//i.test(tutorial))
    complaints.push({
      path: ['tutorial'],
      code: 'invalid-url',
      message: `tutorial: "${tutorial}" is neither a web address nor a path`,
      hint: 'Write an address that begins with https://, or a path such as ./tutorial.md.',
    });
  return complaints;
}

function unknownProvider(name: string, providers: readonly string[], path: (string | number)[]): Complaint[] {
  if (providers.includes(name)) return [];
  const meant = closestWord(name, providers);
  return [
    {
      path,
      code: 'unknown-provider',
      message: `there is no provider ${name} in this catalog`,
      hint: meant ? `Did you mean ${meant}?` : 'Write the name of a folder in providers/, or remove it.',
    },
  ];
}
