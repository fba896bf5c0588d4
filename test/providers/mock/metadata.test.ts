import { join } from 'node:path';
import { expect, test } from 'vitest';
import { packageRoot, toolVersion } from '../../../src/foundation/package-info.js';
import { loadMetadata } from '../../../src/provider/metadata/load-metadata.js';
import { validatePaths } from '../../../src/provider/metadata/validate-paths.js';
import { newName } from '../../support/mock-provider/provider-client.js';
import { mockForTests } from './mock.js';

const provider = mockForTests();
const { metadata } = loadMetadata(join(packageRoot, 'providers/mock/provider.yaml'));
const fixtures = metadata?.fixtures ?? {};

test('the metadata and the page are valid', () => {
  expect(validatePaths(['providers/mock'], { cwd: packageRoot })).toMatchObject({ valid: true, findings: [] });
});

test('the version is that of the tool, which it is a part of', () => {
  expect(metadata?.tag).toBe(toolVersion);
});

test('the profiles are those that it declares', async () => {
  const declared = await provider().call('getCapabilities', {});
  const profiles = [
    'core',
    declared.supportsSnapshots && 'snapshot',
    (await provider().outcome('clone', { sourceVmId: await provider().vm(), targetName: newName() })) === 'OK' &&
      'clone',
    declared.supportsImageImport && 'image-prepare',
    declared.supportsReconfigureOnline && declared.supportsDiskExpansionOnline && 'advanced',
  ];
  expect(metadata?.capabilities).toEqual(profiles);
});

test('the class and image of the fixtures make a VM, whose disk they expand', async () => {
  const answer = await provider().call('create', {
    name: newName(),
    classJson: JSON.stringify(fixtures.class),
    imageJson: JSON.stringify(fixtures.image),
  });
  const desiredJson = JSON.stringify({ Disks: [fixtures.expandDisk] });
  await provider().outcome('reconfigure', { id: answer.id, desiredJson });
  const vm = await provider().listed(answer.id);
  expect([vm?.cpu, vm?.memoryMib, vm?.disks[0]?.sizeGib]).toEqual([1, 512n, 20]);
});

test('the image source of the fixtures can be prepared', async () => {
  const request = { imageJson: JSON.stringify(fixtures.imageSource), targetName: newName() };
  expect(await provider().outcome('imagePrepare', request)).toBe('OK');
});
