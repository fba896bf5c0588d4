import assert from 'node:assert/strict';
import { test } from 'node:test';
import { status } from '@grpc/grpc-js';
import { running } from './support/running.js';

const { client } = await running();

for (const linked of [false, true]) {
  test(`a ${linked ? 'linked' : 'full'} clone is a VM of its own`, async () => {
    const sourceVmId = await client.createVm(`source-${linked}`);
    const { targetVmId } = await client.finish('clone', { sourceVmId, targetName: `clone-${linked}`, linked });
    await client.finish('reconfigure', { id: targetVmId, desiredJson: '{"Class":{"CPU":4}}' });
    const { vms } = await client.call('listVMs', {});
    const cpus = [sourceVmId, targetVmId].map((id) => vms.find((vm) => vm.id === id)?.cpu);
    assert.deepEqual(cpus, [1, 4]);
  });
}

test('an absent source is refused', async () => {
  await assert.rejects(client.call('clone', { sourceVmId: 'x', targetName: 'y' }), { code: status.NOT_FOUND });
});
