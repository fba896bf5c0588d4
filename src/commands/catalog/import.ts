import { join, resolve } from 'node:path';
import { Args, Flags } from '@oclif/core';
import type { ImportResult } from '../../catalog/import/import-catalog.js';
import { BaseCommand } from '../../cli/base-command.js';
import { exitCodes } from '../../foundation/exit-codes.js';
import { seenFrom, withSlashes } from '../../foundation/shown-path.js';
import { hasErrors } from '../../provider/metadata/finding.js';

export default class Import extends BaseCommand {
  static override summary = 'Turn a catalog.yaml in the format of upstream into providers/';
  static override description =
    `Writes providers/<name>/provider.yaml for every entry of FILE, and catalog.config.yaml for their order. What an entry says of its conformance is kept as a claim, never as a verdict; reports in reports/<name>.json beside FILE move along as evidence. Every mistake is told with file, line and column, and with one of them nothing is written. Files that are there already with other content are not touched without --force (exit code 7). \`catalog render\` writes catalog/catalog.yaml in the same format again.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %> providers/catalog.yaml',
    '<%= config.bin %> <%= command.id %> upstream-catalog.yaml --root ../my-catalog --dry-run',
    '<%= config.bin %> <%= command.id %> upstream-catalog.yaml --json',
  ];

  static override args = { file: Args.string({ description: 'the catalog.yaml to read', required: true }) };

  static override flags = {
    root: Flags.string({
      description: 'the directory that gets providers/ (default: the nearest parent with one, else this directory)',
      helpValue: 'DIR',
    }),
    force: Flags.boolean({ description: 'replace files that are there already', default: false }),
    'dry-run': Flags.boolean({ description: 'say what would be written, and write nothing', default: false }),
  };

  async run(): Promise<ImportResult> {
    const { args, flags } = await this.parse(Import);
    const { cwd, progress, signal } = this.runContext(flags);
    const [{ importCatalog }, { nearestCatalog }, { importText }] = await Promise.all([
      import('../../catalog/import/import-catalog.js'),
      import('../../catalog/catalog-root.js'),
      import('../../catalog/import/import-text.js'),
    ]);
    const root = flags.root === undefined ? (nearestCatalog(cwd) ?? cwd) : resolve(cwd, flags.root);
    const shown = withSlashes(args.file);
    const { force, 'dry-run': dryRun } = flags;
    const file = resolve(cwd, args.file);
    const result = importCatalog({ root, file, shown, force, dryRun, progress, signal });
    return this.answer(result, {
      text: importText(result, (path) => seenFrom(cwd, join(root, path))),
      exitCode: hasErrors(result.findings) ? exitCodes.no : exitCodes.ok,
    });
  }
}
