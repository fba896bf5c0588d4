import { relative } from 'node:path';
import { Flags } from '@oclif/core';
import type { ReviewMatrix } from '../../catalog/review/review-shards.js';
import type { ReviewResult } from '../../catalog/review/review-types.js';
import { BaseCommand } from '../../cli/base-command.js';
import { rootFlag } from '../../cli/catalog-flags.js';

export default class Review extends BaseCommand {
  static override summary = 'Test the images of submitted providers anew and hold their reports against that';
  static override description =
    `What a catalog's CI runs on a pull request. Finds the providers that a branch changes against --base, checks their entries and reports, starts each image by its digest in a container engine with least privileges (with the sidecars that run.sidecars names, never run.exec or run.endpoint), runs VCTS and compares. Prints Markdown with the checklist of catalog show, also to $GITHUB_STEP_SUMMARY, and annotations. Exit code 0: every report is borne out; 1: the evidence of one does not hold; 3: nothing is contradicted, but an image could not be tested here, which is no pass.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %> --base origin/main',
    '<%= config.bin %> <%= command.id %> --base origin/main --matrix --machines 4',
    '<%= config.bin %> <%= command.id %> --base origin/main --shard 2/4 --json',
    '<%= config.bin %> <%= command.id %> --all',
  ];

  static override flags = {
    root: rootFlag(),
    base: Flags.string({
      description: 'a git reference, such as origin/main: what the branch is compared with',
      helpValue: 'REF',
      exactlyOne: ['base', 'all'],
    }),
    all: Flags.boolean({
      description: 'review every provider of the catalog, changed or not',
      exactlyOne: ['base', 'all'],
    }),
    shard: Flags.string({ description: 'review only the I-th of N parts of the providers', helpValue: 'I/N' }),
    matrix: Flags.boolean({
      description: 'test nothing: print the JSON of a matrix that spreads the providers over machines',
      exclusive: ['shard'],
      default: false,
    }),
    machines: Flags.integer({
      description: 'with --matrix: how many at most',
      helpValue: 'N',
      min: 1,
      max: 256,
      default: 4,
    }),
    timeout: Flags.string({
      description: 'how long the run of one provider may take',
      helpValue: 'DURATION',
      default: '30m',
    }),
    'settle-time': Flags.string({
      description: 'how long a state may take to show after its task is done (default: 5s)',
      helpValue: 'DURATION',
    }),
  };

  async run(): Promise<ReviewResult | ReviewMatrix> {
    const { flags } = await this.parse(Review);
    const context = this.runContext(flags);
    const { catalogRoot } = await import('../../catalog/catalog-root.js');
    const root = catalogRoot({ named: flags.root, cwd: context.cwd });
    const { base, matrix, machines, shard, timeout } = flags;
    const [{ planReview, reviewCommand }, { catalogGateways }] = await Promise.all([
      import('../../catalog/review/review-command.js'),
      import('../../publish/catalog-gateways.js'),
    ]);
    if (matrix) {
      const planned = await planReview({ root, base, machines }, context);
      return this.answer(planned, { text: JSON.stringify(planned), isData: true });
    }
    const { result, text, exitCode } = await reviewCommand(
      {
        root,
        base,
        shard,
        timeout,
        settleTime: flags['settle-time'],
        from: relative(context.cwd, root),
        gateways: catalogGateways(context),
      },
      context,
    );
    return this.answer(result, { text, isData: true, exitCode });
  }
}
