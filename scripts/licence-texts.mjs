// The licences of the packages whose code is in the bundle, as their authors wrote them.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** @returns {string} one section a package, by name and version. */
export function licenceTexts(metafile, root) {
  const folders = new Set(
    Object.keys(metafile.inputs).flatMap(
      (input) => input.match(/^.*node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/)?.[0] ?? [],
    ),
  );
  return [...folders]
    .map((folder) => section(join(root, folder)))
    .sort()
    .join('\n');
}

function section(folder) {
  const { name, version, license, author } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const file = readdirSync(folder).find((entry) => /^(?:licen[cs]e|copying)/i.test(entry));
  const text = file
    ? readFileSync(join(folder, file), 'utf8').trim()
    : `The package has no licence file; see https://spdx.org/licenses. Its author: ${nameOf(author)}.`;
  const notice = existsSync(join(folder, 'NOTICE')) ? `\n\n${readFileSync(join(folder, 'NOTICE'), 'utf8').trim()}` : '';
  return `${name} ${version} (${license})\n${'-'.repeat(78)}\n${text}${notice}\n\n`;
}

function nameOf(author) {
  return typeof author === 'string' ? author : (author?.name ?? 'not named');
}
