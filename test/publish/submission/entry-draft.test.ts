import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Interlocutor } from '../../../src/publish/publish-options.js';
import { draftEntry } from '../../../src/publish/submission/entry-draft.js';
import { Author, exampleFlags, refusalOf } from '../publish-fixture.js';

let author: Author;
beforeEach(() => {
  author = new Author('.');
});
afterEach(() => author.remove());

function draft(
  flags: Partial<typeof exampleFlags>,
  { metadataFile, interlocutor }: { metadataFile?: string; interlocutor?: Interlocutor } = {},
) {
  return draftEntry({ flags, metadataFile, cwd: author.folder, interlocutor });
}

const file = `schemaVersion: 1
name: your-provider
displayName: Yours
description: A provider
repo: https://github.com/yourorg/your-provider
image: ghcr.io/yourorg/your-provider
tag: 1.10.0
digest: sha256:${'c'.repeat(64)}
capabilities: [core, clone]
maintainer: your-email@example.com
license: Apache-2.0
maturity: beta
`;

test('the six flags are enough', async () => {
  const { metadata, hasFile } = await draft(exampleFlags);
  expect(metadata).toMatchObject({ ...exampleFlags, displayName: 'Your Provider', maturity: 'alpha' });
  expect(hasFile).toBe(false);
});

test('lists every missing field, and asks nobody', async () => {
  const refusal = await refusalOf(draft({ name: 'your-provider', license: '  ' }));
  expect(refusal).toMatchObject({ code: 'MISSING_FIELDS', exitCode: 2 });
  for (const flag of ['--image', '--tag', '--repo', '--maintainer', '--license'])
    expect(refusal.message).toContain(flag);
  expect(refusal.message).not.toContain('--name ');
});

test('asks on a terminal for what is missing, and only for that', async () => {
  const asked: string[] = [];
  const interlocutor: Interlocutor = {
    ask: async (question) => {
      asked.push(question.split(',')[0] ?? '');
      return question.startsWith('tag') ? ' v2.0.0 ' : 'MIT';
    },
    confirm: async () => true,
    show: () => {},
  };
  const { tag: _tag, license: _license, ...given } = exampleFlags;
  const { metadata } = await draft(given, { interlocutor });
  expect(asked).toEqual(['tag', 'license']);
  expect(metadata).toMatchObject({ tag: 'v2.0.0', license: 'MIT' });
});

test('an empty answer is a missing field', async () => {
  const interlocutor: Interlocutor = { ask: async () => '', confirm: async () => true, show: () => {} };
  const { tag: _tag, ...given } = exampleFlags;
  expect((await refusalOf(draft(given, { interlocutor }))).message).toMatch(/^Missing: --tag \(/);
});

test('takes provider.yaml of the working directory and page.md beside it', async () => {
  author.write('provider.yaml', file);
  author.write('page.md', 'About it\n');
  const found = await draft({});
  expect(found.metadata).toMatchObject({ displayName: 'Yours', tag: '1.10.0', capabilities: ['core', 'clone'] });
  expect(found.page).toBe('About it\n');
});

test('flags win over the file', async () => {
  author.write('elsewhere/provider.yaml', file);
  const { metadata } = await draft({ tag: 'v2.0.0' }, { metadataFile: 'elsewhere/provider.yaml' });
  expect(metadata).toMatchObject({ tag: 'v2.0.0', displayName: 'Yours' });
});

test.each([
  ['kept with the tag it is of', {}, true],
  ['forgotten with another tag', { tag: 'v2.0.0' }, false],
  ['forgotten with another image', { image: 'ghcr.io/yourorg/other' }, false],
])("the file's digest is %s", async (_what, flags, isKept) => {
  author.write('provider.yaml', file);
  expect('digest' in (await draft(flags)).metadata).toBe(isKept);
});

test('says at once, with line and column, all that is invalid', async () => {
  author.write('provider.yaml', file.replace('Apache-2.0', 'Apache2').replace('beta', 'ripe'));
  const refusal = await refusalOf(draft({}));
  expect(refusal).toMatchObject({ code: 'INVALID_METADATA', exitCode: 1 });
  expect(refusal.message).toMatch(/provider\.yaml:11:10: .*\n {2}provider\.yaml:12:11: /);
});

test('refuses invalid flags', async () => {
  const refusal = await refusalOf(draft({ ...exampleFlags, license: 'Apache2', name: 'Your Provider' }));
  expect(refusal).toMatchObject({ code: 'INVALID_METADATA', exitCode: 1 });
  expect(refusal.message.match(/command line: /g)).toHaveLength(2);
});

test('refuses a metadata file that is not there', async () => {
  expect(await refusalOf(draft(exampleFlags, { metadataFile: 'nowhere.yaml' }))).toMatchObject({
    code: 'NO_METADATA_FILE',
    exitCode: 2,
  });
});
