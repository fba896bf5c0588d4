import assert from 'node:assert/strict';
import { test } from 'node:test';
import { status } from '@grpc/grpc-js';
import { running } from './support/running.js';

const { client } = await running();
const imageJson = '{"URL":"https://images.example.com/small.qcow2"}';

test('the same source under the same name is prepared once', async () => {
  const first = await client.finish('imagePrepare', { imageJson, targetName: 'small' });
  const again = await client.finish('imagePrepare', { imageJson, targetName: 'small' });
  const other = await client.finish('imagePrepare', { imageJson, targetName: 'another' });
  assert.equal(again.preparedImageId, first.preparedImageId);
  assert.notEqual(other.preparedImageId, first.preparedImageId);
});

test('an image without a source is refused', async () => {
  await assert.rejects(client.call('imagePrepare', { targetName: 'small' }), { code: status.INVALID_ARGUMENT });
});
