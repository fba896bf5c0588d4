import { relative, resolve } from 'node:path';
import { Flags } from '@oclif/core';
import type { RenderResult } from '../../catalog/render-catalog.js';
import { BaseCommand } from '../../cli/base-command.js';
import { rootFlag } from '../../cli/catalog-flags.js';
import { exitCodes } from '../../foundation/exit-codes.js';
import { hasErrors } from '../../provider/metadata/finding.js';

export default class Render extends BaseCommand {
  static override summary = 'Write catalog/ from providers/';
  static override description =
    `Writes the page (catalog/README.md), catalog/catalog.yaml, catalog/index.json and catalog/badges/<name>.svg. Every verdict comes from the recorded evidence, providers/<name>/conformance.json; without it a provider is pending. Only files whose content differs are written, badges of removed providers are deleted, and nothing is written where the metadata has an error. The same input gives the same bytes. catalog.config.yaml at the catalog's root holds its settings. --site DIR also writes a static site of the same data, which needs no server and loads nothing from elsewhere.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --root ../my-catalog --dry-run',
    '<%= config.bin %> <%= command.id %> --site public',
    '<%= config.bin %> <%= command.id %> --json',
  ];

  static override flags = {
    root: rootFlag(),
    'show-claims': Flags.boolean({
      description: 'show imported claims beside the verdicts, with that word',
      default: false,
    }),
    site: Flags.string({
      description: 'also write a static site into this folder, which must hold nothing else',
      helpValue: 'DIR',
    }),
    'dry-run': Flags.boolean({ description: 'say what would change, and change nothing', default: false }),
  };

  async run(): Promise<RenderResult> {
    const { flags } = await this.parse(Render);
    const { cwd, progress, signal } = this.runContext(flags);
    const [{ renderCatalog }, { catalogRoot }, { renderText }] = await Promise.all([
      import('../../catalog/render-catalog.js'),
      import('../../catalog/catalog-root.js'),
      import('../../catalog/catalog-answers.js'),
    ]);
    const root = catalogRoot({ named: flags.root, cwd });
    const site = flags.site === undefined ? undefined : resolve(cwd, flags.site);
    const { 'show-claims': showClaims, 'dry-run': dryRun } = flags;
    const result = await renderCatalog({ root, showClaims, dryRun, site, progress, signal });
    return this.answer(result, {
      text: renderText(result, relative(cwd, root)),
      exitCode: hasErrors(result.findings) ? exitCodes.no : exitCodes.ok,
    });
  }
}
