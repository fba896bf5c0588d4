import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { micromark } from 'micromark';
import { gfm, gfmHtml } from 'micromark-extension-gfm';
import { parse } from 'parse5';
import { describe, expect, test } from 'vitest';
import { packageRoot } from '../../src/foundation/package-info.js';
import { documentationPages } from './read-page.js';

interface Node {
  nodeName: string;
  value?: string;
  attrs?: { name: string; value: string }[];
  childNodes?: Node[];
}

/** The project on GitHub: what npm shows of the README has no other files beside it. */
const inRepository =
  /^https:\/\/(?:github\.com\/projectbeskar\/vrtg-provider\/blob|raw\.githubusercontent\.com\/projectbeskar\/vrtg-provider)\/main\//;

const paths = [...documentationPages().map(({ path }) => path), 'CONTRIBUTING.md', 'CHANGELOG.md', 'SECURITY.md'];

describe.each(paths)('%s', (path) => {
  const page = render(path);

  test('links to what is there', () => {
    const broken = page.targets.filter((target) => !isThere(target, path));
    expect(broken).toEqual([]);
  });

  test('has one title', () => {
    expect(page.titles).toBe(1);
  });
});

test('the README has no relative link, since npm shows it without the other files', () => {
  expect(render('README.md').targets.filter((target) => !/^(?:https:|#)/.test(target))).toEqual([]);
});

test('a broken link is seen', () => {
  expect(isThere('no-such-page.md', 'docs/README.md')).toBe(false);
  expect(isThere('tutorial.md#no-such-heading', 'docs/README.md')).toBe(false);
  expect(isThere('https://github.com/projectbeskar/vrtg-provider/blob/main/docs/no.md', 'README.md')).toBe(false);
});

function isThere(target: string, from: string): boolean {
  const [address = '', heading] = target.split('#');
  if (/^https?:/.test(address) && !inRepository.test(address)) return true;
  const file = inRepository.test(address)
    ? address.replace(inRepository, '')
    : normalize(join(dirname(from), address === '' ? `./${from.split('/').at(-1)}` : address));
  if (file.startsWith('..') || !existsSync(join(packageRoot, file))) return false;
  return heading === undefined || render(file).anchors.has(heading);
}

function render(path: string) {
  const text = readFileSync(join(packageRoot, path), 'utf8');
  const html = micromark(text, { extensions: [gfm()], htmlExtensions: [gfmHtml()] });
  const targets: string[] = [];
  const anchors = new Set<string>();
  let titles = 0;
  const visit = (node: Node): void => {
    for (const { name, value } of node.attrs ?? []) {
      if ((node.nodeName === 'a' && name === 'href') || (node.nodeName === 'img' && name === 'src'))
        targets.push(value);
    }
    if (/^h[1-6]$/.test(node.nodeName)) anchors.add(anchorOf(textOf(node)));
    if (node.nodeName === 'h1') titles += 1;
    for (const child of node.childNodes ?? []) visit(child);
  };
  visit(parse(html) as unknown as Node);
  return { targets, anchors, titles };
}

function textOf(node: Node): string {
  return node.value ?? (node.childNodes ?? []).map(textOf).join('');
}

/** As GitHub makes them. */
function anchorOf(heading: string): string {
  return heading
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replaceAll(' ', '-');
}
