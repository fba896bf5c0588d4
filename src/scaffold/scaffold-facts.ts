import type { ProfileName } from '../provider/profiles.js';

export const languages = ['go', 'typescript'] as const;
export type Language = (typeof languages)[number];

/** As people write them. */
export const languageTitles: Readonly<Record<Language, string>> = { go: 'Go', typescript: 'TypeScript' };

/** What a project is made from; every field is checked before. */
export interface ScaffoldFacts {
  /** Name of the provider in the catalog, of its folder, its binary and its npm package. */
  name: string;
  displayName: string;
  language: Language;
  /** In the catalog's order, core first. */
  profiles: readonly ProfileName[];
  /** Path of the Go module; for TypeScript the same place without a use. */
  module: string;
  /** https URL of the source repository. */
  repo: string;
  /** Image repository without a tag. */
  image: string;
  maintainer: string;
  /** SPDX expression. */
  license: string;
  /** Of the copyright line. */
  year: number;
}
