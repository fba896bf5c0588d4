// docs/reference/commands.md, from the manifest that the build makes of the commands.
import { cell, codeCell, page, table } from './markdown.mjs';

/** Flags that every command has. */
const everywhere = ['json', 'no-color', 'quiet', 'verbose'];

export function commandsPage({ commands }) {
  const shown = Object.values(commands).filter(({ hidden }) => !hidden);
  const common = everywhere.map((name) => Object.values(shown[0].flags).find((flag) => flag.name === name));
  const list = shown.map((command) => [
    `[${codeCell(nameOf(command.id))}](#${anchor(nameOf(command.id))})`,
    cell(command.summary ?? command.description),
  ]);
  return page('Commands', [
    'The executable `vcts` is the topic `conformance` of `vrtg-provider` under a name of its own: `vcts run` and `vrtg-provider conformance run` are the same command. Data goes to stdout, everything else to stderr. What the exit codes mean is in [exit codes](exit-codes.md); what a failure says is in [errors](errors.md).',
    table(['command', 'does'], list),
    'Every command has these flags:',
    flagTable(common),
    ...shown.map(section),
  ]);
}

function nameOf(id) {
  const words = id.replaceAll(':', ' ');
  return id.startsWith('conformance:') ? words.replace('conformance', 'vcts') : `vrtg-provider ${words}`;
}

function anchor(heading) {
  return heading.toLowerCase().replaceAll(' ', '-');
}

function section(command) {
  const name = nameOf(command.id);
  const args = Object.values(command.args);
  const flags = Object.values(command.flags).filter((flag) => !flag.hidden && !everywhere.includes(flag.name));
  const words = args.map(({ name: arg, required, multiple }) => {
    const word = `${arg.toUpperCase()}${multiple || command.strict === false ? '...' : ''}`;
    return required ? word : `[${word}]`;
  });
  const usage = [name, ...words, flags.length > 0 ? '[FLAGS]' : ''].filter(Boolean).join(' ');
  return [
    `## ${name}`,
    [command.summary, command.description].filter(Boolean).map(rendered(name)).join('\n\n'),
    `\`\`\`text\n${usage}\n\`\`\``,
    command.aliases.length > 0
      ? `Also called ${command.aliases.map((alias) => `\`vrtg-provider ${alias}\``).join(', ')}.`
      : '',
    args.length > 0
      ? table(
          ['argument', 'means'],
          args.map((arg) => [
            codeCell(arg.name.toUpperCase()),
            cell(arg.description) + (arg.options ? `: ${arg.options.map(codeCell).join(', ')}` : ''),
          ]),
        )
      : '',
    flags.length > 0 ? flagTable(flags) : '',
    `<!-- not run: examples of the help, whose commands and flags are checked -->\n\`\`\`sh\n${command.examples.map(rendered(name)).join('\n')}\n\`\`\``,
  ]
    .filter(Boolean)
    .join('\n\n');
}

function flagTable(flags) {
  return table(
    ['flag', 'means'],
    flags.map((flag) => [codeCell(shownFlag(flag)), cell(flag.summary ?? flag.description) + facts(flag)]),
  );
}

function shownFlag({ name, char, type, helpValue = 'VALUE' }) {
  return `${char ? `-${char}, ` : ''}--${name}${type === 'boolean' ? '' : ` ${helpValue}`}`;
}

function facts({ options, default: value, multiple, env, required }) {
  const said = [
    options && `one of ${options.map(codeCell).join(', ')}`,
    value !== undefined && value !== false && !Array.isArray(value) && `default ${codeCell(value)}`,
    multiple && 'may be given more than once',
    env && `or the variable ${codeCell(env)}`,
    required && 'required',
  ].filter(Boolean);
  return said.length > 0 ? ` (${said.join('; ')})` : '';
}

const rendered = (name) => (text) =>
  text
    .replaceAll('<%= config.bin %> <%= command.id %>', name)
    .replaceAll('<%= config.bin %>', name.split(' ')[0])
    .replaceAll('<%= command.id %>', name.split(' ').slice(1).join(' '));
