import { profileResult } from '../conformance/run/profile-results.js';
import type { Finding } from '../provider/metadata/finding.js';
import { profileNames } from '../provider/profiles.js';
import type { TestedEntry } from './read-catalog.js';
import { futureMistakes } from './report-dates.js';
import type { StaleReason } from './stale-reasons.js';

interface Shown {
  /** Where in a report the thing is that differs from the entry. */
  path: readonly string[];
  code: string;
  severity: Finding['severity'];
}

const ofOther = (path: readonly string[]): Shown => ({ path, code: 'report-of-other', severity: 'error' });

/**
 * A new suite makes results stale by itself, which is nobody's mistake in the catalog: a warning. What a report has
 * against itself is a finding for each mistake.
 */
const reasonsShown: Record<Exclude<StaleReason['code'], 'NOT_CREDIBLE'>, Shown> = {
  OTHER_PROVIDER: ofOther(['subject', 'name']),
  OTHER_VERSION: ofOther(['subject', 'version']),
  OTHER_DIGEST: ofOther(['subject', 'digest']),
  OTHER_IMAGE: ofOther(['subject', 'image']),
  OTHER_SUITE: { path: ['suite', 'version'], code: 'report-suite', severity: 'warning' },
  UNKNOWN_SUITE: { path: ['suite', 'digest'], code: 'report-suite', severity: 'warning' },
  OTHER_REPORT: { path: [], code: 'report-hash', severity: 'error' },
};

/**
 * Everything in which a provider's recorded report contradicts itself or the provider's metadata, or was made after `now`
 * where that is given.
 */
export function evidenceFindings(tested: TestedEntry, now?: Date): Finding[] {
  const mistakes = [...tested.mistakes, ...(now ? futureMistakes(tested.report, now) : [])];
  return [...againstItself({ ...tested, mistakes }), ...notOfEntry(tested), ...notAsDeclared(tested)];
}

function againstItself({ mistakes, reportFinding }: TestedEntry): Finding[] {
  const hint = 'Run the conformance tests again; a report is never edited by hand.';
  return mistakes.map(({ code, path, message }) => reportFinding(path, { code, severity: 'error', message, hint }));
}

function notOfEntry({ evidence, reportFinding }: TestedEntry): Finding[] {
  return evidence.reasons.flatMap(({ code, message }) => {
    if (code === 'NOT_CREDIBLE') return [];
    const { path, ...shown } = reasonsShown[code];
    return [
      reportFinding(path, {
        ...shown,
        message: `the report does not hold for this entry: ${message}`,
        hint: 'Run the conformance tests for this version, or remove the report.',
      }),
    ];
  });
}

/** Also where the report does not hold: what it says against the entry is true of some version of it. */
function notAsDeclared({ report, metadata, evidence, reportFinding }: TestedEntry): Finding[] {
  if (evidence.reasons.some(({ code }) => code !== 'NOT_CREDIBLE')) return [];
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
