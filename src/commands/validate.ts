import { Args, Flags } from '@oclif/core';
import { BaseCommand } from '../cli/base-command.js';
import { exitCodes } from '../foundation/exit-codes.js';
import type { FindingFormat } from '../provider/metadata/finding-output/format-validation.js';
import type { Validation } from '../provider/metadata/validate-paths.js';

export default class Validate extends BaseCommand {
  static override summary = 'Check provider metadata';
  static override description = [
    'Checks provider.yaml and page.md: YAML, the published schema, and what no schema can say, such as unique names and images, declared secrets and open source licences. All mistakes of all files are found in one run.',
    "A PATH is a file, a provider's directory, or a catalog with providers/*/provider.yaml.",
    'Exit code 0 if everything is valid, 1 if a finding is an error, 2 if a PATH does not exist or holds no provider.',
  ].join('\n\n');

  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> providers/vsphere my-provider/provider.yaml',
    '<%= config.bin %> <%= command.id %> --format github',
    '<%= config.bin %> <%= command.id %> --format sarif > findings.sarif',
  ];

  static override args = {
    path: Args.string({ description: "a file, a provider's directory, or a catalog (default: .)", multiple: true }),
  };

  static override flags = {
    format: Flags.option({
      description: 'how findings are printed',
      options: ['text', 'json', 'github', 'sarif'] as const satisfies readonly FindingFormat[],
      default: 'text',
    })(),
  };

  async run(): Promise<Validation> {
    const { args, flags } = await this.parse(Validate);
    const { cwd, progress } = this.runContext(flags);
    const [{ validatePaths }, { formatValidation }, { countsAsText }] = await Promise.all([
      import('../provider/metadata/validate-paths.js'),
      import('../provider/metadata/finding-output/format-validation.js'),
      import('../provider/metadata/finding-output/text-output.js'),
    ]);
    const validation = validatePaths(args.path ?? ['.'], { cwd, progress });
    return this.answer(validation, {
      text: formatValidation(validation, flags.format),
      isData: flags.format !== 'text',
      remark: countsAsText(validation.summary),
      exitCode: validation.valid ? exitCodes.ok : exitCodes.no,
    });
  }
}
