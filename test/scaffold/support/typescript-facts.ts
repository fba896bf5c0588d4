import { type ProfileName, profileNames } from '../../../src/provider/profiles.js';
import type { ScaffoldFacts } from '../../../src/scaffold/scaffold-facts.js';

export function typescriptFacts(profiles: readonly ProfileName[]): ScaffoldFacts {
  return {
    name: 'harbour-lab',
    displayName: 'Harbour Lab',
    language: 'typescript',
    profiles,
    module: 'example.com/harbour-lab',
    repo: 'https://github.com/harbour/lab',
    image: 'ghcr.io/harbour/lab',
    maintainer: 'lab@harbour.example',
    license: 'MIT',
    year: 2031,
  };
}

/** Core with every choice of the others, in the catalog's order. */
export const everyProfileSet: readonly (readonly ProfileName[])[] = Array.from({ length: 16 }, (_, choice) =>
  profileNames.filter((name, index) => name === 'core' || (choice >> (index - 1)) & 1),
);
