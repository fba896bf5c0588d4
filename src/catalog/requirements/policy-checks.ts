import { createRequire } from 'node:module';
import { versionRange } from '../list/version-support.js';
import type { PolicyId } from './catalog-requirements.js';
import type { RequirementFacts } from './requirement-facts.js';
import { met, notMet, type RequirementCheck, unknown } from './requirement-types.js';

type Semver = typeof import('semver');
/** semver is loaded only where a checklist is made. */
const semver = () => createRequire(import.meta.url)('semver') as Semver;

const migration = /\b(?:migrat\w+|upgrad\w+|breaking change)/i;

export const policyChecks: Record<PolicyId, (facts: RequirementFacts) => RequirementCheck[]> = {
  'semantic-version': ({ metadata: { tag } }) => [
    semver().valid(tag) === null ? notMet(`${tag} is no semantic version`) : met(`${tag} is a semantic version`),
  ],
  'current-virtrigaud': (facts) => [withReleases(facts, current)],
  'two-minor-versions': (facts) => [withReleases(facts, twoMinors)],
  migration: (facts) => [migrationCheck(facts)],
};

interface Releases {
  /** As the entry writes it. */
  declared: string;
  /** Stable releases that the entry says it works with, and all of them; newest first. */
  fitting: string[];
  all: string[];
}

function withReleases(
  { metadata, virtrigaud }: RequirementFacts,
  check: (releases: Releases) => RequirementCheck,
): RequirementCheck {
  const declared = metadata.compatibility?.virtrigaud;
  if (declared === undefined) return unknown('the entry names no VirtRigaud versions');
  if (!virtrigaud.known)
    return unknown(`the entry says ${declared}; the releases of VirtRigaud are not known: ${virtrigaud.reason}`);
  const { prerelease, rcompare, satisfies, valid } = semver();
  const all = virtrigaud.value.filter((version) => valid(version) && prerelease(version) === null).sort(rcompare);
  if (all.length === 0) return unknown(`the entry says ${declared}; VirtRigaud has no release to hold it against`);
  const range = versionRange(declared);
  if (range === undefined) return unknown(`the entry says ${declared}, which is no range of versions`);
  return check({ declared, all, fitting: all.filter((version) => satisfies(version, range)) });
}

function current({ declared, all, fitting }: Releases): RequirementCheck {
  const [newest = ''] = all;
  if (fitting[0] === newest) return met(`the entry says ${declared}, which holds the current ${newest}; not tested`);
  return notMet(`the entry says ${declared}, which leaves out the current ${newest}`);
}

function twoMinors({ declared, all, fitting }: Releases): RequirementCheck {
  const minors = (versions: string[]) => [
    ...new Set(versions.map((version) => `${semver().major(version)}.${semver().minor(version)}`)),
  ];
  const held = minors(fitting);
  if (held.length >= 2)
    return met(`the entry says ${declared}, which holds ${held.slice(0, 3).join(', ')}; not tested`);
  if (minors(all).length < 2) return unknown(`VirtRigaud has one minor version only: ${minors(all).join(', ')}`);
  return notMet(`the entry says ${declared}, which holds ${held.join(', ') || 'no release'}`);
}

/** Before 1.0.0 a minor version may break too. */
function migrationCheck({ metadata: { tag }, page, previousTag }: RequirementFacts): RequirementCheck {
  if (!previousTag.known) return unknown(`the version before ${tag} is not known: ${previousTag.reason}`);
  const before = previousTag.value;
  if (before === null) return met(`${tag} is the first version in the catalog`);
  const { major, minor, valid } = semver();
  if (!valid(before) || !valid(tag)) return unknown(`${before} and ${tag} cannot be compared`);
  const breaks = major(tag) !== major(before) || (major(tag) === 0 && minor(tag) !== minor(before));
  if (!breaks) return met(`${before} to ${tag} breaks nothing by its version`);
  return migration.test(page)
    ? met(`${before} to ${tag} may break, and page.md speaks of the migration`)
    : notMet(`${before} to ${tag} may break, and page.md says nothing of a migration`);
}
