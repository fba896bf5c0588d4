import { describe, expect, it } from 'vitest';
import { testPattern } from '../../src/conformance/test-pattern.js';
import { type ProfileName, profileNames } from '../../src/provider/profiles.js';

const read = (source: string, profiles: readonly ProfileName[] = profileNames) =>
  testPattern(source, { flag: '--focus', profiles });

describe('a filter of tests', () => {
  it.each(['power', '^power-on$', 'clone|snapshot', 'absent'])('"%s" is taken', (source) => {
    expect(read(source)?.source).toBe(source);
  });

  it.each([
    ['pover-on', 'power-on'],
    ['^describe-creatd$', 'describe-created'],
    ['power-on-and-off', 'power-on'],
  ])('"%s" matches no test, and %s is near', (source, near) => {
    expect(() => read(source)).toThrow(
      expect.objectContaining({ code: 'NO_SUCH_TEST', exitCode: 2, hint: expect.stringContaining(near) }),
    );
  });

  it('matches no test of the profiles that are asked for', () => {
    expect(() => read('^clone-full$', ['core'])).toThrow(
      expect.objectContaining({ message: expect.stringContaining('matches no test of core') }),
    );
  });

  it('is no regular expression', () => {
    expect(() => read('(')).toThrow(expect.objectContaining({ code: 'BAD_REGEX', exitCode: 2 }));
  });
});
