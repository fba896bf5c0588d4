import type { RequirementFacts } from './requirement-facts.js';
import { met, notMet, type RequirementCheck, unknown } from './requirement-types.js';

const dayMs = 86_400_000;
/** A repository in which nobody committed for longer is not actively maintained. */
const longestSilenceDays = 365;

export function maintenanceChecks(facts: RequirementFacts): RequirementCheck[] {
  const { metadata, repository } = facts;
  if (metadata.maturity === 'deprecated') return [notMet('the entry says that it is deprecated')];
  if (!repository.known) return [unknown(`${metadata.repo} was not looked at: ${repository.reason}`)];
  const { archived, hasIssues } = repository.value;
  return [
    archived ? notMet(`${metadata.repo} is archived`) : lastCommit(facts, repository.value.lastCommit),
    licence(metadata.license, repository.value.license),
    hasIssues
      ? met(`${metadata.repo} takes issues; ${metadata.maintainer} answers for it`)
      : unknown(`${metadata.repo} takes no issues; whether ${metadata.maintainer} answers was not tried`),
  ];
}

function lastCommit({ now }: RequirementFacts, date: string): RequirementCheck {
  const days = Math.floor((now.getTime() - Date.parse(date)) / dayMs);
  if (Number.isNaN(days)) return unknown(`the date of the last commit cannot be read: ${date}`);
  const day = date.slice(0, 10);
  return days <= longestSilenceDays
    ? met(`the last commit is of ${day}`)
    : notMet(
        `the last commit is of ${day}, ${days} days ago; more than ${longestSilenceDays} are no active maintenance`,
      );
}

/** An expression of several licences is held by none of the host's single answers alone. */
function licence(declared: string, found: string | null): RequirementCheck {
  if (found === null || found === 'NOASSERTION')
    return unknown(`the repository's host recognises no licence; the entry says ${declared}`);
  const parts = declared.split(/\s+(?:AND|OR|WITH)\s+|[()\s]+/).filter((part) => part !== '');
  const same = parts.some((part) => bare(part) === bare(found));
  return same
    ? met(`the repository is licensed under ${found}`)
    : notMet(`the repository is licensed under ${found}, the entry says ${declared}`);
}

/** GitHub writes GPL-3.0 for what SPDX calls GPL-3.0-only and GPL-3.0-or-later. */
function bare(identifier: string): string {
  return identifier
    .replace(/-(?:only|or-later)$/, '')
    .replace(/\+$/, '')
    .toLowerCase();
}
