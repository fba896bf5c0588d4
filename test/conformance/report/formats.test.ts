import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { formatNames, formatOf, formatReport } from '../../../src/conformance/report/formats.js';
import { testVerdicts } from '../../../src/conformance/report/report-types.js';
import { goldenFolder, recordedReport } from './recorded-report.js';

const golden = { json: 'report.json', junit: 'report.xml', md: 'report.md', html: 'report.html', tap: 'report.tap' };

describe('a report with every verdict', () => {
  it('is what the golden files are made from', () => {
    const verdicts = new Set(recordedReport().tests.map(({ verdict }) => verdict));
    expect([...verdicts].toSorted()).toEqual([...testVerdicts].toSorted());
  });

  it.each(formatNames)('as %s is the golden file', async (format) => {
    await expect(await formatReport(recordedReport(), format)).toMatchFileSnapshot(join(goldenFolder, golden[format]));
  });
});

it.each([
  ['a.json', 'json'],
  ['a.xml', 'junit'],
  ['a.MD', 'md'],
  ['dir.tap/a.html', 'html'],
  ['a.tap', 'tap'],
  ['a.docx', undefined],
  ['json', undefined],
])('%s names the format %s', (file, format) => {
  expect(formatOf(file)).toBe(format);
});

it('leaves secrets out of every format', async () => {
  const report = {
    ...recordedReport(),
    subject: { kind: 'command' as const, command: './provider --password hunter2hunter2' },
    parameters: {
      fixtures: { image: { pullSecret: 'hunter2hunter2', URL: 'https://me:hunter2hunter2@example.com/x' } },
    },
    reproduce: "vcts run --exec './provider --password hunter2hunter2'",
  };
  for (const format of formatNames) expect(await formatReport(report, format)).not.toContain('hunter2hunter2');
});
