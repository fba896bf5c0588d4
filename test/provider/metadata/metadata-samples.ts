import { readFileSync } from 'node:fs';

const fixturesFolder = new URL('../../fixtures/metadata/', import.meta.url);

/** Every field of the schema is in it. */
export const completeText = readFileSync(new URL('good/complete.yaml', fixturesFolder), 'utf8');

/** One field a line, so that line numbers are easy to see. */
export const plainText = `schemaVersion: 1
name: acme
displayName: Acme Provider
description: Runs VMs on Acme
repo: https://example.com/acme
image: ghcr.io/example/acme
tag: 1.0.0
capabilities: [core, clone]
maintainer: jane@example.com
license: MIT
maturity: stable
`;

/** The plain text with one line replaced; '' removes it. */
export function withLine(line: number, text: string): string {
  const lines = plainText.trimEnd().split('\n');
  lines.splice(line - 1, 1, ...(text === '' ? [] : [text]));
  return `${lines.join('\n')}\n`;
}

/** The plain text with more below it, from line 12 on. */
export function withMore(...lines: string[]): string {
  return `${plainText}${lines.join('\n')}\n`;
}
