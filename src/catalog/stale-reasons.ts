import type { ConformanceReport } from '../conformance/report/report-types.js';
import type { ProviderMetadata } from '../provider/metadata/metadata-types.js';

/** Why a recorded report says nothing about an entry. */
export interface StaleReason {
  code:
    | 'OTHER_PROVIDER'
    | 'OTHER_VERSION'
    | 'OTHER_DIGEST'
    | 'OTHER_IMAGE'
    | 'OTHER_SUITE'
    | 'UNKNOWN_SUITE'
    | 'OTHER_REPORT'
    | 'NOT_CREDIBLE';
  /** Continues the sentence "the recorded report does not hold for this entry: ". */
  message: string;
}

export interface Comparison {
  metadata: ProviderMetadata;
  report: ConformanceReport;
  acceptsSuite: (suiteVersion: string) => boolean;
}

/** Every way in which the report is about something else than the entry; empty where it holds. */
export function staleReasons({ metadata, report, acceptsSuite }: Comparison): StaleReason[] {
  const { subject, suite } = report;
  const reasons: StaleReason[] = [];
  if (subject.name !== undefined && subject.name !== metadata.name)
    reasons.push({ code: 'OTHER_PROVIDER', message: `it tested the provider ${subject.name}, not ${metadata.name}` });
  if (subject.version !== undefined && !sameVersion(subject.version, metadata.tag))
    reasons.push({ code: 'OTHER_VERSION', message: `it tested version ${subject.version}, not ${metadata.tag}` });
  if (subject.digest !== undefined && metadata.digest !== undefined && subject.digest !== metadata.digest)
    reasons.push({ code: 'OTHER_DIGEST', message: `it tested the image ${subject.digest}, not ${metadata.digest}` });
  else if (!isImageOf(metadata, subject))
    reasons.push({
      code: 'OTHER_IMAGE',
      message: `it tested the image ${subject.image}, not ${metadata.image}:${metadata.tag}`,
    });
  if (!acceptsSuite(suite.version))
    reasons.push({ code: 'OTHER_SUITE', message: `version ${suite.version} of the suite no longer counts here` });
  return reasons;
}

/** `v1.0.0` and `1.0.0` are one version. */
function sameVersion(one: string, other: string): boolean {
  return one.replace(/^v/, '') === other.replace(/^v/, '');
}

/** Names decide only where no digest does: equal digests are the same image, whatever the mirror is called. */
function isImageOf(metadata: ProviderMetadata, { image, digest }: ConformanceReport['subject']): boolean {
  if (image === undefined) return true;
  if (digest !== undefined && digest === metadata.digest) return true;
  const { repository, tag } = imageReference(image);
  return repository === metadata.image && (tag === undefined || sameVersion(tag, metadata.tag));
}

/** Splits `host:5000/a/b:tag@sha256:...`; a colon before the last slash is a port. */
function imageReference(reference: string): { repository: string; tag?: string } {
  const name = reference.replace(/@.*$/, '');
  const colon = name.lastIndexOf(':');
  if (colon <= name.lastIndexOf('/')) return { repository: name };
  return { repository: name.slice(0, colon), tag: name.slice(colon + 1) };
}
