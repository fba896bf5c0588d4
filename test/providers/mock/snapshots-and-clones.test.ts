import { describe, expect, test } from 'vitest';
import { PowerOp } from '../../../src/provider/contract/generated/provider/v1/provider_pb.js';
import { newName } from '../../support/mock-provider/provider-client.js';
import { mockForTests } from './mock.js';

const provider = mockForTests();

async function take(vmId: string, includeMemory = false): Promise<string> {
  const answer = await provider().call('snapshotCreate', { vmId, nameHint: 'before', includeMemory });
  await provider().settle(answer);
  return answer.snapshotId;
}

async function clone(sourceVmId: string, wish: { linked?: boolean; classJson?: string } = {}): Promise<string> {
  const answer = await provider().call('clone', { sourceVmId, targetName: newName(), ...wish });
  await provider().settle(answer);
  return answer.targetVmId;
}

const grow = (id: string) =>
  provider().outcome('reconfigure', {
    id,
    desiredJson: '{"Class":{"CPU":4,"MemoryMiB":4096},"Disks":[{"Name":"root","SizeGiB":40}]}',
  });

describe('a snapshot', () => {
  test.each([
    { from: 'Off', to: 'On', includeMemory: false },
    { from: 'On', to: 'Off', includeMemory: false },
    { from: 'On', to: 'Off', includeMemory: true },
  ])('brings back sizes, disks and power $from (memory: $includeMemory)', async ({ from, to, includeMemory }) => {
    const id = await provider().vm({ on: from === 'On' });
    const before = await provider().listed(id);
    const snapshotId = await take(id, includeMemory);
    await grow(id);
    await provider().outcome('power', { id, op: to === 'On' ? PowerOp.ON : PowerOp.OFF });
    await provider().outcome('snapshotRevert', { vmId: id, snapshotId });
    expect(await provider().listed(id)).toEqual(before);
  });

  test('can be reverted to again after further changes', async () => {
    const vmId = await provider().vm();
    const request = { vmId, snapshotId: await take(vmId) };
    await provider().outcome('snapshotRevert', request);
    await grow(vmId);
    await provider().outcome('snapshotRevert', request);
    expect((await provider().listed(vmId))?.cpu).toBe(1);
  });

  test('of another VM is not found', async () => {
    const [vmId, other] = [await provider().vm(), await provider().vm()];
    expect(await provider().outcome('snapshotRevert', { vmId, snapshotId: await take(other) })).toBe('NOT_FOUND');
  });

  test('that was deleted is gone, and the others stay', async () => {
    const vmId = await provider().vm();
    const [first, second] = [await take(vmId), await take(vmId)];
    await provider().outcome('snapshotDelete', { vmId, snapshotId: second });
    const outcomes = await Promise.all(
      [first, second].map((snapshotId) => provider().outcome('snapshotRevert', { vmId, snapshotId })),
    );
    expect(outcomes).toEqual(['OK', 'NOT_FOUND']);
  });

  test('is told by GetDiskInfo, with the size that the disk had', async () => {
    const vmId = await provider().vm();
    const snapshotId = await take(vmId);
    await grow(vmId);
    const [now, then] = await Promise.all([
      provider().call('getDiskInfo', { vmId }),
      provider().call('getDiskInfo', { vmId, snapshotId }),
    ]);
    expect([now.snapshots, now.virtualSizeBytes, then.virtualSizeBytes]).toEqual([
      [snapshotId],
      40n * 2n ** 30n,
      10n * 2n ** 30n,
    ]);
  });
});

