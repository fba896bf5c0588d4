// docs/reference/exit-codes.md: the numbers from the code, their meaning from here; a number without a meaning is refused.
import { page, table } from './markdown.mjs';

const meanings = {
  ok: 'done: every asked profile passes or is not declared, everything is valid, or there was nothing to do',
  no: 'the answer is no: a profile fails, metadata is invalid, the catalog is stale',
  usage: 'wrong usage: an unknown flag, a missing value',
  incomplete: 'incomplete: nothing failed, but an asked profile is partial, or evidence could not be reproduced',
  unreachable: 'the provider could not be started or reached',
  leftovers: 'the run left something behind that it could not remove; it is listed',
  notAllowed: 'not authenticated, or not allowed',
  conflict:
    "conflict: someone else's pull request or commits, a downgrade, a moved digest, files in the way; names the override",
  remote: 'GitHub or a registry failed; the same command again continues',
  manual: 'everything is pushed, but the pull request must be opened by hand: the URL is printed',
  bug: 'a bug of ours; says how to report it',
  interrupted: 'interrupted (Ctrl-C); nothing left behind',
  terminated: 'terminated (SIGTERM); nothing left behind',
};

/** Rows of `number, meaning`; throws where the code has a number that is not explained, or the other way round. */
export function exitCodeRows(exitCodes) {
  const unlike = [...Object.keys(exitCodes), ...Object.keys(meanings)].filter(
    (name) => !(name in exitCodes && name in meanings),
  );
  if (unlike.length > 0) throw new Error(`exit codes that are not explained, or not there: ${unlike.join(', ')}`);
  return Object.entries(exitCodes).map(([name, number]) => [String(number), meanings[name]]);
}

export function exitCodesPage(exitCodes) {
  return page('Exit codes', [
    'They are the same for every command, and are never changed. Where several hold, a run of the suite ends with the first of 130, 143, 70, 4, 1, 5, 3.',
    table(['code', 'means'], exitCodeRows(exitCodes)),
    'What a failure is called is in [errors](errors.md).',
  ]);
}
