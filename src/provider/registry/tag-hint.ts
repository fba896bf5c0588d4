import { closestWord } from '../../foundation/closest-word.js';
import { cut, printableLine } from '../../foundation/terminal-text.js';
import { parseObject } from './manifest-document.js';
import type { RegistrySession } from './registry-session.js';

const mostShown = 5;

/** What a repository has instead of a tag; undefined where the registry does not tell. */
export async function tagHint(session: RegistrySession, wanted: string): Promise<string | undefined> {
  const response = await session.get({ path: 'tags/list?n=1000', accept: 'application/json' }).catch(() => undefined);
  if (response?.status !== 200) return undefined;
  const list = parseObject(response.body)?.['tags'];
  // Signatures are kept under tags that nobody means.
  const tags = (Array.isArray(list) ? list : []).filter(
    (tag): tag is string => typeof tag === 'string' && !/^sha256-[0-9a-f]{64}/.test(tag),
  );
  if (tags.length === 0) return 'The repository has no tags: push the image first.';
  const bare = (tag: string) => tag.replace(/^v/, '');
  const meant = tags.find((tag) => bare(tag) === bare(wanted)) ?? closestWord(wanted, tags);
  const others = tags.filter((tag) => tag !== meant).slice(-mostShown);
  const shown = [...(meant === undefined ? [] : [meant]), ...others.reverse()].slice(0, mostShown);
  const more = tags.length > shown.length ? ` and ${tags.length - shown.length} more` : '';
  const names = shown.map((tag) => printableLine(cut(tag, 128))).join(', ');
  return `${meant === undefined ? '' : `Did you mean ${printableLine(cut(meant, 128))}? `}The repository has the tags ${names}${more}.`;
}
