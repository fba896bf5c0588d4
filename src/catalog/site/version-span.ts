/** The versions from the first number on to before the second, each as one number; 0 in its place where nothing ends it. */
export type VersionSpan = [from: number, before: number];

const version = String.raw`v?(\d+)(?:\.(\d+))?(?:\.(\d+))?(?:-[0-9A-Za-z.-]+)?`;
const stated = new RegExp(`^${version}(?:(\\+)| - ${version})?$`);

/**
 * What a stated range of versions holds, for comparing in a browser without semver: `1.25+`, `1.25`, `1.25 - 1.31`.
 * Prereleases count as their version. 0 where nothing is stated.
 */
export function versionSpan(text: string | undefined): VersionSpan | 0 {
  const parts = text === undefined ? undefined : stated.exec(text)?.slice(1);
  if (!parts) return 0;
  const [major, minor, patch, open, ...last] = parts;
  const from = code(major, minor, patch);
  if (open !== undefined) return [from, 0];
  return [from, last[0] === undefined ? after(major, minor, patch) : after(last[0], last[1], last[2])];
}

function code(major = '0', minor = '0', patch = '0'): number {
  return Number(major) * 1e8 + Number(minor) * 1e4 + Number(patch);
}

/** `1.25` is every 1.25.x. */
function after(major = '0', minor?: string, patch?: string): number {
  if (minor === undefined) return code(major) + 1e8;
  return patch === undefined ? code(major, minor) + 1e4 : code(major, minor, patch) + 1;
}
