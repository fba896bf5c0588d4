const flagsWithoutEffect = /^(--(report|trace|json|quiet|verbose|no-color)(=|$)|-[qv]+$)/;

/** The command line, quoted for a POSIX shell, without the flags that say where the result goes. */
export function reproduceCommand(words: readonly string[]): string {
  const kept: string[] = [];
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] as string;
    if (word === '--report' || word === '--trace') index += 1;
    else if (!flagsWithoutEffect.test(word)) kept.push(word);
  }
  return kept.map(quoteForShell).join(' ');
}

/** One word of a POSIX shell. */
export function quoteForShell(word: string): string {
  return /^[A-Za-z0-9_./:=@%+,-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
