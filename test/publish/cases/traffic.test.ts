import { expect, test } from 'vitest';
import { measureTraffic } from './traffic-measurement.js';

test('a publish into ten thousand providers moves 128 KiB and ten requests at most, three for a noop', async () => {
  const rows = await measureTraffic(10_000);
  expect(rows.map(({ action }) => action)).toEqual([
    'created',
    'noop',
    'updated',
    'noop',
    'created',
    'created',
    'created',
    'updated',
  ]);
  for (const { what, action, requests, bytes } of rows) {
    expect(requests, what).toBeLessThanOrEqual(action === 'noop' ? 3 : 10);
    expect(bytes, what).toBeLessThanOrEqual(128 * 1024);
  }
}, 180_000);
