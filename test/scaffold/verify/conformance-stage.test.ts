import { expect, test } from 'vitest';
import type { ConformanceReport } from '../../../src/conformance/report/report-types.js';
import { judge } from '../../../src/scaffold/verify/conformance-stage.js';
import { reportFixture } from '../../catalog/report-fixture.js';

const failing = { id: 'power-on', profile: 'core', capability: '', level: 'required', durationMs: 1 } as const;
const result = { covered: 0, testable: 1, total: 1 };
const core = { verdict: 'pass', ...result } as const;

test.each<[string, Partial<ConformanceReport>, object]>([
  ['everything passes', { profiles: { core } }, { exitCode: 0, status: 'passed' }],
  [
    'a test fails',
    {
      profiles: { core: { ...core, verdict: 'fail' } },
      tests: [{ ...failing, verdict: 'fail', reason: 'it stayed Off' }],
    },
    {
      exitCode: 1,
      status: 'failed',
      reason: '1 test fails: core',
      output: ['fail power-on: it stayed Off'],
      hint: "These alone, with every exchange in a file: `cd ./acme && vcts run . --focus '^(power-on)$' --trace trace.ndjson`",
    },
  ],
  [
    'something could not run',
    {
      profiles: { core: { ...core, verdict: 'partial' } },
      tests: [{ ...failing, verdict: 'could-not-run', reason: 'no fixture' }],
    },
    { exitCode: 3, status: 'incomplete', reason: 'not everything could be measured: core' },
  ],
  [
    'what is claimed is not declared',
    { profiles: { core, snapshot: { ...result, verdict: 'skip' }, clone: { ...result, verdict: 'skip' } } },
    {
      exitCode: 1,
      status: 'failed',
      reason: 'provider.yaml lists snapshot, and the provider does not declare it in GetCapabilities',
    },
  ],
  [
    'a VM stays behind',
    {
      profiles: { core },
      leftovers: [{ kind: 'vm', id: '7', name: 'vcts-a-1', removable: true, reason: 'Delete failed' }],
    },
    { exitCode: 5, status: 'failed', reason: 'left behind: vm vcts-a-1' },
  ],
  [
    'the provider dies',
    { profiles: { core }, ended: 'provider-lost' },
    { exitCode: 4, status: 'failed', reason: 'the run ended early: provider-lost', hint: expect.stringMatching(/log/) },
  ],
  [
    'it is interrupted',
    {
      profiles: { core: { ...core, verdict: 'partial' } },
      ended: 'interrupted',
      tests: [{ ...failing, verdict: 'could-not-run', reason: 'the run ended before it began' }],
    },
    { exitCode: 130, status: 'failed', reason: 'the run ended early: interrupted' },
  ],
])('where %s', (_what, part, expected) => {
  const whole = reportFixture({ subject: { kind: 'command', command: './provider' } });
  const report = { ...whole, tests: [], leftovers: [], ...part };
  expect(judge(report, { directory: './acme', claimed: ['core', 'snapshot'] })).toMatchObject(expected);
});

test('after an interrupt what did not run is not explained one by one', () => {
  const whole = reportFixture({ subject: { kind: 'command', command: './provider' } });
  const tests = [{ ...failing, verdict: 'could-not-run' as const, reason: 'the run ended before it began' }];
  const judgement = judge({ ...whole, tests, ended: 'interrupted' }, { directory: '.', claimed: ['core'] });
  expect(judgement).not.toHaveProperty('output');
  expect(judgement).not.toHaveProperty('hint');
});
