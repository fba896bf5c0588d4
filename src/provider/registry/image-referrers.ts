import { isAttestation } from './describe-image.js';
import { type FetchedManifest, findManifest, refused } from './image-access.js';
import { type ManifestDocument, parseObject, readManifest } from './manifest-document.js';
import { indexTypes } from './media-types.js';
import type { RegistrySession } from './registry-session.js';
import type { ImageReferrer } from './registry-types.js';

const mostPages = 10;
const mostAttestations = 32;
const inToto = 'application/vnd.in-toto+json';
const predicateKeys = ['in-toto.io/predicate-type', 'predicateType', 'dev.sigstore.bundle.predicateType'];

/** cosign's tags, and what it calls their contents. */
const cosignTypes = {
  sig: 'application/vnd.dev.cosign.artifact.sig.v1+json',
  att: 'application/vnd.dev.cosign.artifact.att.v1+json',
  sbom: 'application/vnd.dev.cosign.artifact.sbom.v1+json',
} as const;

/** Everything that says of itself that it refers to a digest; nobody checked a signature. Sorted, each once. */
export async function findReferrers(session: RegistrySession, subject: FetchedManifest): Promise<ImageReferrer[]> {
  const tag = subject.digest.replace(':', '-');
  const found = [
    ...((await byApi(session, subject.digest)) ?? (await byTagSchema(session, tag, subject.digest))),
    ...(await byCosignTags(session, tag)),
    ...(await insideIndex(session, subject.document)),
  ];
  const once = new Map(found.map((referrer) => [`${referrer.digest} ${referrer.artifactType}`, referrer]));
  return [...once.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, referrer]) => referrer);
}

/** Undefined where the registry has no such API: some answer with an error, a web page, or a redirect to their web site. */
async function byApi(session: RegistrySession, digest: string): Promise<ImageReferrer[] | undefined> {
  const found: ImageReferrer[] = [];
  let path: string | undefined = `referrers/${digest}`;
  for (let page = 0; path !== undefined && page < mostPages; page += 1) {
    const response = await session.get({ path, accept: indexTypes[0] ?? '', staysHome: true });
    const isMissing = response.status !== 200 || parseObject(response.body) === undefined;
    if (isMissing && page === 0 && isNoSuchApi(response.status)) return undefined;
    if (isMissing) throw refused(session, { reference: digest, response });
    const contentType = response.headers.get('content-type') ?? '';
    found.push(...entriesOf(readManifest(response.body, { contentType, name: `the referrers of ${digest}` })));
    path = nextPage(response.headers.get('link'), { from: response.url, digest });
  }
  return found;
}

function isNoSuchApi(status: number): boolean {
  return (status >= 200 && status < 400) || [400, 404, 405, 406, 415, 501].includes(status);
}

async function byTagSchema(session: RegistrySession, tag: string, subject: string): Promise<ImageReferrer[]> {
  const fetched = await findManifest(session, tag);
  // GitLab's registry reads the tag as the digest: then this is the image itself, and its entries are its platforms.
  return fetched && fetched.digest !== subject ? entriesOf(fetched.document) : [];
}

function entriesOf(document: ManifestDocument): ImageReferrer[] {
  if (document.kind !== 'index') return [];
  return document.manifests.map(({ digest, artifactType, mediaType, annotations }) => ({
    digest,
    artifactType: artifactType ?? mediaType,
    annotations,
  }));
}

async function byCosignTags(session: RegistrySession, tag: string): Promise<ImageReferrer[]> {
  const found: ImageReferrer[] = [];
  for (const [suffix, artifactType] of Object.entries(cosignTypes)) {
    const fetched = await findManifest(session, `${tag}.${suffix}`);
    if (fetched) found.push({ digest: fetched.digest, artifactType, annotations: summaryOf(fetched.document) });
  }
  return found;
}

/** What BuildKit puts into the index itself: one referrer for each statement. */
async function insideIndex(session: RegistrySession, document: ManifestDocument): Promise<ImageReferrer[]> {
  if (document.kind !== 'index') return [];
  const found: ImageReferrer[] = [];
  for (const entry of document.manifests.filter(isAttestation).slice(0, mostAttestations)) {
    const fetched = await findManifest(session, entry.digest);
    if (fetched?.document.kind !== 'manifest') continue;
    for (const layer of fetched.document.layers.filter(({ mediaType }) => mediaType === inToto)) {
      found.push({
        digest: layer.digest,
        artifactType: inToto,
        annotations: { ...entry.annotations, ...layer.annotations },
      });
    }
  }
  return found;
}

/** Annotations of a manifest, with the predicates of its layers, which cosign writes there only. */
function summaryOf(document: ManifestDocument): Record<string, string> {
  const layers = document.kind === 'manifest' ? document.layers : [];
  const predicates = layers.flatMap(({ annotations }) => predicateKeys.flatMap((key) => annotations[key] ?? []));
  const all = [...new Set(predicates)].sort().join(',');
  return { ...document.annotations, ...(all !== '' && { predicateType: all }) };
}

function nextPage(link: string | null, { from, digest }: { from: URL; digest: string }): string | undefined {
  const target = /<([^>]*)>\s*;[^,]*\brel="?next"?/i.exec(link ?? '')?.[1];
  if (target === undefined || !URL.canParse(target, from.href)) return undefined;
  const url = new URL(target, from);
  const at = url.pathname.indexOf(`/referrers/${digest}`);
  return url.origin === from.origin && at !== -1 ? `referrers/${digest}${url.search}` : undefined;
}
