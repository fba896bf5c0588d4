import { closestWord } from '../../foundation/closest-word.js';
import { UserError } from '../../foundation/errors.js';
import { type Maturity, maturities } from '../../provider/metadata/metadata-types.js';
import { type ProfileName, profileNames } from '../../provider/profiles.js';
import { type EntryVerdict, entryVerdicts } from '../verdicts.js';
import { versionRange } from './version-support.js';

/** What was asked for, as it was written; an absent field asks for nothing. */
export interface ListQuery {
  capability?: readonly string[] | undefined;
  verdict?: readonly string[] | undefined;
  maturity?: readonly string[] | undefined;
  platform?: readonly string[] | undefined;
  tag?: readonly string[] | undefined;
  kubernetes?: string | undefined;
  virtrigaud?: string | undefined;
}

/** The same, checked. Of verdicts and maturities one must fit, of everything else all. */
export interface ListFilter {
  capabilities: ProfileName[];
  verdicts: EntryVerdict[];
  maturities: Maturity[];
  platforms: string[];
  tags: string[];
  /** SemVer ranges. */
  kubernetes?: string;
  virtrigaud?: string;
}

interface WrongValue {
  message: string;
  hint: string;
}

/** Throws one UserError that tells every wrong value. */
export function listFilter(query: ListQuery): ListFilter {
  const wrong: WrongValue[] = [];
  const one = <Known extends string>(flag: string, known: readonly Known[], given: readonly string[] = []) =>
    given.flatMap((value) => {
      const found = known.find((word) => word === value);
      if (found === undefined) wrong.push(unknownWord(flag, value, known));
      return found ?? [];
    });
  const range = (flag: string, given: string | undefined) => {
    const found = given === undefined ? undefined : versionRange(given);
    if (given !== undefined && found === undefined) wrong.push(noRange(flag, given));
    return found;
  };
  const [kubernetes, virtrigaud] = [range('kubernetes', query.kubernetes), range('virtrigaud', query.virtrigaud)];
  const filter: ListFilter = {
    capabilities: one('capability', profileNames, query.capability),
    verdicts: one('verdict', entryVerdicts, query.verdict),
    maturities: one('maturity', maturities, query.maturity),
    platforms: platformsOf(query.platform ?? [], wrong),
    tags: [...(query.tag ?? [])],
    ...(kubernetes !== undefined && { kubernetes }),
    ...(virtrigaud !== undefined && { virtrigaud }),
  };
  const [first] = wrong;
  if (!first) return filter;
  throw new UserError({
    code: 'BAD_FILTER',
    message: wrong.map(({ message }) => message).join('\n'),
    hint: wrong.map(({ hint }) => hint).join('\n'),
  });
}

function unknownWord(flag: string, value: string, known: readonly string[]): WrongValue {
  const meant = closestWord(value, known);
  const list = `Write one of: ${known.join(', ')}.`;
  return {
    message: `--${flag}: "${value}" is not known`,
    hint: meant ? `Did you mean --${flag} ${meant}? ${list}` : list,
  };
}

function noRange(flag: string, value: string): WrongValue {
  return {
    message: `--${flag}: "${value}" is neither a version nor a range of versions`,
    hint: `Write a SemVer version or range, for instance --${flag} 1.28 or --${flag} ">=1.26 <1.30".`,
  };
}

function platformsOf(given: readonly string[], wrong: WrongValue[]): string[] {
  return given.filter((value) => {
    if (/^[a-z0-9]+\/[a-z0-9_]+(\/[a-z0-9]+)?$/.test(value)) return true;
    const hint = /^[a-z0-9_]+$/.test(value)
      ? `Did you mean --platform linux/${value}?`
      : 'Write system/architecture, for instance --platform linux/amd64.';
    wrong.push({ message: `--platform: "${value}" is not a platform`, hint });
    return false;
  });
}
