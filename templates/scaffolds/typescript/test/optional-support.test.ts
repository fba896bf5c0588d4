import assert from 'node:assert/strict';
import { test } from 'node:test';
import { status } from '@grpc/grpc-js';
import { OwnHypervisor } from '../src/hypervisor/own-hypervisor.js';
import { running } from './support/running.js';

// A hypervisor with nothing but the methods of the core profile.
const { client } = await running(new OwnHypervisor());

test('what the hypervisor lacks is not declared', async () => {
  const declared = await client.call('getCapabilities', {});
  const flags = Object.entries(declared).filter(([name]) => name.startsWith('supports'));
  assert.deepEqual([...new Set(flags.map(([, value]) => value))], [false]);
});

for (const [method, what] of [
  ['snapshotCreate', 'snapshots'],
  ['snapshotRevert', 'snapshots'],
  ['snapshotDelete', 'snapshots'],
  ['clone', 'clones'],
  ['imagePrepare', 'prepared images'],
] as const) {
  test(`${method} is unimplemented`, async () => {
    const details = `this provider has no ${what}`;
    await assert.rejects(client.call(method, {}), { code: status.UNIMPLEMENTED, details });
  });
}
