import { Flags } from '@oclif/core';
import { BaseCommand } from '../../cli/base-command.js';
import type { TestList } from '../../conformance/suite/list-tests.js';
import { parseProfiles } from '../../provider/parse-profiles.js';

export default class ConformanceList extends BaseCommand {
  static override summary = 'List the conformance tests: profile, capability, level and what each asserts.';
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --profile=core,snapshot',
    "<%= config.bin %> <%= command.id %> --json | jq -r '.tests[].id'",
  ];
  static override flags = {
    profile: Flags.string({
      description: 'core, snapshot, clone, image-prepare, advanced, or all; comma-separated',
      multiple: true,
      multipleNonGreedy: true,
      delimiter: ',',
      default: ['all'],
    }),
  };

  async run(): Promise<TestList> {
    const { flags } = await this.parse(ConformanceList);
    const { listTests, testTable } = await import('../../conformance/suite/list-tests.js');
    const list = listTests(parseProfiles(flags.profile));
    return this.answer(list, { text: testTable(list) });
  }
}
