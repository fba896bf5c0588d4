import { toolVersion } from '../../../foundation/package-info.js';
import type { Finding } from '../finding.js';
import { findingCodes } from '../finding-codes.js';

/** A SARIF 2.1.0 log with one run, as code scanning takes it. */
export function findingsAsSarif(findings: readonly Finding[]): object {
  const codes = [...new Set(findings.map(({ code }) => code))].sort();
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'vrtg-provider',
            version: toolVersion,
            informationUri: 'https://github.com/projectbeskar/vrtg-provider',
            rules: codes.map((id) => ({ id, shortDescription: { text: findingCodes[id] ?? id } })),
          },
        },
        columnKind: 'utf16CodeUnits',
        results: findings.map((finding) => toResult(finding, codes.indexOf(finding.code))),
      },
    ],
  };
}

function toResult({ file, line, column, code, severity, message, hint }: Finding, ruleIndex: number): object {
  const region = { startLine: line, startColumn: column };
  return {
    ruleId: code,
    ruleIndex,
    level: severity,
    message: { text: hint === undefined ? message : `${message}. ${hint}` },
    locations: [{ physicalLocation: { artifactLocation: { uri: fileUri(file) }, region } }],
  };
}

/** A relative reference, but for a path on another drive of Windows; what means something in one is escaped. */
function fileUri(file: string): string {
  const [, drive = '', path = file] = /^([A-Za-z]:)(\/.*)$/.exec(file) ?? [];
  const escaped = path.split('/').map(encodeURIComponent).join('/');
  return drive === '' ? escaped : `file:///${drive}${escaped}`;
}
