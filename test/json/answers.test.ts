import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { packageRoot } from '../../src/foundation/package-info.js';
import { runCommand, startCommand } from '../support/command-line.js';
import { jsonAnswers } from './answers.js';
import { surfaceOf } from './schema-surface.js';

const schemas = Object.fromEntries(
  readdirSync(join(packageRoot, 'schemas'))
    .filter((file) => file.endsWith('.schema.json'))
    .map((file) => [
      file.replace('.schema.json', ''),
      JSON.parse(readFileSync(join(packageRoot, 'schemas', file), 'utf8')),
    ]),
);
const ajv = new Ajv2020({ strict: false, allErrors: true });
addFormats.default(ajv);
for (const schema of Object.values(schemas)) ajv.addSchema(schema);
const mistakesOf = (name: string, answer: unknown) => {
  const validate = ajv.getSchema(schemas[name].$id);
  if (!validate) throw new Error(`there is no schema ${name}`);
  return validate(answer) ? [] : validate.errors;
};

const { commands } = JSON.parse(readFileSync(join(packageRoot, 'oclif.manifest.json'), 'utf8'));
const visible = Object.keys(commands).filter((id) => !commands[id].hidden);

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'vrtg-json-'));
  cpSync(join(packageRoot, 'test/golden/catalog-page'), join(folder, 'root'), { recursive: true });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('every command has a schema', () => {
  expect(Object.keys(jsonAnswers).sort()).toEqual(visible.sort());
  expect(Object.values(jsonAnswers).filter(({ schema }) => !(schema in schemas))).toEqual([]);
});

describe.each(Object.entries(jsonAnswers).filter(([, { call }]) => call))('%s --json', (id, { schema, call }) => {
  test(`is one document of ${schema}.schema.json and nothing else`, async () => {
    const args = (call?.args ?? []).map((word) =>
      word.replace('{root}', join(folder, 'root')).replace('{folder}', folder),
    );
    const { exitCode, stdout, stderr } = await runCommand([...id.split(':'), ...args, '--json'], {
      cwd: folder,
      env: { XDG_STATE_HOME: folder },
    });
    expect({ exitCode, stderr }).toEqual({ exitCode: call?.exitCode ?? 0, stderr: '' });
    expect(mistakesOf(schema, JSON.parse(stdout))).toEqual([]);
  });
});

test('serve --json is one document of serve-result.schema.json', async () => {
  const serving = startCommand(['serve', 'mock', '--port', '0', '--health-port', '0', '--json', '--quiet']);
  let text = '';
  for await (const chunk of serving.stdout ?? []) {
    text += String(chunk);
    if (text.includes('}')) break;
  }
  serving.kill('SIGTERM');
  await serving;
  expect(mistakesOf('serve-result', JSON.parse(text))).toEqual([]);
});

describe('an error under --json', () => {
  test.each(visible)('%s: one document of error.schema.json on stdout', async (id) => {
    const { exitCode, stdout } = await runCommand([...id.split(':'), '--no-such-flag', '--json'], { cwd: folder });
    expect(exitCode).toBe(2);
    const answer = JSON.parse(stdout);
    expect(mistakesOf('error', answer)).toEqual([]);
    expect(answer.error.code).toBe('USAGE');
  });
});

test.each(Object.keys(schemas))('the shape of %s is frozen', async (name) => {
  await expect(surfaceOf(schemas[name])).toMatchFileSnapshot(`../golden/json/${name}.txt`);
});
