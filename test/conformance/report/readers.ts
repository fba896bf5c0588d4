import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { parse } from 'parse5';
import { Parser } from 'tap-parser';
import { type FormatName, formatNames, formatReport } from '../../../src/conformance/report/formats.js';
import type { ConformanceReport } from '../../../src/conformance/report/report-types.js';
import { packageRoot } from '../../../src/foundation/package-info.js';
import { parseXml } from './xml-tree.js';

const schema = JSON.parse(readFileSync(join(packageRoot, 'schemas', 'conformance-report.schema.json'), 'utf8'));
const validate = new Ajv2020({ strict: false }).compile(schema);
const xsd = join(packageRoot, 'test', 'conformance', 'report', 'junit.xsd');
const hasXmllint = spawnSync('xmllint', ['--version']).status === 0;

/** What a strict reader of each format says against the text of a report; a point a test is asked of TAP. */
const readers: Record<FormatName, (text: string, report: ConformanceReport) => string[]> = {
  json: (text) => {
    validate(JSON.parse(text));
    return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
  },
  junit: (text) => {
    parseXml(text);
    if (!hasXmllint) return [];
    const { status, stderr } = spawnSync('xmllint', ['--noout', '--schema', xsd, '-'], {
      input: text,
      encoding: 'utf8',
    });
    return status === 0 ? [] : [stderr];
  },
  html: (text) => {
    const mistakes: string[] = [];
    parse(text, { onParseError: ({ code, startLine }) => mistakes.push(`${code} in line ${startLine}`) });
    return mistakes;
  },
  tap: (text, { tests }) => {
    const mistakes: string[] = [];
    const parser = new Parser();
    let points = 0;
    parser.on('extra', (line: string) => mistakes.push(`no TAP: ${line}`));
    parser.on('assert', () => {
      points += 1;
    });
    parser.end(text);
    return points === tests.length ? mistakes : [...mistakes, `${points} points for ${tests.length} tests`];
  },
  md: () => [],
};

// biome-ignore lint/suspicious/noControlCharactersInRegex: that there are none is what is asked
const unprintable = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;

/** Everything that is wrong with a report, in any of its formats; empty for a valid one. */
export async function mistakesIn(report: ConformanceReport): Promise<string[]> {
  const mistakes = await Promise.all(
    formatNames.map(async (format) => {
      const text = await formatReport(report, format);
      const found = readers[format](text, report);
      return [...found, ...(unprintable.test(text) ? ['holds control characters'] : [])].map(
        (one) => `${format}: ${one}`,
      );
    }),
  );
  return mistakes.flat();
}
