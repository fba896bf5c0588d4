import { redactCommandLine, redactSecrets } from '../../foundation/redact-secrets.js';
import type { ConformanceReport } from './report-types.js';

/** The report as it may be stored or shown: no secrets in parameters and command lines. Idempotent. */
export function redactReport(report: ConformanceReport): ConformanceReport {
  const { subject, parameters, reproduce } = report;
  return {
    ...report,
    subject: { ...subject, ...(subject.command && { command: redactCommandLine(subject.command) }) },
    parameters: redactSecrets(parameters) as Record<string, unknown>,
    reproduce: redactCommandLine(reproduce),
  };
}
