import { createRequire } from 'node:module';
import type { ScaffoldFacts } from './scaffold-facts.js';

const require = createRequire(import.meta.url);

/** Licences whose text begins with a line that names the holder of the copyright. */
const withOwnLine = new Set(['MIT', 'MIT-0', 'ISC', 'BSD-2-Clause', 'BSD-3-Clause', '0BSD', 'UPL-1.0']);

type SpdxNode =
  | { license: string; plus?: true; exception?: string }
  | { left: SpdxNode; conjunction: 'and' | 'or'; right: SpdxNode };

/** The LICENSE file of a valid SPDX expression: the texts of all its licences, and what they mean together. */
export function licenseText({ license, displayName, year }: ScaffoldFacts): string {
  const parse = require('spdx-expression-parse') as (text: string) => SpdxNode;
  const licenses = leavesOf(parse(license));
  const owner = `Copyright (c) ${year} The ${displayName} authors`;
  const texts = [...new Set(licenses.map((leaf) => leaf.license))].map((id) => textOf(id, owner));
  const exceptions = [...new Set(licenses.flatMap(({ exception }) => exception ?? []))];
  if (texts.length === 1 && exceptions.length === 0) return `${texts[0]}\n`;
  const notice = [
    owner,
    '',
    `SPDX-License-Identifier: ${license}`,
    ...exceptions.map((id) => `The text of ${id} is at https://spdx.org/licenses/${id}.html`),
  ];
  return `${[notice.join('\n'), ...texts].join(`\n\n${'-'.repeat(72)}\n\n`)}\n`;
}

function leavesOf(node: SpdxNode): Extract<SpdxNode, { license: string }>[] {
  return 'license' in node ? [node] : [...leavesOf(node.left), ...leavesOf(node.right)];
}

function textOf(id: string, owner: string): string {
  const { licenseText } = require(`spdx-license-list/licenses/${id}.json`) as { licenseText: string };
  const lines = licenseText
    .trim()
    .split('\n')
    .map((line) => line.trimEnd());
  if (!withOwnLine.has(id)) return lines.join('\n');
  const first = lines.findIndex((line) => line.startsWith('Copyright'));
  return lines
    .flatMap((line, index) => (index === first ? [owner] : index < 6 && line.startsWith('Copyright') ? [] : [line]))
    .join('\n');
}
