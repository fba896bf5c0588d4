import { expect, test } from 'vitest';
import { commandWords } from '../../../src/conformance/launch/variables.js';

test.each([
  ['./provider --port $PORT', ['./provider', '--port', '50001']],
  ['.\\bin\\provider.exe --port $PORT', ['.\\bin\\provider.exe', '--port', '50001']],
  ['"C:\\Program Files\\acme\\provider.exe" -p $' + '{PORT}', ['C:\\Program Files\\acme\\provider.exe', '-p', '50001']],
  ["'C:\\my tools\\p.exe' --log C:\\logs\\$PORT.txt", ['C:\\my tools\\p.exe', '--log', 'C:\\logs\\50001.txt']],
  ['p.exe --dir "C:\\data\\"', ['p.exe', '--dir', 'C:\\data\\']],
])('%s', (command, words) => {
  expect(commandWords(command, { PORT: '50001' })).toEqual(words);
});
