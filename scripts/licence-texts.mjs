// The licences of the packages whose code is in the bundle, as their authors wrote them.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** @returns {string} one section a licence text, under the packages that it is of. */
export function licenceTexts(metafile, root) {
  const folders = new Set(
    Object.keys(metafile.inputs).flatMap(
      (input) => input.match(/^.*node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/)?.[0] ?? [],
    ),
  );
  const byText = new Map();
  for (const { head, text } of [...folders].map((folder) => licenceOf(join(root, folder))).sort(byHead)) {
    byText.set(text, [...(byText.get(text) ?? []), head]);
  }
  return [...byText].map(([text, heads]) => `${heads.join('\n')}\n${'-'.repeat(78)}\n${text}\n`).join('\n\n');
}

const byHead = (a, b) => (a.head < b.head ? -1 : 1);

function licenceOf(folder) {
  const { name, version, license, author } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const file = readdirSync(folder).find((entry) => /^(?:licen[cs]e|copying)/i.test(entry));
  const text = file
    ? readFileSync(join(folder, file), 'utf8').trim()
    : `The package has no licence file; see https://spdx.org/licenses. Its author: ${nameOf(author)}.`;
  const notice = existsSync(join(folder, 'NOTICE')) ? `\n\n${readFileSync(join(folder, 'NOTICE'), 'utf8').trim()}` : '';
  return { head: `${name} ${version} (${license})`, text: `${text}${notice}` };
}

function nameOf(author) {
  return typeof author === 'string' ? author : (author?.name ?? 'not named');
}
