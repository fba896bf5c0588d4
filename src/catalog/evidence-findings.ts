import { badgeOf, profileResult } from '../conformance/run/profile-results.js';
import type { Finding } from '../provider/metadata/finding.js';
import { profileNames } from '../provider/profiles.js';
import type { TestedEntry } from './read-catalog.js';
import type { StaleReason } from './stale-reasons.js';

/** Where in a report the thing is that differs from the entry. */
const places: Record<StaleReason['code'], readonly string[]> = {
  OTHER_PROVIDER: ['subject', 'name'],
  OTHER_VERSION: ['subject', 'version'],
  OTHER_DIGEST: ['subject', 'digest'],
  OTHER_IMAGE: ['subject', 'image'],
  OTHER_SUITE: ['suite', 'version'],
};

/** Everything in which a provider's recorded report contradicts itself or the provider's metadata. */
export function evidenceFindings(tested: TestedEntry): Finding[] {
  return [...inconsistent(tested), ...notOfEntry(tested), ...notAsDeclared(tested)];
}

function inconsistent({ report, reportFinding }: TestedEntry): Finding[] {
  const hint = 'Run the conformance tests again; a report is never edited by hand.';
  const found = profileNames.flatMap((name) => {
    const stored = report.profiles[name]?.verdict;
    const { verdict } = profileResult(name, report.tests);
    if (stored === undefined || stored === verdict) return [];
    const message = `the report says ${stored} of the profile ${name}, but its tests say ${verdict}`;
    return [
      reportFinding(['profiles', name, 'verdict'], { code: 'report-inconsistent', severity: 'error', message, hint }),
    ];
  });
  const badge = badgeOf(report.profiles);
  if (report.badge === badge) return found;
  const message = `the report's badge says ${report.badge}, but its profiles say ${badge}`;
  return [...found, reportFinding(['badge'], { code: 'report-inconsistent', severity: 'error', message, hint })];
}

/** A new suite makes results stale by itself, which is nobody's mistake in the catalog: a warning. */
function notOfEntry({ evidence, reportFinding }: TestedEntry): Finding[] {
  return evidence.reasons.map(({ code, message }) =>
    reportFinding(places[code], {
      code: code === 'OTHER_SUITE' ? 'report-suite' : 'report-of-other',
      severity: code === 'OTHER_SUITE' ? 'warning' : 'error',
      message: `the report does not hold for this entry: ${message}`,
      hint: 'Run the conformance tests for this version, or remove the report.',
    }),
  );
}

function notAsDeclared({ report, metadata, evidence, reportFinding }: TestedEntry): Finding[] {
  if (evidence.status !== 'current') return [];
  return profileNames.flatMap((name) => {
    const declared = metadata.capabilities.includes(name);
    const verdict = report.profiles[name] && profileResult(name, report.tests).verdict;
    const finding = (severity: Finding['severity'], message: string, hint: string) => [
      reportFinding(['profiles', name], { code: 'report-capabilities', severity, message, hint }),
    ];
    if (declared && (verdict === 'fail' || verdict === 'skip'))
      return finding(
        'error',
        `the metadata declares ${name}, whose verdict in the report is ${verdict}`,
        `Remove ${name} from capabilities in provider.yaml, or mend the provider and test it again.`,
      );
    if (declared && verdict === undefined)
      return finding(
        'warning',
        `the metadata declares ${name}, which the report does not cover`,
        `Run the conformance tests with the profile ${name} too.`,
      );
    if (!declared && verdict === 'pass')
      return finding(
        'warning',
        `the report passes ${name}, which the metadata does not declare`,
        `Add ${name} to capabilities in provider.yaml.`,
      );
    return [];
  });
}
