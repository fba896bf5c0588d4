import { Args, Flags } from '@oclif/core';
import type { ShowResult } from '../../catalog/show/show-provider.js';
import { BaseCommand } from '../../cli/base-command.js';
import { rootFlag } from '../../cli/catalog-flags.js';
import { exitCodes } from '../../foundation/exit-codes.js';
import { hasErrors } from '../../provider/metadata/finding.js';

export default class Show extends BaseCommand {
  static override summary = "Print a provider with its verdicts and the catalog's requirements";
  static override description =
    `Prints the entry, the verdicts of its recorded evidence, and a checklist: the seven requirements of the catalog and its compatibility policy, each met, not met or unknown, with what that rests on. It asks the image's registry, the host of the source repository and of VirtRigaud's releases (GH_TOKEN lifts GitHub's limit) and the documentation, and renders the chart where helm is installed; what cannot be asked is unknown, never met. Exit code 1 where the entry or its evidence is wrong.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %> mock',
    '<%= config.bin %> <%= command.id %> vsphere --root ../my-catalog --json',
    '<%= config.bin %> <%= command.id %> vsphere --offline',
  ];

  static override args = { name: Args.string({ description: 'name of the provider', required: true }) };

  static override flags = {
    root: rootFlag(),
    offline: Flags.boolean({ description: 'ask nobody: what the files do not say is unknown', default: false }),
    'show-claims': Flags.boolean({ description: 'with --json: also what was imported as a claim', default: false }),
  };

  async run(): Promise<ShowResult> {
    const { args, flags } = await this.parse(Show);
    const context = this.runContext(flags);
    const [{ showProvider }, { catalogRoot }, { showText }] = await Promise.all([
      import('../../catalog/show/show-provider.js'),
      import('../../catalog/catalog-root.js'),
      import('../../catalog/show/show-text.js'),
    ]);
    const root = catalogRoot({ named: flags.root, cwd: context.cwd });
    const gateways = flags.offline
      ? undefined
      : (await import('../../publish/catalog-gateways.js')).catalogGateways(context);
    const result = await showProvider({ root, name: args.name, showClaims: flags['show-claims'], gateways }, context);
    return this.answer(result, {
      text: showText(result, context.cwd),
      exitCode: hasErrors(result.findings) ? exitCodes.no : exitCodes.ok,
    });
  }
}
