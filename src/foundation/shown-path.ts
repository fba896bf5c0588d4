import nodePath from 'node:path';

/** What paths are made of on a platform: `node:path`, its `posix` or its `win32`. */
export type PathRules = Pick<nodePath.PlatformPath, 'relative' | 'sep'>;

/** A path of this machine as data, reports and messages have it: with slashes on every platform. Replacing copies, also where nothing changes. */
export function withSlashes(path: string, { sep }: Pick<PathRules, 'sep'> = nodePath): string {
  return sep === '/' ? path : path.replaceAll(sep, '/');
}

/** A path as it is seen from a directory, with slashes; on another drive of Windows the path itself. */
export function seenFrom(directory: string, path: string, rules: PathRules = nodePath): string {
  return withSlashes(rules.relative(directory, path), rules);
}
