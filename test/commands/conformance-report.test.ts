import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Comparison } from '../../src/conformance/report/compare-reports.js';
import { exitCodeOf } from '../../src/conformance/report/exit-code.js';
import { formatReport } from '../../src/conformance/report/formats.js';
import type { ConformanceReport } from '../../src/conformance/report/report-types.js';
import { textReport } from '../../src/conformance/report/text-report.js';
import { foldText } from '../../src/foundation/fold-text.js';
import { packageRoot } from '../../src/foundation/package-info.js';
import { goldenFolder, recordedReport, testNamed } from '../conformance/report/recorded-report.js';
import { shardsOf } from '../conformance/report/shards.js';
import { type CommandResult, runCommand } from '../support/command-line.js';

const report = recordedReport();
const golden = (extension: string) => readFileSync(join(goldenFolder, `report.${extension}`), 'utf8');
const schemaOf = (name: string) =>
  new Ajv2020({ strict: false }).compile(
    JSON.parse(readFileSync(join(packageRoot, 'schemas', `${name}.schema.json`), 'utf8')),
  );

let folder: string;
const vcts = (args: string[]): Promise<CommandResult> => runCommand(['report', ...args], { bin: 'vcts', cwd: folder });
const write = (file: string, content: unknown) => writeFileSync(join(folder, file), `${JSON.stringify(content)}\n`);
const read = (file: string) => readFileSync(join(folder, file), 'utf8');

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'vcts-report-'));
  write('report.json', report);
  write('broken.json', { ...report, badge: 'excellent' });
  writeFileSync(join(folder, 'text.json'), 'not json');
  const worse = structuredClone(report);
  Object.assign(testNamed(worse, 'power-off'), { verdict: 'fail', reason: 'stays On' });
  write('worse.json', worse);
  const better = structuredClone(report);
  delete testNamed(better, 'power-on').exchange;
  Object.assign(testNamed(better, 'power-on'), { verdict: 'pass', reason: 'ok' });
  write('better.json', better);
  for (const { file, report: shard } of shardsOf(report, 3)) write(file, shard);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('vcts report show', () => {
  it('prints what the run printed', async () => {
    expect(await vcts(['show', 'report.json'])).toEqual({
      exitCode: 0,
      stdout: foldText(textReport(report), { columns: undefined }),
      stderr: '',
    });
  });

  it('prints the document under --json', async () => {
    const { stdout, exitCode } = await vcts(['show', 'report.json', '--json']);
    expect({ exitCode, document: JSON.parse(stdout) as unknown }).toEqual({ exitCode: 0, document: report });
  });

  it('is the same command as vrtg-provider conformance report show', async () => {
    const long = await runCommand(['conformance', 'report', 'show', 'report.json'], { cwd: folder });
    expect(long).toEqual(await vcts(['show', 'report.json']));
  });
});

describe('vcts report convert', () => {
  it('writes every file that is asked for in the format of its extension', async () => {
    const files = ['out/a.json', 'out/a.xml', 'out/a.md', 'out/a.html', 'out/a.tap'];
    const result = await vcts(['convert', 'report.json', ...files.flatMap((file) => ['--output', file])]);
    expect(result).toEqual({ exitCode: 0, stdout: '', stderr: '' });
    for (const file of files) expect(read(file)).toBe(golden(file.split('.')[1] as string));
  });

  it.each([
    ['junit', 'xml'],
    ['markdown', 'md'],
  ])('prints %s', async (format, extension) => {
    const { stdout } = await vcts(['convert', 'report.json', '--to', format]);
    expect(`${stdout}\n`).toBe(golden(extension));
  });

  it('writes the format of --to whatever the file is called', async () => {
    await vcts(['convert', 'report.json', '--to', 'junit', '--output', 'results.out']);
    expect(read('results.out')).toBe(golden('xml'));
  });

  it('says under --json what it wrote', async () => {
    const { stdout } = await vcts(['convert', 'report.json', '--output', 'b.tap', '--json']);
    expect(JSON.parse(stdout)).toEqual({ source: 'report.json', written: [{ file: 'b.tap', format: 'tap' }] });
  });
});

