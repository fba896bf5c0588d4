import { closestWord } from '../foundation/closest-word.js';
import { UserError } from '../foundation/errors.js';
import type { ProfileName } from '../provider/profiles.js';
import { listTests } from './suite/list-tests.js';

interface Pattern {
  /** `--focus` or `--skip`. */
  flag: string;
  profiles: readonly ProfileName[];
}

/**
 * The expression of a filter. Throws UserError where it is none, and where no test of the profiles has such an id: a
 * filter that does nothing is a mistake.
 */
export function testPattern(source: string | undefined, { flag, profiles }: Pattern): RegExp | undefined {
  if (source === undefined) return undefined;
  const pattern = expression(source, flag);
  const ids = listTests(profiles).tests.map(({ id }) => id);
  if (ids.some((id) => pattern.test(id))) return pattern;
  const near = nearTo(source, ids);
  throw new UserError({
    code: 'NO_SUCH_TEST',
    message: `${flag} ${source} matches no test of ${profiles.join(', ')}`,
    hint: `${near.length > 0 ? `Close ids: ${near.join(', ')}. ` : ''}\`vcts list --profile ${profiles.join(',')}\` shows them all.`,
  });
}

function expression(source: string, flag: string): RegExp {
  try {
    return new RegExp(source);
  } catch (thrown) {
    throw new UserError({
      code: 'BAD_REGEX',
      message: `${flag} ${source} is no regular expression: ${(thrown as Error).message}`,
      hint: 'Test ids are listed by `vcts list`; a part of an id is a pattern too.',
      cause: thrown,
    });
  }
}

const mostNear = 5;

/** The ids that a mistyped one most likely means: the closest of each alternative, else those that share a word. */
function nearTo(source: string, ids: readonly string[]): string[] {
  const words = source.split(/[^a-z0-9-]+/i).filter((word) => word !== '');
  const closest = words.flatMap((word) => closestWord(word, ids) ?? []);
  if (closest.length > 0) return [...new Set(closest)].slice(0, mostNear);
  const parts = words.flatMap((word) => word.toLowerCase().split('-')).filter((part) => part.length > 2);
  return ids.filter((id) => parts.some((part) => id.includes(part))).slice(0, mostNear);
}
