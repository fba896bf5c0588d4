import { Args, Flags } from '@oclif/core';
import { BaseCommand } from '../../cli/base-command.js';
import { connectionFlags, profileFlag, tlsFilesOf } from '../../cli/provider-flags.js';
import type { ConformanceReport } from '../../conformance/report/report-types.js';
import { parseDuration } from '../../foundation/duration.js';
import { parseProfiles } from '../../provider/parse-profiles.js';

const duration = (description: string) => Flags.string({ description, helpValue: 'DURATION' });

export default class ConformanceRun extends BaseCommand {
  static override summary = 'Run the conformance tests (VCTS) on a provider';
  static override description =
    'The provider is a running endpoint, a command or an image that is started and ended, or one of providers/ by name. Everything that the run creates is named vcts-<run>-<n> and removed at the end, also after Ctrl-C. Exit code 0: every asked profile passes or is not declared; 1: one fails; 3: nothing failed, but something was not measured; 4: the provider cannot be reached; 5: something could not be removed.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> --provider-endpoint=localhost:9443 --profile=core',
    '<%= config.bin %> <%= command.id %> mock --report report.json --report report.md',
    "<%= config.bin %> <%= command.id %> --exec './provider --port $PORT' --fixtures fixtures.yaml",
    '<%= config.bin %> <%= command.id %> mock --shard 1/3 --report shard-1.json',
    '<%= config.bin %> <%= command.id %> --provider-endpoint=localhost:9443 --known-failures known.txt --trace trace.ndjson',
    '<%= config.bin %> <%= command.id %> --kube-provider virtrigaud-system/libvirt --report report.html',
    '<%= config.bin %> <%= command.id %> --provider-endpoint=vc.example.com:9443 --tls-ca ca.pem --tls-cert client.pem --tls-key client.key',
  ];
  static override args = {
    name: Args.string({ description: 'a provider of providers/ by name or directory' }),
  };
  static override flags = {
    'provider-endpoint': Flags.string({
      description: 'a running provider: HOST:PORT or unix:/path',
      helpValue: 'ENDPOINT',
    }),
    image: Flags.string({
      description: 'an image that is started in a container engine and removed afterwards',
      helpValue: 'REF',
    }),
    exec: Flags.string({
      description:
        'a command that is started without a shell and ended afterwards; $PORT and $HEALTH_PORT name free ports',
      helpValue: "'COMMAND ARGS'",
    }),
    'kube-provider': Flags.string({
      description: "a Provider of a Kubernetes cluster: its service's port is forwarded and its TLS secret is used",
      helpValue: 'NAMESPACE/NAME',
    }),
    'kube-context': Flags.string({
      description: 'the context of the kubeconfig (default: its current one)',
      helpValue: 'CONTEXT',
      dependsOn: ['kube-provider'],
    }),
    profile: profileFlag(),
    focus: Flags.string({ description: 'run only the tests whose id matches', helpValue: 'REGEX' }),
    skip: Flags.string({ description: 'leave out the tests whose id matches', helpValue: 'REGEX' }),
    parallel: Flags.integer({ description: 'tests at the same time', helpValue: 'N', default: 12, min: 1, max: 256 }),
    'task-timeout': duration('how long a task may take (default: 5m)'),
    'call-timeout': duration("how long a call may take, where that is less than the manager's deadline"),
    timeout: duration('how long the whole run may take (default: 30m)'),
    'settle-time': duration(
      'how long a state may take to show after its task is done, and is watched for to stay (default: 5s); 0 looks once',
    ),
    fixtures: Flags.string({
      description: 'parameters: class, image, networks, disks, imageSource, ... (YAML or JSON)',
      helpValue: 'FILE',
    }),
    'known-failures': Flags.string({
      description:
        'ids of tests that are expected to fail, one a line, # for comments; a listed test that passes fails the run',
      helpValue: 'FILE',
    }),
    report: Flags.string({
      description: 'write a report; the extension picks the format (.json, .xml, .md, .html, .tap); repeatable',
      multiple: true,
      multipleNonGreedy: true,
      helpValue: 'FILE',
    }),
    shard: Flags.string({
      description: 'run the I-th of N parts of the tests, from 1 on; report merge joins the reports of all parts',
      helpValue: 'I/N',
    }),
    trace: Flags.string({
      description: 'write every exchange with the provider as NDJSON, redacted; the file is replaced',
      helpValue: 'FILE',
    }),
    ...connectionFlags,
  };

  async run(): Promise<ConformanceReport> {
    const { args, flags } = await this.parse(ConformanceRun);
    const { conformanceCommand } = await import('../../conformance/conformance-command.js');
    const context = this.runContext(flags);
    const optional = (text: string | undefined) => (text === undefined ? undefined : parseDuration(text));
    const outcome = await conformanceCommand(
      {
        ...flags,
        report: flags.report ?? [],
        name: args.name,
        endpoint: flags['provider-endpoint'],
        kubeProvider: flags['kube-provider'],
        kubeContext: flags['kube-context'],
        profiles: parseProfiles(flags.profile),
        taskTimeoutMs: optional(flags['task-timeout']),
        callTimeoutMs: optional(flags['call-timeout']),
        timeoutMs: optional(flags.timeout),
        settleMs: /^0(ms|s|m|h)?$/.test(flags['settle-time'] ?? '') ? 0 : optional(flags['settle-time']),
        knownFailures: flags['known-failures'],
        tlsFiles: tlsFilesOf(flags),
        words: [this.config.bin, ...(this.config.bin === 'vcts' ? ['run'] : ['conformance', 'run']), ...this.argv],
      },
      context,
    );
    return this.answer(outcome.report, { text: outcome.text, exitCode: outcome.exitCode });
  }
}
