import { Args, Flags } from '@oclif/core';
import { BaseCommand } from '../cli/base-command.js';
import { languages } from '../scaffold/scaffold-facts.js';
import type { ScaffoldResult } from '../scaffold/scaffold-options.js';

const values = (description: string, helpValue: string) =>
  Flags.string({ description, helpValue, helpGroup: 'PROJECT' });

export default class Scaffold extends BaseCommand {
  static override aliases = ['init'];
  static override summary = 'Write the project of a new provider: it builds, and passes its tests and VCTS';
  static override description = [
    'The project serves provider.v1 with a hypervisor in memory, which you replace one method at a time; its README leads through that. It has tests, TLS, health, metrics, a Dockerfile, Helm values, a workflow, provider.yaml and page.md.',
    'All files are written, or none. On a terminal it asks for what is missing; with NAME and --language it asks nothing.',
    'Exit code 0: written; 2: something is missing or wrong; 6: the folder may not be written; 7: the folder is not empty.',
  ].join('\n\n');

  static override examples = [
    '<%= config.bin %> <%= command.id %> acme --language go',
    '<%= config.bin %> <%= command.id %> acme --language typescript --profiles core,snapshot,clone --output providers/acme',
    '<%= config.bin %> <%= command.id %> acme --language go --repo https://github.com/acme/virtrigaud-provider --maintainer dev@acme.example --license MIT',
    '<%= config.bin %> <%= command.id %> acme --language go --profiles all --dry-run',
  ];

  static override args = {
    name: Args.string({ description: 'name of the provider: lower case letters, digits and hyphens' }),
  };

  static override flags = {
    language: Flags.option({
      description: 'language of the project',
      options: languages,
    })(),
    profiles: Flags.string({
      description: 'core, snapshot, clone, image-prepare, advanced, or all; comma-separated; core is always there',
      helpValue: 'NAME[,NAME]',
      multiple: true,
      multipleNonGreedy: true,
      delimiter: ',',
    }),
    output: Flags.string({ description: "the project's folder (default: NAME)", helpValue: 'DIR' }),
    module: values('path of the Go module (default: from --repo)', 'PATH'),
    repo: values('URL of the source repository', 'URL'),
    image: values('image repository, without a tag (default: from --repo)', 'REF'),
    maintainer: values("maintainer's e-mail address", 'EMAIL'),
    license: values('SPDX licence expression (default: Apache-2.0)', 'SPDX'),
    force: Flags.boolean({
      description: 'write into a folder that is not empty; says what it overwrites, and keeps no copy',
      default: false,
    }),
    'dry-run': Flags.boolean({ description: 'show the tree and write nothing', default: false }),
  };

  async run(): Promise<ScaffoldResult> {
    const { args, flags } = await this.parse(Scaffold);
    const [{ scaffold }, { scaffoldText }, { terminalInterlocutor }] = await Promise.all([
      import('../scaffold/scaffold.js'),
      import('../scaffold/scaffold-text.js'),
      import('../cli/interlocutor.js'),
    ]);
    const context = this.runContext(flags);
    const interlocutor = this.jsonEnabled() ? undefined : terminalInterlocutor(context.signal);
    const result = await scaffold({ ...flags, name: args.name, dryRun: flags['dry-run'], interlocutor }, context);
    return this.answer(result, { text: scaffoldText(result) });
  }
}
