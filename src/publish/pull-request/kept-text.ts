const begin = /<!-- vrtg-provider:begin content=(sha256:[0-9a-f]{64}) -->/;

/** A body as it is on GitHub, taken apart. */
export interface BodyParts {
  /** The hash of the content that the generated part describes; undefined where there is no generated part. */
  contentHash?: string;
  /** What people wrote before and behind the generated part, as it is. */
  before: string;
  after: string;
}

/** Wraps the generated part in the markers by which it is found again. The markers are comments, which GitHub hides. */
export function withMarkers(generated: string, contentHash: string): string {
  return `<!-- vrtg-provider:begin content=${contentHash} -->\n${generated.trim()}\n${endMarker(contentHash)}`;
}

export function takeApart(body: string): BodyParts {
  const text = body.replaceAll('\r\n', '\n');
  const found = begin.exec(text);
  if (!found?.[1]) return { before: '', after: text.trim() === '' ? '' : text };
  const marker = endMarker(found[1]);
  const end = text.indexOf(marker, found.index);
  return {
    contentHash: found[1],
    before: text.slice(0, found.index),
    after: end === -1 ? '' : text.slice(end + marker.length),
  };
}

/** The new body: a new generated part in the place of the old one, with what people wrote around it. */
export function replaceGenerated(existing: string, generated: string): string {
  const { before, after, contentHash } = takeApart(existing);
  if (contentHash === undefined && after !== '') return `${generated}\n\n${after}`;
  return `${before}${generated}${after}`;
}

/** GitHub refuses longer texts. */
const longestBody = 65_536;

/**
 * The new body as GitHub takes it: with the short form of the generated part where people wrote much. Undefined where
 * even that is too long; then the old one stays.
 */
export function fittingBody(existing: string, { body, brief }: { body: string; brief: string }): string | undefined {
  return [body, brief].map((text) => replaceGenerated(existing, text)).find((text) => text.length <= longestBody);
}

function endMarker(contentHash: string): string {
  return `<!-- vrtg-provider:end content=${contentHash} -->`;
}
