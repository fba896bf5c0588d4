import type { ImageConfiguration, ImageReferrer } from '../../provider/registry/registry-types.js';
import type { RequirementFacts } from './requirement-facts.js';
import { met, notMet, type RequirementCheck, unknown } from './requirement-types.js';

const signatureTypes = /sigstore|notary|cosign[^/]*\.(?:sig|simplesigning)|simplesigning|signature/i;
const bomTypes = /spdx|cyclonedx|sbom|syft/i;

/** What of the usual practices can be seen from outside; nothing here looks at the source. */
export function securityChecks(facts: RequirementFacts): RequirementCheck[] {
  return [
    imageUser(facts),
    ...chartPrivileges(facts),
    referrer(facts, { what: 'signature', types: signatureTypes, remark: '; who signed was not verified' }),
    referrer(facts, { what: 'SBOM', types: bomTypes, remark: '' }),
    sameImage(facts),
    source(facts),
    transport(facts),
  ];
}

function imageUser({ image: { configurations } }: RequirementFacts): RequirementCheck {
  if (!configurations.known) return unknown(`the image's user is not known: ${configurations.reason}`);
  const all = configurations.value;
  if (all.length === 0) return unknown('the image has no configuration for any platform');
  const root = all.filter(({ user }) => isRoot(user));
  const where = (of: readonly ImageConfiguration[]) => of.map(({ platform }) => platform).join(', ');
  if (root.length > 0) return notMet(`the image runs as root on ${where(root)}`);
  const users = [...new Set(all.map(({ user }) => user))].join(', ');
  return met(`the image runs as user ${users} on ${where(all)}`);
}

/** No user is root; so is user 0 in every spelling, whatever the group. */
function isRoot(user: string): boolean {
  const [name = ''] = user.trim().split(':');
  return name === '' || name === 'root' || /^\+?0+$/.test(name);
}

const privileges: readonly [path: RegExp, given: (value: unknown) => boolean, what: string][] = [
  [/(^|\.)runAsUser$/, (value) => Number(value) === 0, 'runs as root'],
  [/(^|\.)runAsNonRoot$/, (value) => String(value) === 'false', 'allows root'],
  [/(^|\.)privileged$/, (value) => String(value) === 'true', 'runs privileged'],
  [/(^|\.)allowPrivilegeEscalation$/, (value) => String(value) === 'true', 'allows privilege escalation'],
  [/(^|\.)host(?:Network|PID|IPC)$/, (value) => String(value) === 'true', "shares the host's namespaces"],
];

function chartPrivileges({ metadata }: RequirementFacts): RequirementCheck[] {
  const values = Object.entries(metadata.install?.values ?? {});
  const asked = values.flatMap(([path, value]) =>
    privileges.filter(([named, given]) => named.test(path) && given(value)).map(([, , what]) => `${path}: ${what}`),
  );
  if (asked.length > 0) return [notMet(`the installation asks for privileges: ${asked.join('; ')}`)];
  return [met('the installation asks for no privileges')];
}

interface Wanted {
  what: string;
  types: RegExp;
  remark: string;
}

function referrer({ image: { referrers } }: RequirementFacts, { what, types, remark }: Wanted): RequirementCheck {
  if (!referrers.known) return unknown(`whether the image has a ${what} is not known: ${referrers.reason}`);
  const found = referrers.value.find((candidate) => types.test(typesOf(candidate)));
  if (!found) return notMet(`no ${what} refers to the image`);
  return met(`the image has a ${what} (${found.artifactType})${remark}`);
}

/** Attestations say what they hold in an annotation only. */
function typesOf({ artifactType, annotations }: ImageReferrer): string {
  const predicates = Object.entries(annotations).filter(([key]) => /predicate-?type/i.test(key));
  return [artifactType, ...predicates.map(([, value]) => value)].join(' ');
}

function sameImage({ metadata, image: { resolved } }: RequirementFacts): RequirementCheck {
  const { digest, tag } = metadata;
  if (digest === undefined) return unknown('the entry names no digest, so the tag may name another image tomorrow');
  if (!resolved.known) return unknown(`what the tag ${tag} names now is not known: ${resolved.reason}`);
  const now = resolved.value.digest;
  return now === digest
    ? met(`the tag ${tag} still names ${digest}`)
    : notMet(`the tag ${tag} names ${now} now, not ${digest}`);
}

/** Labels are optional: where they are missing nothing is known, where they contradict the entry something is wrong. */
function source({ metadata, image: { configurations } }: RequirementFacts): RequirementCheck {
  if (!configurations.known) return unknown(`the image's labels are not known: ${configurations.reason}`);
  const label = (name: string) => [
    ...new Set(
      configurations.value.flatMap(({ labels, annotations }) => {
        const key = `org.opencontainers.image.${name}`;
        return labels[key] ?? annotations[key] ?? [];
      }),
    ),
  ];
  const [sources, versions, licenses] = [label('source'), label('version'), label('licenses')];
  const wrong = [
    ...sources.filter((text) => !sameRepository(text, metadata.repo)).map((text) => `source is ${text}`),
    ...versions.filter((text) => plain(text) !== plain(metadata.tag)).map((text) => `version is ${text}`),
    ...licenses.filter((text) => text !== metadata.license).map((text) => `licenses is ${text}`),
  ];
  if (wrong.length > 0) return notMet(`labels org.opencontainers.image.* contradict the entry: ${wrong.join('; ')}`);
  if (sources.length === 0) return unknown('no label org.opencontainers.image.source ties the image to its repository');
  return met(`the image's label org.opencontainers.image.source names ${metadata.repo}`);
}

const plain = (version: string) => version.replace(/^v/, '');

function sameRepository(one: string, other: string): boolean {
  const bare = (url: string) =>
    url
      .replace(/\.git$/, '')
      .replace(/\/+$/, '')
      .toLowerCase();
  return bare(one) === bare(other) || bare(one).startsWith(`${bare(other)}/`);
}

function transport({ report, evidence, reportMistakes }: RequirementFacts): RequirementCheck {
  const seen = evidence.status === 'current' && reportMistakes.length === 0 ? report?.operations?.transport : undefined;
  if (seen === undefined) return unknown('whether it serves over TLS was not measured');
  if (seen === 'plaintext') return unknown('it was tested over plaintext, so nobody knows whether it serves over TLS');
  return met(seen === 'mutual-tls' ? 'it was tested over mutual TLS' : 'it was tested over TLS');
}
