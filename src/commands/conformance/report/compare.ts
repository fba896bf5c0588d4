import { Args } from '@oclif/core';
import { BaseCommand } from '../../../cli/base-command.js';
import type { Comparison } from '../../../conformance/report/compare-reports.js';

export default class ReportCompare extends BaseCommand {
  static override summary = 'Compare two reports: what got better, worse, new or gone';
  static override description =
    'Compares the verdicts of tests and profiles, and the badge. A test that only one of the two measured is new or gone; a failure that was not measured again is not better. Exit code 1 if anything got worse, 0 if not.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> released.json report.json',
    '<%= config.bin %> <%= command.id %> providers/acme/conformance.json report.json > comparison.txt',
    '<%= config.bin %> <%= command.id %> main.json branch.json --json | jq \'.tests[] | select(.change == "worse")\'',
  ];
  static override args = {
    old: Args.string({ description: 'the earlier JSON report', required: true }),
    new: Args.string({ description: 'the later JSON report', required: true }),
  };

  async run(): Promise<Comparison> {
    const { args, flags } = await this.parse(ReportCompare);
    const { compareFiles } = await import('../../../conformance/report/report-commands.js');
    const { result, ...answer } = await compareFiles([args.old, args.new], this.runContext(flags).cwd);
    return this.answer(result, answer);
  }
}
