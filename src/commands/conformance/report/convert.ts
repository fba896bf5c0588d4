import { Args, Flags } from '@oclif/core';
import { BaseCommand } from '../../../cli/base-command.js';
import type { Conversion } from '../../../conformance/report/report-commands.js';

export default class ReportConvert extends BaseCommand {
  static override summary = 'Convert a JSON report to JUnit XML, Markdown, HTML or TAP';
  static override description =
    'With --output, writes files whose extension picks the format: .json, .xml (JUnit), .md, .html, .tap. With --to alone, prints one format; beside --output it picks the format whatever the extension is.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> report.json --output report.html --output junit.xml',
    '<%= config.bin %> <%= command.id %> report.json --to md >> "$GITHUB_STEP_SUMMARY"',
    '<%= config.bin %> <%= command.id %> report.json --to tap',
  ];
  static override args = {
    file: Args.string({ description: 'a report that --report FILE.json wrote', required: true }),
  };
  static override flags = {
    to: Flags.string({ description: 'json, junit, md, html or tap', helpValue: 'FORMAT' }),
    output: Flags.string({
      char: 'o',
      description: 'a file to write; repeatable',
      multiple: true,
      helpValue: 'FILE',
    }),
  };

  async run(): Promise<Conversion> {
    const { args, flags } = await this.parse(ReportConvert);
    const { convertReport } = await import('../../../conformance/report/report-commands.js');
    const { cwd } = this.runContext(flags);
    const { result, ...answer } = await convertReport({
      file: args.file,
      to: flags.to,
      outputs: flags.output ?? [],
      cwd,
    });
    return this.answer(result, { ...answer, isData: true });
  }
}
