import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { listTests } from '../../src/conformance/suite/list-tests.js';
import { packageRoot } from '../../src/foundation/package-info.js';
import { profileNames } from '../../src/provider/profiles.js';

const documented = readFileSync(new URL('../fixtures/conformance/documented-tests.txt', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line) => line.split(' '));

describe('the suite', () => {
  it('has the digest of its own sources', () => {
    const { status, stderr } = spawnSync(process.execPath, ['scripts/update-suite-digest.mjs', '--check'], {
      cwd: packageRoot,
      encoding: 'utf8',
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });

  it('has every documented test, with its profile and level, and no other', () => {
    const { tests } = listTests(profileNames);
    expect(tests.map(({ id, profile, level }) => `${id} ${profile} ${level}`).sort()).toEqual(
      documented.map((words) => words.join(' ')).sort(),
    );
  });

  it('names each test once', () => {
    const ids = listTests(profileNames).tests.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('covers every capability that is not untestable', () => {
    const { tests, untestable } = listTests(profileNames);
    const covered = new Set(tests.flatMap(({ capability }) => capability.split(' ')).filter(Boolean));
    expect(untestable.filter(({ capability }) => covered.has(capability))).toEqual([]);
    expect(covered.size + untestable.length).toBe(19);
  });
});
