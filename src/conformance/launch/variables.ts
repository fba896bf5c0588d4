import parseArguments from 'string-argv';

/** The words of a command line as no shell reads them: quotes group, and a backslash is one, as in paths of Windows. */
export function commandWords(command: string, variables: Readonly<Record<string, string>>): string[] {
  return parseArguments(command).map((word) => expandVariables(word, variables));
}

/** Replaces `$NAME` and `${NAME}` of known names; everything else stays as it is written. */
export function expandVariables(text: string, variables: Readonly<Record<string, string>>): string {
  return text.replace(/\$(?:\{(\w+)\}|(\w+))/g, (whole, braced, bare) => variables[braced ?? bare] ?? whole);
}

/** The same in every value. */
export function expandValues(
  values: Readonly<Record<string, string>>,
  variables: Readonly<Record<string, string>>,
): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, expandVariables(value, variables)]));
}
