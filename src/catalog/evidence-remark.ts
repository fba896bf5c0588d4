import { profileNames } from '../provider/profiles.js';
import type { Evidence } from './evidence.js';

const subjects = { endpoint: 'a running endpoint', command: 'a local command', image: 'an image' } as const;

/** What the page must add to the badge so that nobody reads more into it than was measured; undefined for nothing. */
export function evidenceRemark(evidence: Evidence): string | undefined {
  if (evidence.status === 'none') return 'pending; no test result has been recorded';
  if (evidence.status === 'stale') {
    const reasons = evidence.reasons.map(({ message }) => message).join('; ');
    return `stale; the result of ${evidence.testedAt} does not hold for this entry: ${reasons}`;
  }
  const parts = [verdictDetail(evidence), tie(evidence)].filter((part) => part !== undefined);
  return parts.length > 0 ? [evidence.verdict, ...parts].join('; ') : undefined;
}

function verdictDetail({ verdict, profiles }: Evidence): string | undefined {
  if (verdict === 'pending') return 'the recorded result does not cover the core profile';
  if (verdict !== 'fail') return undefined;
  const below = profileNames.flatMap((name) => {
    const result = profiles[name];
    return result && result.verdict !== 'pass' && result.verdict !== 'skip' ? [`${name} ${result.verdict}`] : [];
  });
  return below.join(', ');
}

function tie({ tiedToImage, subject }: Evidence): string | undefined {
  if (tiedToImage || !subject) return undefined;
  const missing = subject === 'image' ? 'an image whose digest is not recorded with the entry' : subjects[subject];
  return `tested with ${missing}, so the verdict is not tied to the image`;
}
