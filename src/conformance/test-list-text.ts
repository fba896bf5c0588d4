import { type TestList, testTable } from './suite/list-tests.js';

/** The list as a table where it fits, else two lines a test: what it is about, and below it what it asserts. */
export function testListText(list: TestList, columns: number | undefined): string {
  const table = testTable(list);
  const { tests } = list;
  const [head = '', ...rows] = table.split('\n').slice(0, tests.length + 1);
  if (columns === undefined || [head, ...rows].every((row) => row.length <= columns)) return table;
  const assertsAt = head.indexOf('ASSERTS');
  const twoLines = [head, ...rows].map((row) => `${row.slice(0, assertsAt).trimEnd()}\n    ${row.slice(assertsAt)}`);
  return [...twoLines, ...table.split('\n').slice(tests.length + 1)].join('\n');
}
