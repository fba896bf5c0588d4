import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { VrtgError } from '../../src/foundation/errors.js';
import { surveyFolder } from '../../src/scaffold/survey-folder.js';
import type { PlannedFile } from '../../src/scaffold/template/template-file.js';
import { writeProject } from '../../src/scaffold/write-project.js';

const files: PlannedFile[] = [
  { path: 'README.md', text: 'read\n', executable: false },
  { path: 'a/b/run.sh', text: 'run\n', executable: true },
  { path: 'a/c', text: 'c\n', executable: false },
];

let root: string;
let target: string;

beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'scaffold-write-')));
  target = join(root, 'acme');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

/** Everything below the root with its content; links and folders by their kind. */
function everything(folder = root, prefix = ''): Record<string, string> {
  const entries = readdirSync(folder, { withFileTypes: true }).flatMap((entry): [string, string][] => {
    const path = join(folder, entry.name);
    const name = `${prefix}${entry.name}`;
    if (entry.isDirectory()) return [[`${name}/`, ''], ...Object.entries(everything(path, `${name}/`))];
    return [[name, entry.isSymbolicLink() ? 'link' : readFileSync(path, 'utf8')]];
  });
  return Object.fromEntries(entries);
}

function refusal(work: () => unknown): VrtgError {
  try {
    work();
  } catch (thrown) {
    if (thrown instanceof VrtgError) return thrown;
    throw thrown;
  }
  throw new Error('it was accepted');
}

const actions = (force = false) => surveyFolder(target, { files, force }).files.map(({ action }) => action);
const written = {
  'acme/': '',
  'acme/README.md': 'read\n',
  'acme/a/': '',
  'acme/a/b/': '',
  'acme/a/b/run.sh': 'run\n',
  'acme/a/c': 'c\n',
};

describe('a folder that is not there', () => {
  test('is made, with those above it, and nothing else is left', () => {
    target = join(root, 'x', 'y', 'acme');
    expect(actions()).toEqual(['create', 'create', 'create']);
    writeProject(target, files);
    expect(Object.keys(everything())).toEqual(['x/', 'x/y/', ...Object.keys(written).map((path) => `x/y/${path}`)]);
  });

  test('has the modes that were planned', () => {
    writeProject(target, files);
    expect(statSync(join(target, 'a/b/run.sh')).mode & 0o111).not.toBe(0);
    expect(statSync(join(target, 'README.md')).mode & 0o111).toBe(0);
  });

  test('is not made where one file cannot be written', () => {
    const impossible = [...files, { path: `a/${'n'.repeat(300)}`, text: '', executable: false }];
    target = join(root, 'x', 'acme');
    expect(refusal(() => writeProject(target, impossible))).toMatchObject({
      code: 'CANNOT_WRITE',
      message: expect.stringContaining('nothing was changed'),
    });
    expect(everything()).toEqual({});
  });

  test('is refused below a file', () => {
    writeFileSync(join(root, 'acme'), 'file');
    target = join(root, 'acme', 'inside');
    expect(refusal(() => actions())).toMatchObject({ code: 'NOT_A_FOLDER', exitCode: 2 });
  });
});

describe('a folder that is there', () => {
  test('and empty is written into', () => {
    mkdirSync(target);
    const { ino } = statSync(target);
    expect(actions()).toEqual(['create', 'create', 'create']);
    writeProject(target, files);
    expect(everything()).toEqual(written);
    expect(statSync(target).ino).toBe(ino);
  });

  test('and not empty is refused, with what is in the way', () => {
    mkdirSync(target);
    for (let index = 0; index < 12; index += 1) writeFileSync(join(target, `n${index}\u001b`), '');
    const { code, exitCode, message } = refusal(() => actions());
    expect({ code, exitCode }).toEqual({ code: 'FOLDER_NOT_EMPTY', exitCode: 7 });
    expect(message).toContain('  n0');
    expect(message).toContain('and 2 more');
    expect(message).not.toContain('\u001b');
  });

  test('is overwritten with force, and keeps the rest and no copies', () => {
    mkdirSync(join(target, 'a'), { recursive: true });
    writeFileSync(join(target, 'README.md'), 'mine\n');
    writeFileSync(join(target, 'a/c'), 'c\n');
    writeFileSync(join(target, 'other'), 'kept\n');
    expect(actions(true)).toEqual(['overwrite', 'create', 'unchanged']);
    writeProject(target, files);
    expect(everything()).toEqual({ ...written, 'acme/other': 'kept\n' });
  });

  test('is as it was where one file cannot be written, also with force', () => {
    mkdirSync(target);
    writeFileSync(join(target, 'README.md'), 'mine\n');
    writeFileSync(join(target, 'z'), 'in the way\n');
    const before = everything();
    const last = [
      { path: 'new/x', text: '', executable: false },
      { path: 'z/y', text: '', executable: false },
    ];
    expect(refusal(() => writeProject(target, [...files, ...last]))).toMatchObject({ code: 'CANNOT_WRITE' });
    expect(everything()).toEqual(before);
  });

  test('that is a file is refused', () => {
    writeFileSync(target, 'file');
    expect(refusal(() => actions(true))).toMatchObject({ code: 'NOT_A_FOLDER' });
  });

  test('that is a link to a folder is that folder', () => {
    mkdirSync(join(root, 'real'));
    symlinkSync('real', target);
    expect(actions()).toEqual(['create', 'create', 'create']);
    writeProject(target, files);
    expect(readFileSync(join(root, 'real/a/c'), 'utf8')).toBe('c\n');
    expect(everything()['acme']).toBe('link');
  });

  test('that is a link to nowhere is refused', () => {
    symlinkSync('nowhere', target);
    expect(refusal(() => actions(true))).toMatchObject({ code: 'NOT_A_FOLDER' });
  });
});

describe('paths that leave the folder', () => {
  test.each(['../outside', 'a/../../outside'])('%s is refused', (path) => {
    mkdirSync(target);
    const file = { path, text: '', executable: false };
    expect(refusal(() => surveyFolder(target, { files: [file], force: true })).code).toBe('PATH_LEAVES_FOLDER');
  });

  test.each([
    ['a folder', 'a'],
    ['a file', 'README.md'],
  ])('through a link in the place of %s are refused', (_, link) => {
    mkdirSync(target);
    mkdirSync(join(root, 'outside'));
    symlinkSync(join(root, 'outside'), join(target, link));
    const before = everything();
    expect(refusal(() => actions(true)).code).toBe('PATH_LEAVES_FOLDER');
    expect(everything()).toEqual(before);
  });
});

test.each([
  ['a folder in the place of a file', 'README.md/', 'a file is written there'],
  ['a file in the place of a folder', 'a', 'a folder is needed there'],
])('%s is refused', (_, path, need) => {
  mkdirSync(target);
  if (path.endsWith('/')) mkdirSync(join(target, path));
  else writeFileSync(join(target, path), '');
  const { code, message } = refusal(() => actions(true));
  expect(code).toBe('OTHER_KIND_IN_THE_WAY');
  expect(message).toContain(need);
});

test('nothing is written while looking', () => {
  actions();
  expect(existsSync(target)).toBe(false);
});
