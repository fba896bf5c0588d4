import { relative } from 'node:path';
import { Flags } from '@oclif/core';
import type { CheckFormat } from '../../catalog/catalog-answers.js';
import type { CheckResult } from '../../catalog/check-catalog.js';
import { BaseCommand } from '../../cli/base-command.js';
import { rootFlag } from '../../cli/catalog-flags.js';
import { exitCodes } from '../../foundation/exit-codes.js';

export default class Check extends BaseCommand {
  static override summary = 'Refuse an invalid, stale, hand-edited or unproven catalog';
  static override description =
    `Changes nothing. Finds invalid metadata and settings; generated files that are not what a render writes, with the first line that differs; reports that are none, that contradict themselves or their suite, that are not the one that was published, or that are not about the version, the image or the capabilities of their entry; two providers of one image. With --base, also versions that went down and tags whose digest changed; generated files that the branch leaves alone are a warning then, since they are rendered after the merge. Exit code 1 where one of these is an error; warnings change no exit code.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --root ../my-catalog --json',
    '<%= config.bin %> <%= command.id %> --base origin/main --format github',
  ];

  static override flags = {
    root: rootFlag(),
    format: Flags.option({
      description: 'how findings are printed: text, json, or the workflow commands of github',
      options: ['text', 'json', 'github'] as const satisfies readonly CheckFormat[],
      default: 'text',
    })(),
    base: Flags.string({
      description:
        'a git reference, such as origin/main: refuse a version below its own, and another digest of the same tag',
      helpValue: 'REF',
    }),
    'show-claims': Flags.boolean({ description: 'expect the claims that render --show-claims shows', default: false }),
  };

  async run(): Promise<CheckResult> {
    const { flags } = await this.parse(Check);
    const context = this.runContext(flags);
    const { cwd } = context;
    const [{ checkCatalog }, { catalogRoot }, { checkText }] = await Promise.all([
      import('../../catalog/check-catalog.js'),
      import('../../catalog/catalog-root.js'),
      import('../../catalog/catalog-answers.js'),
    ]);
    const root = catalogRoot({ named: flags.root, cwd });
    const result = await checkCatalog({
      root,
      showClaims: flags['show-claims'],
      now: context.now(),
      base: flags.base === undefined ? undefined : { ref: flags.base, context },
    });
    return this.answer(result, {
      isData: flags.format !== 'text',
      text: checkText(result, { format: flags.format, from: relative(cwd, root) }),
      exitCode: result.valid ? exitCodes.ok : exitCodes.no,
    });
  }
}
