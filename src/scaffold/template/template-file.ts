/**
 * How a folder of `templates/scaffolds/` becomes files of a project. A project is `common/` plus the folder of its
 * language; a path that both have is an error of ours.
 *
 * - **Names.** A segment of a path that begins with `_` begins with `.` in the project (`_gitignore`,
 *   `_github/workflows/ci.yml`), since npm leaves such files out of packages or renames them.
 *   `scaffold-name` in a path becomes the provider's name.
 * - **Tokens.** In every file these words are replaced. Each is valid where it stands, so that a template compiles,
 *   lints and runs as it is: `scaffold-name` (name), `scaffold.invalid/module` (Go module path),
 *   `https://scaffold.invalid/repo` (repository), `scaffold.invalid/image` (image repository),
 *   `maintainer@scaffold.invalid` (e-mail), `LicenseRef-Scaffold` (SPDX expression), `Scaffold Display Name`.
 * - **Conditions.** Lines between `// scaffold:if snapshot` and `// scaffold:end` stay only where that holds; the two
 *   lines themselves go. `#`, `//` and `<!-- … -->` comments are understood. Conditions are the names of profiles and
 *   languages, `not` before one turns it round. They are not nested.
 * - **Handlebars.** A file that ends with `.hbs` is filled with the facts (`scaffold-facts.ts`, plus `has.<profile or
 *   language>`, `has.[image-prepare]`, and `without.…`), without HTML escaping and strictly: an unknown name is an
 *   error. Files with `${{ }}` of GitHub Actions do better without it. The ending is dropped, so it also hides a name
 *   that npm or a tool would treat in its own way (`package-lock.json.hbs`).
 * - **The manifest.** `scaffold.json` of a folder is not copied. `only` names files (by their path in the project,
 *   before tokens) that belong to one profile; `executable` those that get mode 755; `fromPackage` copies files of this
 *   package into the project, so that there is one source of them.
 */
export interface TemplateFile {
  /** Path in the project, before tokens; with `/`. */
  path: string;
  /** As it is in the template. */
  text: string;
  /** Filled by Handlebars. */
  isHandlebars: boolean;
  /** The one condition under which it is part of the project. */
  only?: string;
  executable: boolean;
}

/** A file that is to be written. */
export interface PlannedFile {
  /** Relative to the project's folder; with `/`. */
  path: string;
  text: string;
  executable: boolean;
}
