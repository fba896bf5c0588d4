import { expect, test } from 'vitest';
import { noLatency, parseLatency } from '../../../providers/mock/src/latency.js';

test.each([
  ['none', {}],
  ['create=2s,clone=10s', { create: 2_000, clone: 10_000 }],
  ['snapshot=500ms', { 'snapshot-create': 500, 'snapshot-revert': 500, 'snapshot-delete': 500 }],
  ['realistic,none', {}],
  ['power=1s,power=0', {}],
])('%s', (text, changed) => {
  expect(parseLatency(text)).toEqual({ ...noLatency, ...changed });
});

test('realistic can be changed for one operation', () => {
  const { create, clone } = parseLatency('realistic,clone=1m');
  expect([create, clone]).toEqual([2_000, 60_000]);
});

test.each(['', 'fast', 'create', 'create=', 'create=fast', 'launch=1s', 'create=2s,'])('%j is refused', (text) => {
  expect(() => parseLatency(text)).toThrow(/is not a (latency|duration)/);
});