describe('a clone', () => {
  test('has the hardware of its source, and addresses and disks of its own', async () => {
    const source = await provider().vm({ cpu: 3, memoryMib: 640, on: true });
    const [from, to] = [await provider().listed(source), await provider().listed(await clone(source))];
    expect([to?.cpu, to?.memoryMib, to?.powerState]).toEqual([3, 640n, 'Off']);
    expect(to?.networks[0]?.mac).not.toBe(from?.networks[0]?.mac);
    expect(to?.disks[0]?.path).not.toBe(from?.disks[0]?.path);
  });

  test('has the sizes of its class, where it is given one', async () => {
    const id = await clone(await provider().vm(), { classJson: '{"CPU":5}' });
    expect(await provider().listed(id)).toMatchObject({ cpu: 5, memoryMib: 512n });
  });

  test('changes without its source', async () => {
    const source = await provider().vm();
    const before = await provider().listed(source);
    const id = await clone(source);
    await grow(id);
    await provider().outcome('power', { id, op: PowerOp.ON });
    expect(await provider().listed(source)).toEqual(before);
  });

  test('stays as it is when its source changes', async () => {
    const source = await provider().vm();
    const id = await clone(source);
    const before = await provider().listed(id);
    await grow(source);
    expect(await provider().listed(id)).toEqual(before);
  });

  test('has none of the snapshots', async () => {
    const source = await provider().vm();
    await take(source);
    expect((await provider().call('getDiskInfo', { vmId: await clone(source) })).snapshots).toEqual([]);
  });

  test.each([true, false])('starts after its source was deleted (linked: %s)', async (linked) => {
    const source = await provider().vm();
    const id = await clone(source, { linked });
    await provider().outcome('delete', { id: source });
    await provider().outcome('power', { id, op: PowerOp.ON });
    expect(await provider().power(id)).toBe('On');
  });

  test('that is linked is backed by the disk of its source', async () => {
    const source = await provider().vm();
    const [from, to] = await Promise.all([
      provider().call('getDiskInfo', { vmId: source }),
      provider().call('getDiskInfo', { vmId: await clone(source, { linked: true }) }),
    ]);
    expect(to.backingFile).toBe(from.path);
  });

  test('under a name that is there is refused', async () => {
    const targetName = newName();
    const sourceVmId = await provider().vm({ name: targetName });
    expect(await provider().outcome('clone', { sourceVmId, targetName })).toBe('ALREADY_EXISTS');
  });
});

describe('a prepared image', () => {
  const imageJson = '{"URL":"https://images.example.com/small.qcow2","Format":"qcow2"}';
  const prepare = async (targetName: string, json = imageJson) =>
    (await provider().call('imagePrepare', { imageJson: json, targetName })).preparedImageId;

  test('is the same for the same source and name, in whatever order the keys are', async () => {
    const name = newName();
    const again = '{"Format":"qcow2","URL":"https://images.example.com/small.qcow2"}';
    expect(await prepare(name, again)).toBe(await prepare(name));
  });

  test('is another one under another name', async () => {
    expect(await prepare(newName())).not.toBe(await prepare(newName()));
  });

  test('is another one of another source', async () => {
    const name = newName();
    expect(await prepare(name, '{"URL":"https://images.example.com/large.qcow2"}')).not.toBe(await prepare(name));
  });

  test('backs every VM that is made from it', async () => {
    const { preparedImageId, preparedImagePath } = await provider().call('imagePrepare', {
      imageJson,
      targetName: newName(),
    });
    const byId = await provider().vm({ image: { TemplateName: preparedImageId } });
    const byPath = await provider().vm({ image: { Path: preparedImagePath } });
    const backing = await Promise.all(
      [byId, byPath].map(async (vmId) => (await provider().call('getDiskInfo', { vmId })).backingFile),
    );
    expect(backing).toEqual([preparedImagePath, preparedImagePath]);
  });

  test.each([
    { what: 'no source', request: { imageJson: '{}', targetName: 'image' } },
    { what: 'no name', request: { imageJson, targetName: '' } },
    { what: 'a source that is no JSON', request: { imageJson: 'small', targetName: 'image' } },
  ])('is refused with $what', async ({ request }) => {
    expect(await provider().outcome('imagePrepare', request)).toBe('INVALID_ARGUMENT');
  });
});

describe('what is not declared', () => {
  test.each(['exportDisk', 'importDisk'] as const)('%s is UNIMPLEMENTED', async (method) => {
    const { supportsDiskExport, supportsDiskImport } = await provider().call('getCapabilities', {});
    expect([await provider().outcome(method, {}), supportsDiskExport, supportsDiskImport]).toEqual([
      'UNIMPLEMENTED',
      false,
      false,
    ]);
  });
});
