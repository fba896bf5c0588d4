import assert from 'node:assert/strict';
import { test } from 'node:test';
import { status } from '@grpc/grpc-js';
import { PowerOp } from '../src/contract/generated/provider/v1/provider_pb.js';
import { running } from './support/running.js';

const { client } = await running();

test('a revert brings back the state of its snapshot', async () => {
  const id = await client.createVm('revert');
  const { snapshotId } = await client.finish('snapshotCreate', { vmId: id, nameHint: 'before' });
  await client.finish('reconfigure', { id, desiredJson: '{"Class":{"CPU":4}}' });
  await client.finish('power', { id, op: PowerOp.ON });
  await client.finish('snapshotRevert', { vmId: id, snapshotId });
  const vm = (await client.call('listVMs', {})).vms.find((row) => row.id === id);
  assert.deepEqual([vm?.cpu, vm?.powerState], [1, 'Off']);
});

test('a deleted snapshot cannot be restored', async () => {
  const vmId = await client.createVm('deleted');
  const { snapshotId } = await client.finish('snapshotCreate', { vmId });
  assert.deepEqual((await client.call('getDiskInfo', { vmId })).snapshots, [snapshotId]);
  await client.finish('snapshotDelete', { vmId, snapshotId });
  await assert.rejects(client.call('snapshotRevert', { vmId, snapshotId }), { code: status.NOT_FOUND });
});

test("another VM's snapshot is refused", async () => {
  const [one, other] = [await client.createVm('one'), await client.createVm('other')];
  const { snapshotId } = await client.finish('snapshotCreate', { vmId: one });
  await assert.rejects(client.call('snapshotRevert', { vmId: other, snapshotId }), { code: status.NOT_FOUND });
});
