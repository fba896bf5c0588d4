import type { ProfileName } from '../provider/profiles.js';
import type { Language } from './scaffold-facts.js';

/** What the command line says; everything may be missing but `force` and `dryRun`. */
export interface ScaffoldOptions {
  name?: string | undefined;
  language?: Language | undefined;
  /** Words as given; core is always among the profiles. */
  profiles?: readonly string[] | undefined;
  module?: string | undefined;
  repo?: string | undefined;
  image?: string | undefined;
  maintainer?: string | undefined;
  license?: string | undefined;
  /** The project's folder; default: the name, in the working directory. */
  output?: string | undefined;
  force: boolean;
  dryRun: boolean;
  /** The person at the terminal; absent where nobody can answer. */
  interlocutor: Interlocutor | undefined;
}

export interface Interlocutor {
  ask(question: string): Promise<string>;
  show(text: string): void;
}

/** A file of the project and what writing it does to the folder. */
export interface ScaffoldedFile {
  /** Relative to the directory; with `/`. */
  path: string;
  executable: boolean;
  action: 'create' | 'overwrite' | 'unchanged';
}

/** Frozen by schemas/scaffold-result.schema.json. */
export interface ScaffoldResult {
  action: 'written' | 'planned';
  name: string;
  language: Language;
  profiles: ProfileName[];
  /** Absolute path. */
  directory: string;
  files: ScaffoldedFile[];
  /** Fields of provider.yaml that hold an example, since nobody named them. */
  placeholders: string[];
  /** Command lines to go on with, in the directory. */
  next: string[];
}
