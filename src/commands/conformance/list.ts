import { BaseCommand } from '../../cli/base-command.js';
import { profileFlag } from '../../cli/provider-flags.js';
import { columnsOf } from '../../cli/say.js';
import type { TestList } from '../../conformance/suite/list-tests.js';
import { parseProfiles } from '../../provider/parse-profiles.js';

export default class ConformanceList extends BaseCommand {
  static override summary = 'List the conformance tests: profile, capability, level and what each asserts';
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --profile=core,snapshot',
    "<%= config.bin %> <%= command.id %> --json | jq -r '.tests[].id'",
  ];
  static override flags = {
    profile: profileFlag(),
  };

  async run(): Promise<TestList> {
    const { flags } = await this.parse(ConformanceList);
    const [{ listTests }, { testListText }] = await Promise.all([
      import('../../conformance/suite/list-tests.js'),
      import('../../conformance/test-list-text.js'),
    ]);
    const list = listTests(parseProfiles(flags.profile));
    return this.answer(list, { text: testListText(list, columnsOf(process.stdout)) });
  }
}
