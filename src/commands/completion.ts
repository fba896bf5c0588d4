import { Args } from '@oclif/core';
import { BaseCommand } from '../cli/base-command.js';
import { type Shell, shellScript, shells } from '../cli/completion/shell-scripts.js';

export default class Completion extends BaseCommand {
  static override summary = 'Print the completion script of a shell';
  static override description =
    `Completes commands, flags, provider names, profiles and test ids, for vrtg-provider and for vcts. bash reads the script from a file that .bashrc sources, zsh from a folder of $fpath, fish from ~/.config/fish/completions.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %> bash >> ~/.bashrc',
    '<%= config.bin %> <%= command.id %> zsh > ~/.zsh/completions/_vrtg-provider',
    '<%= config.bin %> <%= command.id %> fish > ~/.config/fish/completions/vrtg-provider.fish',
  ];

  static override args = {
    shell: Args.string({ description: 'the shell that reads it', required: true, options: [...shells] }),
  };

  async run(): Promise<{ shell: string; script: string }> {
    const { args } = await this.parse(Completion);
    const shell = args.shell as Shell;
    const script = shellScript(shell);
    return this.answer({ shell, script }, { text: script, isData: true });
  }
}
