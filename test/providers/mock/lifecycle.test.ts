import { describe, expect, test } from 'vitest';
import { PowerOp } from '../../../src/provider/contract/generated/provider/v1/provider_pb.js';
import { newName, type Outcome } from '../../support/mock-provider/provider-client.js';
import { absentId } from '../../support/mock-provider/wrapping.js';
import { mockForTests } from './mock.js';

const provider = mockForTests();

describe('a new VM', () => {
  test('has what was asked for', async () => {
    const name = newName();
    const { id } = await provider().call('create', {
      name,
      classJson: '{"CPU":2,"MemoryMiB":768,"Firmware":"UEFI","DiskDefaults":{"SizeGiB":12}}',
      networksJson: '[{"Name":"lan"},{"NetworkName":"dmz","MacAddress":"02:00:00:00:00:01"}]',
      disksJson: '[{"Name":"data","SizeGiB":3,"Type":"thick"}]',
    });
    const vm = await provider().listed(id);
    expect({
      name: vm?.name,
      cpu: vm?.cpu,
      memory: vm?.memoryMib,
      power: vm?.powerState,
      disks: vm?.disks.map(({ sizeGib }) => sizeGib),
      networks: vm?.networks.map((network) => network.name),
      mac: vm?.networks[1]?.mac,
    }).toEqual({
      name,
      cpu: 2,
      memory: 768n,
      power: 'Off',
      disks: [12, 3],
      networks: ['lan', 'dmz'],
      mac: '02:00:00:00:00:01',
    });
  });

  test('has defaults for what was not', async () => {
    const { id } = await provider().call('create', { name: newName() });
    expect(await provider().listed(id)).toMatchObject({ cpu: 1, memoryMib: 1024n, disks: [{ sizeGib: 10 }] });
  });

  test('takes a name that a deleted one had, under another id', async () => {
    const name = newName();
    const first = await provider().vm({ name });
    await provider().outcome('delete', { id: first });
    expect(await provider().vm({ name })).not.toBe(first);
  });

  test('is refused under a name that is there', async () => {
    const name = newName();
    await provider().vm({ name });
    expect(await provider().outcome('create', { name })).toBe('ALREADY_EXISTS');
  });

  const refused: { what: string; request: { name?: string } & Record<string, string> }[] = [
    { what: 'no name', request: { name: '' } },
    { what: 'a class that is cut off', request: { classJson: '{"CPU":' } },
    { what: 'a class that is a list', request: { classJson: '[1]' } },
    { what: 'CPUs as text', request: { classJson: '{"CPU":"two"}' } },
    { what: 'half a CPU', request: { classJson: '{"CPU":0.5}' } },
    { what: 'negative memory', request: { classJson: '{"MemoryMiB":-1}' } },
    { what: 'memory beyond int32', request: { classJson: '{"MemoryMiB":4294967296}' } },
    { what: 'an image that is no JSON', request: { imageJson: 'ubuntu' } },
    { what: 'networks that are an object', request: { networksJson: '{}' } },
    { what: 'a disk that is a number', request: { disksJson: '[3]' } },
    { what: 'placement that is no JSON', request: { placementJson: '{' } },
  ];
  test.each(refused)('is refused with $what', async ({ request }) => {
    expect(await provider().outcome('create', { name: newName(), ...request })).toBe('INVALID_ARGUMENT');
  });

  test('that was refused is not there', async () => {
    const name = newName();
    await provider().outcome('create', { name, classJson: '{' });
    expect((await provider().list()).some((vm) => vm.name === name)).toBe(false);
  });

  test('ignores keys that it does not know, and case', async () => {
    const { id } = await provider().call('create', { name: newName(), classJson: '{"cpu":7,"Quantum":true}' });
    expect((await provider().listed(id))?.cpu).toBe(1);
  });
});

describe('power', () => {
  const courses: { op: string; from: 'On' | 'Off'; to: string; outcome: Outcome }[] = [
    { op: 'ON', from: 'Off', to: 'On', outcome: 'OK' },
    { op: 'ON', from: 'On', to: 'On', outcome: 'OK' },
    { op: 'OFF', from: 'On', to: 'Off', outcome: 'OK' },
    { op: 'OFF', from: 'Off', to: 'Off', outcome: 'OK' },
    { op: 'REBOOT', from: 'On', to: 'On', outcome: 'OK' },
    { op: 'REBOOT', from: 'Off', to: 'Off', outcome: 'TASK_ERROR' },
    { op: 'SHUTDOWN_GRACEFUL', from: 'On', to: 'Off', outcome: 'OK' },
    { op: 'UNSPECIFIED', from: 'On', to: 'On', outcome: 'INVALID_ARGUMENT' },
    { op: 'UNSPECIFIED', from: 'Off', to: 'Off', outcome: 'INVALID_ARGUMENT' },
  ];
  test.each(courses)('$op from $from ends $to with $outcome', async ({ op, from, to, outcome }) => {
    const id = await provider().vm({ on: from === 'On' });
    const request = { id, op: PowerOp[op as keyof typeof PowerOp], gracefulTimeoutSeconds: 2 };
    expect([await provider().outcome('power', request), await provider().power(id)]).toEqual([outcome, to]);
  });

  test('an operation of a later contract is refused', async () => {
    expect(await provider().outcome('power', { id: await provider().vm(), op: 99 as PowerOp })).toBe(
      'INVALID_ARGUMENT',
    );
  });

  test('addresses are there while On only', async () => {
    const id = await provider().vm({ on: true });
    const on = (await provider().call('describe', { id })).ips;
    await provider().outcome('power', { id, op: PowerOp.OFF });
    expect([on.length, (await provider().call('describe', { id })).ips]).toEqual([1, []]);
  });
});

