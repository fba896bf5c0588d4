import { relative } from 'node:path';
import { Flags } from '@oclif/core';
import type { RenderResult } from '../../catalog/render-catalog.js';
import { BaseCommand } from '../../cli/base-command.js';
import { exitCodes } from '../../foundation/exit-codes.js';
import { hasErrors } from '../../provider/metadata/finding.js';

export default class Render extends BaseCommand {
  static override summary = 'write catalog/ from providers/';
  static override description =
    `Writes the page (catalog/README.md), catalog/catalog.yaml, catalog/index.json and catalog/badges/<name>.svg.
Every verdict comes from the recorded evidence, providers/<name>/conformance.json; without it a provider is pending.
Only files whose content differs are written, badges of removed providers are deleted, and nothing is written where the
metadata has an error. The same input gives the same bytes. catalog.config.yaml at the catalog's root holds its settings.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --root ../my-catalog --dry-run',
    '<%= config.bin %> <%= command.id %> --json',
  ];

  static override flags = {
    root: Flags.string({ description: "the catalog's directory; default: the nearest parent with providers/" }),
    'show-claims': Flags.boolean({
      description: 'show imported claims beside the verdicts, with that word',
      default: false,
    }),
    'dry-run': Flags.boolean({ description: 'say what would change, and change nothing', default: false }),
  };

  async run(): Promise<RenderResult> {
    const { flags } = await this.parse(Render);
    const { cwd } = this.runContext(flags);
    const [{ renderCatalog }, { catalogRoot }, { renderText }] = await Promise.all([
      import('../../catalog/render-catalog.js'),
      import('../../catalog/catalog-root.js'),
      import('../../catalog/catalog-answers.js'),
    ]);
    const root = catalogRoot({ named: flags.root, cwd });
    const result = await renderCatalog({ root, showClaims: flags['show-claims'], dryRun: flags['dry-run'] });
    return this.answer(result, {
      text: renderText(result, relative(cwd, root)),
      exitCode: hasErrors(result.findings) ? exitCodes.no : exitCodes.ok,
    });
  }
}
