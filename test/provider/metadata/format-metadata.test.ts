import { expect, test } from 'vitest';
import { formatMetadata } from '../../../src/provider/metadata/format-metadata.js';
import { parseMetadata } from '../../../src/provider/metadata/load-metadata.js';
import type { ProviderMetadata } from '../../../src/provider/metadata/metadata-types.js';
import { completeText, plainText } from './metadata-samples.js';

function read(text: string): ProviderMetadata {
  const { metadata } = parseMetadata(text, 'provider.yaml');
  if (!metadata) throw new Error('the sample is not valid');
  return metadata;
}

test.each([
  ['everything', completeText],
  ['the least', plainText],
])('%s is read again as it was', (_what, text) => {
  expect(read(formatMetadata(read(text)))).toEqual(read(text));
});

test('writes the documented order, with the schema for editors in the first line', () => {
  const reversed = Object.fromEntries(Object.entries(read(plainText)).reverse()) as unknown as ProviderMetadata;
  expect(formatMetadata(reversed)).toBe(
    `# yaml-language-server: $schema=https://raw.githubusercontent.com/projectbeskar/vrtg-provider/main/schemas/provider.schema.json\n${plainText}`,
  );
});

test('quotes what YAML would change', () => {
  const metadata = {
    ...read(plainText),
    displayName: 'Acme: the #1',
    compatibility: { go: '1.20', virtrigaud: '0.1' },
    install: {
      env: [
        { name: 'A', value: '0x10' },
        { name: 'B', value: 'yes' },
      ],
      values: { version: '1.10', count: 2, on: true },
    },
  };
  const text = formatMetadata(metadata);
  expect(text).toContain('displayName: "Acme: the #1"');
  expect(text).toContain('go: "1.20"');
  expect(text).toContain('version: "1.10"');
  expect(text).toContain('{ name: A, value: "0x10" }');
  expect(text).toContain('"on": true');
  expect(read(text)).toEqual(metadata);
});

test('fields that are undefined are left out', () => {
  const metadata = { ...read(plainText), digest: undefined } as unknown as ProviderMetadata;
  expect(formatMetadata(metadata)).not.toContain('digest');
});

test('flags win over the file, and count as given', () => {
  const { metadata, findings } = parseMetadata('schemaVersion: 1\nname: other\n', 'f', {
    overrides: { ...read(plainText), name: 'acme' },
  });
  expect(findings).toEqual([]);
  expect(metadata).toMatchObject({ name: 'acme', tag: '1.0.0' });
});
