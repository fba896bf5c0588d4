/**
 * SemVer of the suite. Major: a provider that passed may now fail. Minor: tests were added that a correct provider
 * passes. Patch: texts only.
 */
export const suiteVersion = '2.0.0';
