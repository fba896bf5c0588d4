import { Args, Flags } from '@oclif/core';
import { BaseCommand } from '../cli/base-command.js';
import { profileFlag } from '../cli/provider-flags.js';
import { parseDuration } from '../foundation/duration.js';
import { parseProfiles } from '../provider/parse-profiles.js';
import type { VerifyResult } from '../scaffold/verify/verify-types.js';

export default class Verify extends BaseCommand {
  static override summary = "Build, test, start and measure a provider's project";
  static override description =
    "For the author of a provider: checks provider.yaml, builds the project and runs its tests (a Makefile's targets build and test, else go build and go test, else the scripts of package.json), starts the provider as run in provider.yaml says, and runs the conformance tests. Stops at the first stage that fails and explains it. Everything that it started is ended, also after Ctrl-C. Exit code 0: everything passes; 1: a stage fails; 3: nothing failed, but something could not be measured; 4: the provider does not start, or a tool is missing; 5: something could not be removed.";
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> acme --profile core,snapshot --report report.html',
    '<%= config.bin %> <%= command.id %> acme --skip-tests --fixtures lab.yaml',
    '<%= config.bin %> <%= command.id %> --json > verify.json',
  ];
  static override args = {
    dir: Args.string({ description: "folder of the provider's project", default: '.' }),
  };
  static override flags = {
    profile: profileFlag(),
    fixtures: Flags.string({
      description: 'parameters of the conformance tests (YAML or JSON); they win over those of provider.yaml',
      helpValue: 'FILE',
    }),
    report: Flags.string({
      description:
        'write the conformance report; the extension picks the format (.json, .xml, .md, .html, .tap); repeatable',
      multiple: true,
      multipleNonGreedy: true,
      helpValue: 'FILE',
    }),
    'skip-tests': Flags.boolean({ description: "do not run the project's own tests", default: false }),
    timeout: Flags.string({ description: 'how long all of it may take', default: '30m', helpValue: 'DURATION' }),
    'settle-time': Flags.string({
      description: 'how long a state may take to show after its task is done (default: 5s)',
      helpValue: 'DURATION',
    }),
  };

  async run(): Promise<VerifyResult> {
    const { args, flags } = await this.parse(Verify);
    const { verifyProject } = await import('../scaffold/verify/verify-project.js');
    const context = this.runContext(flags);
    const { result, text, exitCode } = await verifyProject(
      {
        directory: args.dir,
        profiles: parseProfiles(flags.profile),
        fixtures: flags.fixtures,
        report: flags.report ?? [],
        skipTests: flags['skip-tests'],
        timeoutMs: parseDuration(flags.timeout),
        settleMs: flags['settle-time'] === undefined ? undefined : parseDuration(flags['settle-time']),
      },
      context,
    );
    return this.answer(result, { text, exitCode });
  }
}
