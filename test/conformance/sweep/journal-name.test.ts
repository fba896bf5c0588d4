import { expect, test } from 'vitest';
import { isJournalOf } from '../../../src/conformance/sweep/read-journal.js';

test.each([
  ['/home/a/.local/state/vrtg-provider/runs/k3v9x0ab.ndjson', 'k3v9x0ab', true],
  ['C:\\Users\\a\\AppData\\Local\\Temp\\vrtg-provider\\runs\\k3v9x0ab.ndjson', 'k3v9x0ab', true],
  ['/tmp/runs/ak3v9x0ab.ndjson', 'k3v9x0ab', false],
  ['C:\\runs\\k3v9x0ab.ndjson\\other.ndjson', 'k3v9x0ab', false],
])('%s of %s: %s', (file, runId, is) => {
  expect(isJournalOf(file, runId)).toBe(is);
});