describe('a VM that is not there', () => {
  test('is described as such', async () => {
    expect((await provider().call('describe', { id: await absentId(provider()) })).exists).toBe(false);
  });

  test.each([
    ['delete', { id: 'vm-none' }],
    ['power', { id: 'vm-none', op: PowerOp.ON }],
    ['reconfigure', { id: 'vm-none', desiredJson: '{}' }],
    ['hardwareUpgrade', { id: 'vm-none', targetVersion: 22 }],
    ['snapshotCreate', { vmId: 'vm-none' }],
    ['snapshotRevert', { vmId: 'vm-none', snapshotId: 's' }],
    ['snapshotDelete', { vmId: 'vm-none', snapshotId: 's' }],
    ['clone', { sourceVmId: 'vm-none', targetName: 'clone-of-none' }],
    ['getDiskInfo', { vmId: 'vm-none' }],
    ['delete', { id: '' }],
  ] as const)('%s of it is NOT_FOUND: %o', async (method, request) => {
    expect(await provider().outcome(method, request)).toBe('NOT_FOUND');
  });
});

describe('reconfigure', () => {
  test.each([
    ['CPUs alone', '{"Class":{"CPU":4}}', { cpu: 4, memoryMib: 512n }],
    ['memory alone', '{"Class":{"MemoryMiB":2048}}', { cpu: 1, memoryMib: 2048n }],
    ['nothing', '{}', { cpu: 1, memoryMib: 512n }],
    ['zeros, which mean nothing in Go', '{"Class":{"CPU":0,"MemoryMiB":0}}', { cpu: 1, memoryMib: 512n }],
  ])('changes %s', async (_, desiredJson, sizes) => {
    const id = await provider().vm();
    await provider().outcome('reconfigure', { id, desiredJson });
    expect(await provider().listed(id)).toMatchObject(sizes);
  });

  test('works while On, and leaves it On', async () => {
    const id = await provider().vm({ on: true });
    await provider().outcome('reconfigure', { id, desiredJson: '{"Class":{"CPU":2}}' });
    expect(await provider().listed(id)).toMatchObject({ cpu: 2, powerState: 'On' });
  });

  test('expands the disk that is named and adds one that is not there', async () => {
    const id = await provider().vm({ on: true });
    const desiredJson = '{"Disks":[{"Name":"root","SizeGiB":20},{"Name":"data","SizeGiB":5}]}';
    await provider().outcome('reconfigure', { id, desiredJson });
    expect((await provider().listed(id))?.disks.map(({ sizeGib }) => sizeGib)).toEqual([20, 5]);
  });

  test('that would shrink a disk changes nothing, sizes included', async () => {
    const id = await provider().vm();
    const desiredJson = '{"Class":{"CPU":8},"Disks":[{"Name":"root","SizeGiB":1}]}';
    const outcome = await provider().outcome('reconfigure', { id, desiredJson });
    const vm = await provider().listed(id);
    expect([outcome, vm?.cpu, vm?.disks[0]?.sizeGib]).toEqual(['TASK_ERROR', 1, 10]);
  });

  test.each(['{', '[]', '{"Class":[]}', '{"Disks":{}}'])('refuses %s', async (desiredJson) => {
    const request = { id: await provider().vm(), desiredJson };
    expect(await provider().outcome('reconfigure', request)).toBe('INVALID_ARGUMENT');
  });

  test('leaves other VMs alone', async () => {
    const [id, other] = [await provider().vm(), await provider().vm()];
    const before = await provider().listed(other);
    await provider().outcome('reconfigure', { id, desiredJson: '{"Class":{"CPU":2}}' });
    await provider().outcome('power', { id, op: PowerOp.ON });
    expect(await provider().listed(other)).toEqual(before);
  });
});

describe('hardware upgrade', () => {
  test.each([
    { version: 22, on: false, outcome: 'OK', after: '22' },
    { version: 22, on: true, outcome: 'TASK_ERROR', after: '21' },
    { version: 20, on: false, outcome: 'TASK_ERROR', after: '21' },
    { version: 99, on: false, outcome: 'TASK_ERROR', after: '21' },
  ])('to $version while On is $on: $outcome', async ({ version, on, outcome, after }) => {
    const id = await provider().vm({ on });
    const ended = await provider().outcome('hardwareUpgrade', { id, targetVersion: version });
    expect([ended, (await provider().listed(id))?.providerRaw['hardwareVersion']]).toEqual([outcome, after]);
  });
});
