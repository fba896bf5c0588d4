import { expect, test } from 'vitest';
import { compareVersions, type EntryVersion } from '../../src/provider/version-rules.js';

const [a, b] = ['sha256:a', 'sha256:b'];

const cases: [EntryVersion, EntryVersion, ReturnType<typeof compareVersions>][] = [
  [{ tag: 'v1.0.0' }, { tag: 'v1.0.1' }, 'newer'],
  [{ tag: '1.9.0' }, { tag: 'v1.10.0' }, 'newer'],
  [{ tag: '1.0.0-rc.1' }, { tag: '1.0.0' }, 'newer'],
  [{ tag: '1.0.0', digest: a }, { tag: '1.0.1', digest: b }, 'newer'],
  [{ tag: '1.0.0' }, { tag: 'v1.0.0' }, 'same'],
  [{ tag: '1.0.0', digest: a }, { tag: '1.0.0', digest: a }, 'same'],
  [{ tag: '1.0.0', digest: a }, { tag: '1.0.0' }, 'same'],
  [{ tag: '1.0.0' }, { tag: '1.0.0', digest: b }, 'same'],
  [{ tag: '1.0.0', digest: a }, { tag: '1.0.0', digest: b }, 'moved-digest'],
  [{ tag: 'latest', digest: a }, { tag: 'latest', digest: b }, 'moved-digest'],
  [{ tag: '2.0.0' }, { tag: '1.9.9' }, 'downgrade'],
  [{ tag: '1.0.0' }, { tag: '1.0.0-rc.1' }, 'downgrade'],
  [{ tag: '1.10.0' }, { tag: '1.9.0' }, 'downgrade'],
  [{ tag: 'latest' }, { tag: '1.0.0' }, 'unknown'],
];

test.each(cases)('%o to %o is %s', (existing, submitted, verdict) => {
  expect(compareVersions(existing, submitted)).toBe(verdict);
});
