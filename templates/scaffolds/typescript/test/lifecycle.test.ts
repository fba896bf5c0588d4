import assert from 'node:assert/strict';
import { test } from 'node:test';
import { status } from '@grpc/grpc-js';
import { PowerOp } from '../src/contract/generated/provider/v1/provider_pb.js';
import type { TestClient } from './support/client.js';
import { running } from './support/running.js';

const { client } = await running();

const row = async (id: string) => (await client.call('listVMs', {})).vms.find((vm) => vm.id === id);
const powerOf = async (id: string) => (await client.call('describe', { id })).powerState;

test('a VM is made with the sizes, disks and networks asked for', async () => {
  const { id } = await client.finish('create', {
    name: 'whole',
    classJson: '{"CPU":3,"MemoryMiB":2048}',
    imageJson: '{"TemplateName":"small"}',
    disksJson: '[{"Name":"data","SizeGiB":7}]',
    networksJson: '[{"Name":"lan","MacAddress":"02:00:00:00:00:01"}]',
  });
  const vm = await row(id);
  assert.equal(vm?.name, 'whole');
  assert.equal(vm.cpu, 3);
  assert.equal(vm.memoryMib, 2048n);
  assert.deepEqual(
    vm.disks.map(({ sizeGib }) => sizeGib),
    [10, 7],
  );
  assert.deepEqual(
    vm.networks.map(({ name, mac }) => [name, mac]),
    [['lan', '02:00:00:00:00:01']],
  );
});

test('power operations change the power state', async () => {
  const id = await client.createVm('power');
  for (const [op, after] of [
    [PowerOp.ON, 'On'],
    [PowerOp.REBOOT, 'On'],
    [PowerOp.SHUTDOWN_GRACEFUL, 'Off'],
    [PowerOp.ON, 'On'],
    [PowerOp.OFF, 'Off'],
  ] as const) {
    await client.finish('power', { id, op });
    assert.equal(await powerOf(id), after);
  }
});

test('sizes are changed while it is Off', async () => {
  const id = await client.createVm('sizes');
  await client.finish('reconfigure', { id, desiredJson: '{"Class":{"CPU":2,"MemoryMiB":1024}}' });
  const vm = await row(id);
  assert.equal(vm?.cpu, 2);
  assert.equal(vm.memoryMib, 1024n);
});

test('a running VM is changed as far as that is declared', async () => {
  const id = await client.createVm('online');
  await client.finish('power', { id, op: PowerOp.ON });
  const change = client.finish('reconfigure', {
    id,
    desiredJson: '{"Class":{"CPU":2},"Disks":[{"Name":"root","SizeGiB":20}]}',
  });
  // scaffold:if advanced
  await change;
  const vm = await row(id);
  assert.deepEqual([vm?.cpu, vm?.disks[0]?.sizeGib, vm?.powerState], [2, 20, 'On']);
  // scaffold:end
  // scaffold:if not advanced
  await assert.rejects(change, { code: status.FAILED_PRECONDITION });
  // scaffold:end
});

test('a deleted VM is gone, and its name can be used again', async () => {
  const id = await client.createVm('again');
  await client.finish('delete', { id });
  assert.equal((await client.call('describe', { id })).exists, false);
  assert.notEqual(await client.createVm('again'), id);
});

test('changes of one VM keep their order', async () => {
  const id = await client.createVm('order');
  const changes = [PowerOp.ON, PowerOp.OFF, PowerOp.ON].map((op) => client.finish('power', { id, op }));
  await Promise.all(changes);
  assert.equal(await powerOf(id), 'On');
});

const refusals: [string, (calling: TestClient) => Promise<unknown>, status][] = [
  ['a VM without a name', (calling) => calling.call('create', {}), status.INVALID_ARGUMENT],
  ['JSON that is none', (calling) => calling.call('create', { name: 'a', classJson: '{' }), status.INVALID_ARGUMENT],
  [
    'JSON of another kind',
    (calling) => calling.call('create', { name: 'a', disksJson: '{}' }),
    status.INVALID_ARGUMENT,
  ],
  [
    'a size that is none',
    (calling) => calling.call('create', { name: 'a', classJson: '{"CPU":-1}' }),
    status.INVALID_ARGUMENT,
  ],
  [
    'a second VM of one name',
    async (calling) => [await calling.createVm('b'), await calling.createVm('b')],
    status.ALREADY_EXISTS,
  ],
  ['power of an absent VM', (calling) => calling.call('power', { id: 'x', op: PowerOp.ON }), status.NOT_FOUND],
  ['delete of an absent VM', (calling) => calling.call('delete', { id: 'x' }), status.NOT_FOUND],
  ['reconfigure of an absent VM', (calling) => calling.call('reconfigure', { id: 'x' }), status.NOT_FOUND],
  [
    'no power operation',
    async (calling) => calling.call('power', { id: await calling.createVm('c') }),
    status.INVALID_ARGUMENT,
  ],
  ['a task without an id', (calling) => calling.call('taskStatus', {}), status.INVALID_ARGUMENT],
  ['an unknown task', (calling) => calling.call('taskStatus', { task: { id: 'x' } }), status.NOT_FOUND],
  ['export of a disk', (calling) => calling.call('exportDisk', {}), status.UNIMPLEMENTED],
  ['import of a disk', (calling) => calling.call('importDisk', {}), status.UNIMPLEMENTED],
  ['hardware upgrade', (calling) => calling.call('hardwareUpgrade', {}), status.UNIMPLEMENTED],
];

for (const [what, ask, code] of refusals) {
  test(`refuses ${what}`, () => assert.rejects(ask(client), { code }));
}
