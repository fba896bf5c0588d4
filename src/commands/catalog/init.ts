import { resolve } from 'node:path';
import { Flags } from '@oclif/core';
import type { InitResult } from '../../catalog/init/init-catalog.js';
import { BaseCommand } from '../../cli/base-command.js';

export default class Init extends BaseCommand {
  static override summary = "Write the workflows of a catalog's repository";
  static override description =
    `Writes .github/workflows/ for GitHub Actions: on a pull request check and review, with no secrets for forks; after a merge render and commit; once a week a re-test of every provider. They install this version of vrtg-provider. Files that are there with other content are left alone (exit code 7) unless --force is given.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --root ../my-catalog --dry-run',
    '<%= config.bin %> <%= command.id %> --branch trunk --force',
  ];

  static override flags = {
    root: Flags.string({
      description: "the catalog's directory (default: the nearest parent with providers/, else this directory)",
      helpValue: 'DIR',
    }),
    branch: Flags.string({
      description: "the branch that is merged into (default: the repository's own, else main)",
      helpValue: 'BRANCH',
    }),
    'dry-run': Flags.boolean({ description: 'say what would be written, and write nothing', default: false }),
    force: Flags.boolean({ description: 'overwrite workflows that say something else', default: false }),
  };

  async run(): Promise<InitResult> {
    const { flags } = await this.parse(Init);
    const context = this.runContext(flags);
    const [{ initCatalog, initText }, { nearestCatalog }] = await Promise.all([
      import('../../catalog/init/init-catalog.js'),
      import('../../catalog/catalog-root.js'),
    ]);
    const { cwd } = context;
    const root = flags.root === undefined ? (nearestCatalog(cwd) ?? cwd) : resolve(cwd, flags.root);
    const { branch, force } = flags;
    const result = await initCatalog({ root, branch, force, dryRun: flags['dry-run'] }, context);
    return this.answer(result, { text: initText(result) });
  }
}
