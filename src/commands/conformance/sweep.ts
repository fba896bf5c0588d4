import { Flags } from '@oclif/core';
import { BaseCommand } from '../../cli/base-command.js';
import { connectionFlags, tlsFilesOf } from '../../cli/provider-flags.js';
import type { SweepResult } from '../../conformance/sweep/sweep-types.js';
import { parseDuration } from '../../foundation/duration.js';

export default class ConformanceSweep extends BaseCommand {
  static override summary = 'Remove what a killed run left behind';
  static override description =
    'A run that was ended with SIGKILL leaves its journal. Sweep reads every journal, asks the provider of each run, and removes only VMs and snapshots that ListVMs shows right now with a name of that run. Journals of runs that still go on are left alone. Exit code 4: a provider cannot be reached; 5: something could not be removed.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> --dry-run',
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --run k3v9x0ab --provider-endpoint=vc.example.com:9443 --tls-ca ca.pem',
  ];
  static override flags = {
    'dry-run': Flags.boolean({ description: 'say what would be removed, and remove nothing', default: false }),
    run: Flags.string({
      description: 'sweep only the run of that id (vcts-<ID>-...), also where it was started on another host',
      helpValue: 'ID',
    }),
    'provider-endpoint': Flags.string({
      description: 'where the provider is now: HOST:PORT or unix:/path',
      helpValue: 'ENDPOINT',
    }),
    'settle-time': Flags.string({
      description: 'how long a state may take to show',
      helpValue: 'DURATION',
      default: '5s',
    }),
    ...connectionFlags,
  };

  async run(): Promise<SweepResult> {
    const { flags } = await this.parse(ConformanceSweep);
    const { sweepCommand } = await import('../../conformance/sweep/sweep-command.js');
    const { result, ...answer } = await sweepCommand(
      {
        dryRun: flags['dry-run'],
        run: flags.run,
        endpoint: flags['provider-endpoint'],
        settleMs: parseDuration(flags['settle-time']),
        plaintext: flags.plaintext,
        tls: flags.tls,
        tlsFiles: tlsFilesOf(flags),
      },
      this.runContext(flags),
    );
    return this.answer(result, answer);
  }
}
