import type { ProfileResult } from '../conformance/report/report-types.js';
import { printable } from '../foundation/terminal-text.js';
import { type ProfileName, profileNames } from '../provider/profiles.js';
import { badgePath } from './badges.js';
import type { CatalogEntry } from './catalog-entry.js';
import { claimedVerdicts } from './claims.js';
import { newestTest } from './evidence.js';
import { installCommands, installTarget } from './install-commands.js';
import { reportPath } from './recorded-report.js';

/** The catalog for programs, as schemas/catalog-index.schema.json describes it. */
export function* catalogIndex(
  entries: readonly CatalogEntry[],
  { showClaims }: { showClaims: boolean },
): Generator<string> {
  const lastTested = newestTest(entries.map(({ evidence }) => evidence)) ?? null;
  yield `{\n  "schemaVersion": 1,\n  "lastTested": ${JSON.stringify(lastTested)},\n  "providers": [`;
  let separator = '\n    ';
  for (const entry of entries) {
    // Two lists around it indent it as deep as it stands in the file.
    const json = printable(JSON.stringify([[indexEntry(entry, showClaims)]], null, 2));
    yield `${separator}${json.slice(listsBefore.length, -listsAfter.length)}`;
    separator = ',\n    ';
  }
  yield entries.length === 0 ? ']\n}\n' : '\n  ]\n}\n';
}

const listsBefore = '[\n  [\n    ';
const listsAfter = '\n  ]\n]';

/** One provider of the index. */
export function indexEntry({ metadata, evidence }: CatalogEntry, showClaims: boolean) {
  const { name, displayName, description, repo, image, tag, digest, capabilities } = metadata;
  const { maintainer, license, maturity, replacedBy, tags, documentation, compatibility } = metadata;
  const claims = showClaims ? claimedVerdicts(metadata.claimed) : undefined;
  return {
    name,
    displayName,
    description,
    repo,
    image,
    tag,
    digest: digest ?? null,
    capabilities,
    maintainer,
    license,
    maturity,
    replacedBy,
    tags: tags ?? [],
    documentation: documentation ?? null,
    compatibility: compatibility ?? {},
    verdict: evidence.verdict,
    profiles: profileVerdicts(evidence),
    evidence: {
      status: evidence.status,
      reasons: evidence.reasons,
      subject: evidence.subject ?? null,
      tiedToImage: evidence.tiedToImage,
      testedAt: evidence.testedAt ?? null,
      suiteVersion: evidence.suiteVersion ?? null,
      report: evidence.status === 'none' ? null : `../${reportPath(name)}`,
    },
    badge: badgePath(name),
    install: { ...installTarget(metadata), commands: installCommands(metadata) },
    claimed: claims,
  };
}

/** A profile that nobody measured is `pending`; one whose result does not hold for the entry is `stale`. */
function profileVerdicts({ status, profiles }: CatalogEntry['evidence']) {
  const unmeasured = { verdict: status === 'stale' ? 'stale' : 'pending' };
  const verdicts: Partial<Record<ProfileName, ProfileResult | typeof unmeasured>> = {};
  for (const name of profileNames) verdicts[name] = profiles[name] ?? unmeasured;
  return verdicts;
}
