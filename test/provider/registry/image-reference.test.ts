import { describe, expect, test } from 'vitest';
import {
  parseImageReference,
  pinnedImage,
  referenceText,
  repositoryAddress,
} from '../../../src/provider/registry/image-reference.js';

const digest = `sha256:${'0123456789abcdef'.repeat(4)}`;

describe('what a reference means', () => {
  test.each([
    ['alpine', { repository: 'docker.io/library/alpine' }],
    ['alpine:3.20', { repository: 'docker.io/library/alpine', tag: '3.20' }],
    ['yourorg/provider:v1', { repository: 'docker.io/yourorg/provider', tag: 'v1' }],
    ['docker.io/alpine', { repository: 'docker.io/library/alpine' }],
    ['index.docker.io/library/alpine', { repository: 'docker.io/library/alpine' }],
    ['registry-1.docker.io/a/b', { repository: 'docker.io/a/b' }],
    ['ghcr.io/yourorg/your-provider:v1.0.0', { repository: 'ghcr.io/yourorg/your-provider', tag: 'v1.0.0' }],
    ['GHCR.io/yourorg/p', { repository: 'ghcr.io/yourorg/p' }],
    ['localhost/p', { repository: 'localhost/p' }],
    ['localhost:5000/p:t', { repository: 'localhost:5000/p', tag: 't' }],
    ['[::1]:5000/p', { repository: '[::1]:5000/p' }],
    ['127.0.0.1:5000/a/b/c', { repository: '127.0.0.1:5000/a/b/c' }],
    [`quay.io/a/b@${digest}`, { repository: 'quay.io/a/b', digest }],
    [`quay.io/a/b:1.0@${digest}`, { repository: 'quay.io/a/b', tag: '1.0', digest }],
    ['registry.example.com/a__b/c.d/e---f', { repository: 'registry.example.com/a__b/c.d/e---f' }],
    ['host-word/p', { repository: 'docker.io/host-word/p' }],
  ])('%s', (text, expected) => expect(parseImageReference(text)).toEqual(expected));
});

describe('what is no reference', () => {
  test.each([
    ['', 'empty'],
    ['https://ghcr.io/a/b', 'scheme'],
    ['ghcr.io/A/b', 'lower case'],
    ['ghcr.io/a/b:', 'tag'],
    ['ghcr.io/a/b:-x', 'tag'],
    [`ghcr.io/a/b:${'x'.repeat(129)}`, 'tag'],
    ['ghcr.io/a/b@sha256:abc', '64 hexadecimal'],
    [`ghcr.io/a/b@${digest.toUpperCase()}`, '64 hexadecimal'],
    [`ghcr.io/a/b@${digest}@${digest}`, 'more than one'],
    ['ghcr.io/a//b', 'words'],
    ['ghcr.io/a/../b', 'words'],
    ['ghcr.io/a/b%2fc', 'words'],
    ['ghcr.io/a b', 'words'],
    ['ghcr.io/', 'words'],
    ['user:secret@ghcr.io/a/b', '64 hexadecimal'],
    ['-host.io/a', 'no host'],
    ['host.io:99999/a', 'no host'],
    ['host.io:/a', 'no host'],
    [`ghcr.io/${'a'.repeat(250)}`, 'longer than'],
  ])('%s', (text, why) => expect(() => parseImageReference(text)).toThrow(why));

  test('leaves with the exit code of wrong usage', () => {
    expect(() => parseImageReference('A')).toThrow(expect.objectContaining({ exitCode: 2, code: 'BAD_IMAGE' }));
  });
});

test.each([
  ['alpine', { host: 'docker.io', apiHost: 'registry-1.docker.io', path: 'library/alpine' }],
  ['ghcr.io/a/b', { host: 'ghcr.io', apiHost: 'ghcr.io', path: 'a/b' }],
  ['localhost:5000/b', { host: 'localhost:5000', apiHost: 'localhost:5000', path: 'b' }],
])('%s is asked for at its registry', (repository, expected) =>
  expect(repositoryAddress(repository)).toEqual(expected),
);

test('a repository with a tag is none', () => {
  expect(() => repositoryAddress('ghcr.io/a/b:v1')).toThrow('is no image reference');
});

test('writes references', () => {
  expect(referenceText({ repository: 'ghcr.io/a/b', tag: 'v1', digest })).toBe(`ghcr.io/a/b:v1@${digest}`);
  expect(pinnedImage('alpine', digest)).toBe(`docker.io/library/alpine@${digest}`);
});
