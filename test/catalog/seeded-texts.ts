const fragments = [
  '|',
  '\\',
  '`',
  '```',
  '\n',
  '\r\n',
  '<',
  '>',
  '<b>',
  '</td>',
  '<!--',
  '&',
  '&#124;',
  '*',
  '_',
  '~~',
  '[',
  ']',
  '(',
  ')',
  '](x)',
  '!',
  '#',
  '$',
  '"',
  "'",
  ',',
  '{',
  '}',
  '=',
  ' ',
  '  ',
  'a',
  'word',
  '-',
  '- ',
  '1. ',
  '\t',
  ':',
  '|---|',
  '\n\n',
];

/** The same random mixtures of dangerous fragments on every run. */
export function seededTexts(count: number): string[] {
  let state = 42;
  const next = (below: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  return Array.from({ length: count }, () =>
    Array.from({ length: 2 + next(8) }, () => fragments[next(fragments.length)]).join(''),
  );
}
