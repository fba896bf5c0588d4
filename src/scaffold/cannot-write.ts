import { EnvironmentError, messageOf, VrtgError } from '../foundation/errors.js';
import { exitCodes } from '../foundation/exit-codes.js';

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'not permitted',
  EROFS: 'the file system is read-only',
  ENOSPC: 'no space is left',
  EDQUOT: 'the quota is used up',
  ENAMETOOLONG: 'the path is too long',
  ENOENT: 'a folder above it cannot be made',
};

/** The failure of writing into a folder: exit 6 where it is not allowed, otherwise 1. */
export function cannotWrite(path: string, thrown: unknown): VrtgError {
  if (thrown instanceof VrtgError) return thrown;
  const { code = '' } = thrown as NodeJS.ErrnoException;
  const notAllowed = ['EACCES', 'EPERM', 'EROFS'].includes(code);
  return new EnvironmentError({
    code: notAllowed ? 'NO_PERMISSION' : 'CANNOT_WRITE',
    message: `${path} cannot be written: ${reasons[code] ?? messageOf(thrown)}; nothing was changed`,
    hint: 'Choose a folder that you may write, with --output.',
    exitCode: notAllowed ? exitCodes.notAllowed : exitCodes.no,
    details: { path, ...(code && { reason: code }) },
    cause: thrown,
  });
}