describe('vcts report merge', () => {
  const shards = ['shard-3.json', 'shard-1.json', 'shard-2.json'];

  it('writes the report of the whole run and exits as that run', async () => {
    const { exitCode, stdout } = await vcts(['merge', ...shards, '--output', 'merged.json', '--output', 'merged.xml']);
    expect(read('merged.json')).toBe(await formatReport(report, 'json'));
    expect(read('merged.xml')).toBe(golden('xml'));
    expect({ exitCode, stdout }).toEqual({
      exitCode: exitCodeOf(report),
      stdout: foldText(textReport(report), { columns: undefined }),
    });
  });

  it('prints a document under --json that the schema accepts', async () => {
    const { stdout } = await vcts(['merge', ...shards, '--json']);
    expect(JSON.parse(stdout)).toEqual(report);
    const validate = schemaOf('conformance-report');
    expect({ valid: validate(JSON.parse(stdout)), errors: validate.errors }).toEqual({ valid: true, errors: null });
  });

  it('refuses when one is missing, and writes nothing', async () => {
    const { exitCode, stderr } = await vcts(['merge', 'shard-1.json', 'shard-3.json', '--output', 'never.json']);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('shard 2/3');
    expect(() => read('never.json')).toThrow('ENOENT');
  });

  it('takes reports of shards as valid', () => {
    const validate = schemaOf('conformance-report');
    for (const { report: shard } of shardsOf(report, 3)) expect(validate(shard)).toBe(true);
  });
});

describe('vcts report compare', () => {
  it.each([
    ['report.json', 'report.json', 0],
    ['report.json', 'better.json', 0],
    ['report.json', 'worse.json', 1],
    ['worse.json', 'report.json', 0],
    ['better.json', 'report.json', 1],
  ])('%s with %s exits with %i', async (old, now, code) => {
    const { exitCode, stdout } = await vcts(['compare', old, now]);
    expect(exitCode).toBe(code);
    expect(stdout).toContain(code === 1 ? 'Something got worse.' : 'Nothing got worse.');
  });

  it('names the test and why', async () => {
    const { stdout } = await vcts(['compare', 'report.json', 'worse.json']);
    expect(stdout).toMatch(/^worse +power-off +pass -> fail\n {4}stays On$/m);
  });

  it('prints a document under --json that its schema accepts, with the same exit code', async () => {
    const { exitCode, stdout } = await vcts(['compare', 'report.json', 'worse.json', '--json']);
    const document = JSON.parse(stdout) as Comparison;
    const validate = schemaOf('conformance-comparison');
    expect({ valid: validate(document), errors: validate.errors }).toEqual({ valid: true, errors: null });
    expect({ exitCode, worse: document.counts.worse }).toEqual({ exitCode: 1, worse: 1 });
  });
});

describe('vcts report refuses', () => {
  it.each([
    ['a report that does not exist', ['show', 'none.json'], 2, 'none.json cannot be read: ENOENT'],
    ['a report that is no JSON', ['show', 'text.json'], 1, 'text.json is no valid conformance report'],
    ['a report that its schema refuses', ['show', 'broken.json'], 1, '/badge'],
    ['to convert an invalid one', ['convert', 'broken.json', '--to', 'tap'], 1, 'broken.json'],
    ['to convert to nothing', ['convert', 'report.json'], 2, 'neither a format nor a file'],
    ['an unknown format', ['convert', 'report.json', '--to', 'pdf'], 2, '"pdf" is no report format'],
    ['an unknown extension', ['convert', 'report.json', '--output', 'a.pdf'], 2, '--output a.pdf'],
    ['a file that cannot be written', ['convert', 'report.json', '--output', 'text.json/a.md'], 2, 'text.json/a.md'],
    ['to merge nothing', ['merge'], 2, 'file'],
    ['to merge a whole report', ['merge', 'report.json'], 2, 'not the report of a shard: report.json'],
    ['to compare one report', ['compare', 'report.json'], 2, 'new'],
    ['to compare an invalid one', ['compare', 'report.json', 'broken.json'], 1, 'broken.json'],
  ])('%s', async (_what, args, code, text) => {
    const { exitCode, stdout, stderr } = await vcts(args);
    expect({ exitCode, stdout }).toEqual({ exitCode: code, stdout: '' });
    expect(stderr).toContain(text);
  });

  it('under --json with an error document', async () => {
    const { exitCode, stdout } = await vcts(['merge', 'report.json', '--json']);
    expect(exitCode).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'NOT_A_SHARD' } });
  });
});

describe('the help', () => {
  it('of vcts report lists its commands by their short names', async () => {
    const { stdout, exitCode } = await vcts(['--help']);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('$ vcts report COMMAND');
    for (const name of ['show', 'convert', 'merge', 'compare'])
      expect(stdout).toMatch(new RegExp(`^ +report ${name} `, 'm'));
    expect(stdout).not.toMatch(/^ +conformance report/m);
  });

  it.each(['show', 'convert', 'merge', 'compare'])('of %s has two examples or more', async (name) => {
    const { stdout } = await vcts([name, '--help']);
    expect(stdout.split('EXAMPLES')[1]?.match(new RegExp(`\\$ vcts report ${name} `, 'g'))?.length).toBeGreaterThan(1);
  });
});

it('refuses nothing that the recorded report is', () => {
  const validate = schemaOf('conformance-report');
  expect(validate(report satisfies ConformanceReport)).toBe(true);
});
