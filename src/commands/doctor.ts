import { Flags } from '@oclif/core';
import { BaseCommand } from '../cli/base-command.js';
import { parseDuration } from '../foundation/duration.js';
import type { DoctorResult } from '../publish/doctor/doctor-types.js';

export default class Doctor extends BaseCommand {
  static override summary = 'Tell what is on this machine and what each command would miss';
  static override description =
    'Looks at Node.js, git, the container engine, Go and Helm, at provider.yaml and its image in the registry, and at the token and what it may do at the catalog. Everything is looked at together, with a time limit each; nothing is changed anywhere, and no secret is shown. Exit code 0: nothing that publish needs is missing; else what publish would leave with, first what has no other way: 6 a token, a scope or access is missing; 1 provider.yaml is invalid or the image is not there; 8 a remote fails; 4 no container engine.';
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --catalog https://github.example.com/platform/catalog --json',
    '<%= config.bin %> <%= command.id %> --image ghcr.io/yourorg/your-provider:v1.0.0',
    '<%= config.bin %> <%= command.id %> --offline',
  ];
  static override flags = {
    catalog: Flags.string({
      description:
        'owner/name on github.com, the URL of a repository on GitHub Enterprise, or the path of a local git repository',
      helpValue: 'REPO',
      env: 'VRTG_CATALOG',
      default: 'projectbeskar/virtrigaud',
    }),
    metadata: Flags.string({
      description: 'the provider.yaml to look at (default: provider.yaml here, if there is one)',
      helpValue: 'FILE',
    }),
    image: Flags.string({
      description: 'the image to look for, with its tag (default: that of provider.yaml)',
      helpValue: 'REF',
    }),
    offline: Flags.boolean({ description: 'ask no registry and no GitHub', default: false }),
    timeout: Flags.string({ description: 'how long each check may take', default: '20s', helpValue: 'DURATION' }),
  };

  async run(): Promise<DoctorResult> {
    const { flags } = await this.parse(Doctor);
    const limitMs = parseDuration(flags.timeout);
    const { doctor } = await import('../publish/doctor/doctor.js');
    const { catalog, metadata: metadataFile, image, offline } = flags;
    const { result, text, exitCode } = await doctor(
      { catalog, metadataFile, image, offline, limitMs },
      this.runContext(flags),
    );
    return this.answer(result, { text, exitCode });
  }
}
