import { describe, expect, it } from 'vitest';
import { mergeReports } from '../../src/conformance/report/merge-reports.js';
import type { ConformanceReport } from '../../src/conformance/report/report-types.js';
import {
  idsOfShard,
  inAnotherShard,
  inEveryShard,
  parseShard,
  resultOfShard,
} from '../../src/conformance/report/shard.js';
import { suite } from '../../src/conformance/suite/suite.js';
import { profileNames } from '../../src/provider/profiles.js';
import { defectNamed } from '../support/mock-provider/defects.js';
import type { StartMockOptions } from '../support/mock-provider/start-mock.js';
import { runOnMock } from './run-on-mock.js';

describe('the parts of the suite', () => {
  it.each([1, 2, 3, 7, 100])('of %i hold each test once, apart from those of each', (total) => {
    const parts = Array.from({ length: total }, (_none, place) => idsOfShard(suite, { index: place + 1, total }));
    for (const { id } of suite) {
      expect([id, parts.filter((ids) => ids.has(id)).length]).toEqual([id, inEveryShard.has(id) ? total : 1]);
    }
  });

  it('weigh about the same', () => {
    const loads = [1, 2, 3].map((index) => {
      const ids = idsOfShard(suite, { index, total: 3 });
      return suite.filter(({ id }) => ids.has(id)).reduce((sum, { weight = 1 }) => sum + Math.max(1, weight), 0);
    });
    expect(Math.max(...loads) - Math.min(...loads)).toBeLessThanOrEqual(2);
  });

  it('are named I/N', () => {
    expect(parseShard('2/3')).toEqual({ index: 2, total: 3 });
  });

  it.each(['0/3', '4/3', '1', '1/0', '-1/2', '1/2/3', 'a/b', '1/1001', ''])('are not named "%s"', (text) => {
    expect(() => parseShard(text)).toThrow(expect.objectContaining({ code: 'BAD_SHARD', exitCode: 2 }));
  });
});

const told = ({ tests, profiles, badge, parameters, reproduce }: ConformanceReport) => ({
  tests: tests.map(({ id, verdict }) => `${id} ${verdict}`),
  profiles,
  badge,
  parameters,
  reproduce,
});

describe('the shards of a run, merged, say what the whole run says', () => {
  it.each<[string, StartMockOptions]>([
    ['of the mock', {}],
    ['of one that ignores Power On', { defect: defectNamed('power-on-ignored') }],
  ])('%s', async (_what, mock) => {
    const options = { profiles: profileNames, settleMs: 200, skip: /^create-sizes$/ };
    const shards: ConformanceReport[] = [];
    for (const index of [1, 2, 3]) {
      const shard = { index, total: 3 };
      shards.push(await runOnMock(mock, { ...options, shard, reproduce: `vcts run --shard ${index}/3` }));
    }
    for (const report of shards) report.subject.endpoint = '127.0.0.1:9443';
    const merged = mergeReports(shards.map((report, place) => ({ file: `${place + 1}.json`, report })));
    expect(told(merged)).toEqual(told(await runOnMock(mock, options)));
    for (const { profiles, tests } of shards) {
      expect(Object.values(profiles).map(({ verdict }) => verdict)).not.toContain('pass');
      expect(tests.filter(({ reason }) => reason === inAnotherShard).length).toBeGreaterThan(40);
    }
  });
});

describe('a lone shard', () => {
  const passed = { verdict: 'pass' as const, covered: 1, testable: 1, total: 1 };

  it('does not pass a profile that it had all tests of', () => {
    expect(resultOfShard(passed, { index: 1, total: 2 })).toEqual({ ...passed, verdict: 'partial' });
    expect(resultOfShard({ ...passed, verdict: 'fail' }, { index: 1, total: 2 }).verdict).toBe('fail');
  });

  it('that is the whole passes', () => {
    expect(resultOfShard(passed, { index: 1, total: 1 })).toEqual(passed);
  });
});
