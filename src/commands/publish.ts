import { Flags } from '@oclif/core';
import { BaseCommand } from '../cli/base-command.js';
import { profileFlag } from '../cli/provider-flags.js';
import { exitCodes } from '../foundation/exit-codes.js';
import { parseProfiles } from '../provider/parse-profiles.js';
import type { PublishResult } from '../publish/publish-result.js';

const file = (description: string) => Flags.string({ description, helpValue: 'FILE', helpGroup: 'EVIDENCE' });

export default class Publish extends BaseCommand {
  static override summary = 'Publish a provider: conformance tests, badge, catalog entry, pull request';
  static override description =
    'Runs the conformance tests (or takes the evidence that is named), makes the catalog entry and opens a pull request, or updates the one that is open. The same command again continues a run that died and changes nothing where there is nothing new. Exit code 0: done or nothing to do; 1: invalid, or the core profile does not pass; 2: something is missing; 4: the provider cannot be started; 6: no token, or not allowed; 7: a conflict, with the flag that overrides it; 8: GitHub failed, run it again; 9: open the pull request by hand at the address shown.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> --name your-provider --image ghcr.io/yourorg/your-provider --tag v1.0.0 --repo https://github.com/yourorg/your-provider --maintainer your-email@example.com --license Apache-2.0',
    '<%= config.bin %> <%= command.id %> --tag v1.1.0 --report report.json --dry-run',
    '<%= config.bin %> <%= command.id %> --catalog https://github.example.com/platform/catalog --yes --json',
    "<%= config.bin %> <%= command.id %> --catalog ../catalog --exec './bin/provider --port $PORT' --output to-review",
  ];
  static override flags = {
    name: Flags.string({ description: 'name of the provider in the catalog', helpValue: 'NAME', helpGroup: 'ENTRY' }),
    image: Flags.string({ description: 'image repository, without a tag', helpValue: 'REF', helpGroup: 'ENTRY' }),
    tag: Flags.string({ description: 'version: the tag of the image', helpValue: 'TAG', helpGroup: 'ENTRY' }),
    repo: Flags.string({ description: 'URL of the source repository', helpValue: 'URL', helpGroup: 'ENTRY' }),
    maintainer: Flags.string({ description: "maintainer's e-mail address", helpValue: 'EMAIL', helpGroup: 'ENTRY' }),
    license: Flags.string({ description: 'SPDX licence expression', helpValue: 'SPDX', helpGroup: 'ENTRY' }),
    metadata: Flags.string({
      description:
        'the rest of the entry, with page.md beside it; flags win (default: provider.yaml here, if there is one)',
      helpValue: 'FILE',
      helpGroup: 'ENTRY',
    }),
    catalog: Flags.string({
      description:
        'owner/name on github.com, the URL of a repository on GitHub Enterprise, or the path of a local git repository',
      helpValue: 'REPO',
      env: 'VRTG_CATALOG',
      default: 'projectbeskar/virtrigaud',
    }),
    'provider-endpoint': Flags.string({
      description: 'measure a running provider: HOST:PORT or unix:/path; with --exec, where that listens',
      helpValue: 'ENDPOINT',
      helpGroup: 'EVIDENCE',
    }),
    exec: Flags.string({
      description: 'measure a command that is started and ended; $PORT and $HEALTH_PORT name free ports',
      helpValue: "'COMMAND ARGS'",
      helpGroup: 'EVIDENCE',
    }),
    report: file('take the JSON report of an earlier run'),
    profile: profileFlag({ helpGroup: 'EVIDENCE' }),
    fixtures: file('parameters of the tests: class, image, networks, ... (YAML or JSON)'),
    plaintext: Flags.boolean({
      description: 'allow plaintext to an endpoint that is not loopback',
      helpGroup: 'EVIDENCE',
    }),
    'tls-ca': file("the CA of the endpoint's certificate"),
    'tls-cert': file('the client certificate for mTLS'),
    'tls-key': file('the private key of the client certificate'),
    'tls-server-name': Flags.string({
      description: "the name in the endpoint's certificate",
      helpValue: 'NAME',
      helpGroup: 'EVIDENCE',
    }),
    'dry-run': Flags.boolean({ description: 'show the plan and submit nothing' }),
    output: Flags.string({
      description: 'write what would be submitted into a directory, and submit nothing',
      helpValue: 'DIR',
    }),
    draft: Flags.boolean({ description: 'open the pull request as a draft' }),
    yes: Flags.boolean({ char: 'y', description: 'do not ask' }),
    'allow-downgrade': Flags.boolean({
      description: 'publish a lower version than the catalog or an open pull request has',
      helpGroup: 'OVERRIDE',
    }),
    'allow-moved-digest': Flags.boolean({
      description: 'accept that a published tag is another image now',
      helpGroup: 'OVERRIDE',
    }),
    migration: Flags.string({
      description: 'where the migration to a new major version is described',
      helpValue: 'URL',
      helpGroup: 'OVERRIDE',
    }),
    force: Flags.boolean({
      description:
        'overwrite commits of others on the branch, go on beside pull requests of others, overwrite files of --output',
      helpGroup: 'OVERRIDE',
    }),
  };

  async run(): Promise<PublishResult> {
    const { flags } = await this.parse(Publish);
    const [{ publishCommand }, { terminalInterlocutor }] = await Promise.all([
      import('../publish/publish-command.js'),
      import('../cli/interlocutor.js'),
    ]);
    const context = this.runContext(flags);
    const interlocutor = this.jsonEnabled() ? undefined : terminalInterlocutor(context.signal);
    const profiles = parseProfiles(flags.profile);
    const { result, text } = await publishCommand(
      { ...flags, endpoint: flags['provider-endpoint'], profiles, interlocutor },
      context,
    );
    return this.answer(result, { text, exitCode: result.action === 'manual' ? exitCodes.manual : exitCodes.ok });
  }
}
