import { type Command, Help, type Interfaces } from '@oclif/core';

/** oclif's help, which under the executable `vcts` leaves out the topic that its commands live in. */
export default class VrtgHelp extends Help {
  private shorten(id: string): string {
    return this.config.bin === 'vcts' ? id.replace(/^conformance[: ]/, '') : id;
  }

  protected override formatCommand(command: Command.Loadable): string {
    return super.formatCommand({ ...command, id: this.shorten(command.id) } as Command.Loadable);
  }

  protected override formatCommands(commands: Command.Loadable[]): string {
    return super.formatCommands(
      commands.map((command) => ({ ...command, id: this.shorten(command.id) }) as Command.Loadable),
    );
  }

  protected override formatTopic(topic: Interfaces.Topic): string {
    const text = super.formatTopic(topic);
    return this.config.bin === 'vcts' ? text.replace('vcts conformance ', 'vcts ') : text;
  }

  protected override formatTopics(topics: Interfaces.Topic[]): string {
    return super.formatTopics(topics.map((topic) => ({ ...topic, name: this.shorten(topic.name) })));
  }
}
