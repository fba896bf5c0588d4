import { posix, win32 } from 'node:path';
import { expect, test } from 'vitest';
import { seenFrom, withSlashes } from '../../src/foundation/shown-path.js';

test.each([
  ['C:\\work\\cat', 'C:\\work\\cat\\providers\\acme\\provider.yaml', 'providers/acme/provider.yaml'],
  ['C:\\work\\cat', 'c:\\Work\\cat\\page.md', 'page.md'],
  ['C:\\work\\cat', 'C:\\work\\other\\page.md', '../other/page.md'],
  ['C:\\work\\cat', 'D:\\cat\\page.md', 'D:/cat/page.md'],
  ['\\\\host\\share\\cat', '\\\\host\\share\\cat\\page.md', 'page.md'],
  ['C:\\work', 'C:\\work', ''],
])('on Windows, %s sees %s as %s', (directory, path, seen) => {
  expect(seenFrom(directory, path, win32)).toBe(seen);
});

test.each([
  ['/srv/cat', '/srv/cat/providers/acme/provider.yaml', 'providers/acme/provider.yaml'],
  ['/srv/cat', '/srv/a\\b/page.md', '../a\\b/page.md'],
])('elsewhere a backslash is a letter of a name: %s sees %s as %s', (directory, path, seen) => {
  expect(seenFrom(directory, path, posix)).toBe(seen);
});

test('a path that is seen from nowhere', () => {
  expect(withSlashes('.\\bin\\provider.exe', win32)).toBe('./bin/provider.exe');
});
