import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const packageFolder = fileURLToPath(new URL('../../', import.meta.url));
const fixtures = fileURLToPath(new URL('../fixtures/metadata/', import.meta.url));
const expected = (name: string) => `${fixtures}expected/${name}`;

interface Ended {
  status: number | null;
  stdout: string;
  stderr: string;
}

function validate(args: readonly string[], { cwd = fixtures, node = [] as string[] } = {}): Ended {
  const command = [...node, `${packageFolder}bin/vrtg-provider.js`, 'validate', ...args];
  const { status, stdout, stderr } = spawnSync(process.execPath, command, {
    cwd,
    encoding: 'utf8',
    env: { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '' },
  });
  return { status, stdout, stderr };
}

const broken = [
  'anchors',
  'catalog',
  'cut-off',
  'empty',
  'latin1',
  'list',
  'manifest',
  'only-comments',
  'program',
  'repeated',
  'starred',
  'tabs',
  'two-documents',
  'typing-mistakes',
  'unquoted-colon',
  'upstream-entry',
  'utf16',
  'windows',
].map((name) => `broken/${name}.yaml`);

describe('exit codes', () => {
  test('0 where everything is valid, and nothing on stdout', () => {
    expect(validate(['good/complete.yaml', 'good/minimal.yaml', 'good/json.yaml'])).toEqual({
      status: 0,
      stdout: '',
      stderr: '3 files checked: valid\n',
    });
  });

  test.each(broken)('1 for %s', (file) => {
    const { status, stdout } = validate([file]);
    expect(status).toBe(1);
    expect(stdout).toMatch(new RegExp(`^${file}:\\d+:\\d+: error [a-z0-9-]+ .+\\n  [A-Z\`].+\\n`));
  });

  test.each([
    ['a path that does not exist', ['nowhere'], 'PATH_NOT_FOUND'],
    ['a directory without a provider', ['.'], 'NO_PROVIDER'],
    ['an unknown flag', ['--frmat', 'json'], 'USAGE'],
    ['an unknown format', ['--format', 'xml', 'catalog'], 'USAGE'],
  ])('2 for %s, with nothing on stdout', (_what, args, code) => {
    const { status, stdout, stderr } = validate(args);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain(`[${code}]`);
  });

  test('2 under --json, as a document', () => {
    const { status, stdout, stderr } = validate(['nowhere', '--json']);
    expect({ status, stderr }).toEqual({ status: 2, stderr: '' });
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'PATH_NOT_FOUND', hint: expect.any(String) } });
  });
});

test('checks the working directory by default', () => {
  const { status, stdout, stderr } = validate([], { cwd: `${fixtures}catalog` });
  expect(status).toBe(1);
  expect(stdout).toMatch(/^providers\/beta\/page\.md:1:10: error page-html /);
  expect(stderr).toBe('6 files checked: 6 errors\n');
});

test('--quiet leaves out the last line', () => {
  expect(validate(['--quiet', 'good/minimal.yaml'])).toEqual({ status: 0, stdout: '', stderr: '' });
});

describe('formats', () => {
  const all = [...broken, 'catalog'];

  test('text', async () => {
    const { stdout } = validate(all);
    await expect(stdout).toMatchFileSnapshot(expected('findings.txt'));
  });

  test('github', async () => {
    const { stdout } = validate(['--format', 'github', ...all]);
    await expect(stdout).toMatchFileSnapshot(expected('findings.github.txt'));
  });

  test('json, which --json prints too', async () => {
    const { stdout, status } = validate(['--format', 'json', ...all]);
    await expect(stdout).toMatchFileSnapshot(expected('findings.json'));
    expect(validate(['--json', ...all])).toEqual({ status, stdout, stderr: '' });
  });

  test('sarif', () => {
    const { stdout } = validate(['--format', 'sarif', ...all]);
    const log = JSON.parse(stdout) as SarifLog;
    const { Ajv2020 } = createRequire(import.meta.url)('ajv/dist/2020') as { Ajv2020: new () => Ajv };
    const ajv = new Ajv2020();
    expect(ajv.validate(sarifEssentials, log), JSON.stringify(ajv.errors)).toBe(true);
    const [run] = log.runs;
    const { findings } = JSON.parse(validate(['--json', ...all]).stdout) as { findings: JsonFinding[] };
    const results = run?.results.map(({ ruleId, ruleIndex, level, locations: [location] }) => {
      expect(run.tool.driver.rules[ruleIndex]?.id).toBe(ruleId);
      const { artifactLocation, region } = location?.physicalLocation ?? {};
      return {
        file: artifactLocation?.uri,
        line: region?.startLine,
        column: region?.startColumn,
        code: ruleId,
        severity: level,
      };
    });
    expect(results).toEqual(
      findings.map(({ file, line, column, code, severity }) => ({ file, line, column, code, severity })),
    );
  });

  test('sarif without findings is a log too, so that old alerts are closed', () => {
    const { stdout, status } = validate(['--format', 'sarif', 'good/minimal.yaml']);
    expect(status).toBe(0);
    expect((JSON.parse(stdout) as SarifLog).runs[0]?.results).toEqual([]);
  });
});

interface JsonFinding {
  file: string;
  line: number;
  column: number;
  code: string;
  severity: string;
}

interface Ajv {
  validate(schema: object, value: unknown): boolean;
  errors: unknown;
}

interface SarifLog {
  runs: {
    tool: { driver: { rules: { id: string }[] } };
    results: {
      ruleId: string;
      ruleIndex: number;
      level: string;
      locations: {
        physicalLocation: { artifactLocation: { uri: string }; region: { startLine: number; startColumn: number } };
      }[];
    }[];
  }[];
}

/** What the standard's schema asks of the parts that are used here. */
const text = { type: 'object', required: ['text'], properties: { text: { type: 'string', minLength: 1 } } };
const positive = { type: 'integer', minimum: 1 };
const sarifEssentials = {
  type: 'object',
  required: ['version', 'runs'],
  properties: {
    $schema: { type: 'string' },
    version: { const: '2.1.0' },
    runs: {
      type: 'array',
      minItems: 1,
      items: {
        type: 'object',
        required: ['tool', 'results'],
        properties: {
          columnKind: { enum: ['utf16CodeUnits', 'unicodeCodePoints'] },
          tool: {
            type: 'object',
            required: ['driver'],
            properties: {
              driver: {
                type: 'object',
                required: ['name'],
                properties: {
                  name: { type: 'string' },
                  version: { type: 'string' },
                  informationUri: { type: 'string', pattern: '^https://' },
                  rules: {
                    type: 'array',
                    uniqueItems: true,
                    items: {
                      type: 'object',
                      required: ['id'],
                      properties: { id: { type: 'string' }, shortDescription: text },
                    },
                  },
                },
              },
            },
          },
          results: {
            type: 'array',
            items: {
              type: 'object',
              required: ['message'],
              properties: {
                ruleId: { type: 'string' },
                ruleIndex: { type: 'integer', minimum: 0 },
                level: { enum: ['none', 'note', 'warning', 'error'] },
                message: text,
                locations: {
                  type: 'array',
                  items: {
                    type: 'object',
                    properties: {
                      physicalLocation: {
                        type: 'object',
                        required: ['artifactLocation'],
                        properties: {
                          artifactLocation: {
                            type: 'object',
                            properties: { uri: { type: 'string', pattern: '^[A-Za-z0-9._~%/-]+$' } },
                          },
                          region: { type: 'object', properties: { startLine: positive, startColumn: positive } },
                        },
                      },
                    },
                  },
                },
              },
            },
          },
        },
      },
    },
  },
};
