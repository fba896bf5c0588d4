import { Args } from '@oclif/core';
import { BaseCommand } from '../../../cli/base-command.js';
import type { ConformanceReport } from '../../../conformance/report/report-types.js';

export default class ReportShow extends BaseCommand {
  static override summary = 'Show a JSON report as the run showed it';
  static override description =
    'Prints the findings, a line for each profile, what was left behind and the badge. With --json it prints the report itself, checked against its schema. Exit code 1 if the file is no valid report.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> report.json',
    '<%= config.bin %> <%= command.id %> providers/mock/conformance.json',
    '<%= config.bin %> <%= command.id %> report.json --json | jq -r \'.tests[] | select(.verdict == "fail").id\'',
  ];
  static override args = {
    file: Args.string({ description: 'a report that --report FILE.json wrote', required: true }),
  };

  async run(): Promise<ConformanceReport> {
    const { args, flags } = await this.parse(ReportShow);
    const { showReport } = await import('../../../conformance/report/report-commands.js');
    const { result, ...answer } = await showReport(args.file, this.runContext(flags).cwd);
    return this.answer(result, answer);
  }
}
