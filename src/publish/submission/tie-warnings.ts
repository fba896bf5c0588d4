import type { Evidence } from './evidence.js';
import type { PublishedImage } from './published-image.js';

const subjects = { endpoint: 'a running endpoint', command: 'a local command', image: 'an image without a digest' };

/** What weakens the tie between the evidence and the image that is published, in words. */
export function tieWarnings(
  { digest, report }: Evidence,
  { asked, image }: { asked: boolean; image: PublishedImage },
): string[] {
  const { resolved } = image;
  return [
    ...(digest === undefined
      ? [`The suite ran on ${subjects[report.subject.kind]}: the evidence is not tied to the image by a digest.`]
      : []),
    ...(asked && !resolved.known
      ? [`Nobody compared the evidence with what the tag is now: ${resolved.reason.replace(/\.?$/, '.')}`]
      : []),
  ];
}
