import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ConformanceReport, TestResult } from '../../../src/conformance/report/report-types.js';
import { packageRoot } from '../../../src/foundation/package-info.js';
import { hostileTexts } from '../../catalog/hostile-texts.js';
import { seededTexts } from '../../catalog/seeded-texts.js';

export const goldenFolder = join(packageRoot, 'test', 'golden', 'conformance-report');

/** A run of VCTS on a mock with defects, with fixed times, and with the verdicts added that such a run does not have. */
export function recordedReport(): ConformanceReport {
  return JSON.parse(readFileSync(join(goldenFolder, 'report.json'), 'utf8')) as ConformanceReport;
}

export function testNamed(report: ConformanceReport, id: string): TestResult {
  const found = report.tests.find((test) => test.id === id);
  if (!found) throw new Error(`the recorded report has no test ${id}`);
  return found;
}

/** Texts that a provider or a stranger's report may hold. */
export const strangeTexts: readonly string[] = [
  ...hostileTexts,
  ...seededTexts(60),
  ']]>',
  '<![CDATA[ x ]]>',
  '</code></pre></style></script><script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' onmouseover='alert(1)",
  'nul \u0000 and all of \u0001\u0002\u0008\u000b\u000c\u001f',
  'lone \ud800 high and \udc00 low',
  'not characters \ufffe \uffff',
  '# TODO not yet',
  'x # SKIP no',
  '\\# \\\\# \\',
  '  ---\n  a: 1\n  ...\nok 2 - smuggled',
  'Bail out! now',
  '1..0',
  'TAP version 14',
  '\n\n',
  ' ',
  'x'.repeat(5_000),
];

/** The recorded report with that text wherever a report has a free text. */
export function reportHolding(text: string): ConformanceReport {
  const report = recordedReport();
  return {
    ...report,
    suite: { ...report.suite, version: text },
    tool: { ...report.tool, version: text },
    subject: { kind: 'command', command: text, image: text, endpoint: text, name: text, version: text },
    capabilities: report.capabilities && { ...report.capabilities, supportedDiskTypes: [text] },
    parameters: { fixtures: { [`key ${text}`]: [text] } },
    tests: report.tests.map((test, index) => ({
      ...test,
      id: `${index} ${text}`,
      capability: text,
      reason: text,
      ...(test.exchange && {
        exchange: test.exchange.slice(0, 2).map((call) => ({
          ...call,
          method: text,
          status: text,
          message: text,
          request: { [text]: text, list: [text] },
          response: text,
        })),
      }),
    })),
    untestable: [{ profile: 'core', capability: text, reason: text }],
    leftovers: [{ kind: 'vm', id: text, name: text, removable: false, reason: text }],
    providerOutput: text,
    reproduce: text,
  };
}
