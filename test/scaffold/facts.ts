import { type ProfileName, profileNames } from '../../src/provider/profiles.js';
import type { Language, ScaffoldFacts } from '../../src/scaffold/scaffold-facts.js';

/** What a project is made from, in the year of the golden files. */
export function factsOf(language: Language, profiles: readonly ProfileName[] = ['core']): ScaffoldFacts {
  return {
    name: 'acme-cloud',
    displayName: 'Acme Cloud Provider',
    language,
    profiles,
    module: 'git.acme.example/virt/acme-cloud',
    repo: 'https://git.acme.example/virt/acme-cloud',
    image: 'registry.acme.example:5000/virt/acme-cloud',
    maintainer: "o'neil@acme.example",
    license: 'Apache-2.0',
    year: 2026,
  };
}

/** Core alone, and core with every choice of the others. */
export const profileSets: ProfileName[][] = Array.from({ length: 2 ** (profileNames.length - 1) }, (_, chosen) =>
  profileNames.filter((_name, index) => index === 0 || (chosen >> (index - 1)) % 2 === 1),
);
