import { Args, Flags } from '@oclif/core';
import { BaseCommand } from '../../../cli/base-command.js';
import type { ConformanceReport } from '../../../conformance/report/report-types.js';

export default class ReportMerge extends BaseCommand {
  static override summary = 'Merge the reports of all shards into that of the whole run';
  static override description =
    'Takes each test from the shard that had it and judges profiles and badge anew. Refuses shards that are missing, given twice, or of different suites, providers, profiles or parameters. Prints the result and exits as the run without --shard would have.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> shard-1.json shard-2.json shard-3.json --output report.json',
    '<%= config.bin %> <%= command.id %> shards/*.json --output report.json --output report.html',
    '<%= config.bin %> <%= command.id %> shards/*.json --json | jq .badge',
  ];
  static override args = {
    file: Args.string({ description: 'the JSON report of a shard', required: true, multiple: true }),
  };
  static override flags = {
    output: Flags.string({
      char: 'o',
      description: 'a file to write; the extension picks the format (.json, .xml, .md, .html, .tap); repeatable',
      multiple: true,
      helpValue: 'FILE',
    }),
  };

  async run(): Promise<ConformanceReport> {
    const { args, flags } = await this.parse(ReportMerge);
    const { mergeShards } = await import('../../../conformance/report/report-commands.js');
    const { cwd } = this.runContext(flags);
    const { result, ...answer } = await mergeShards({ files: args.file, outputs: flags.output ?? [], cwd });
    return this.answer(result, answer);
  }
}
