import { status } from '@grpc/grpc-js';
import { describe, expect, it } from 'vitest';
import { notFound, ProviderFailure } from '../../providers/mock/src/provider-failure.js';
import { VMInfo } from '../../src/provider/contract/generated/provider/v1/provider_pb.js';
import type { MockParts } from '../support/mock-provider/changes.js';
import { answering } from '../support/mock-provider/wrapping.js';
import { runOnMock } from './run-on-mock.js';

const declaring = ({ handlers }: MockParts) =>
  answering(handlers.getCapabilities, (declared) => ({
    ...declared,
    supportsDiskExport: true,
    supportedExportFormats: ['qcow2'],
    supportedExportBackends: ['nfs'],
  }));
const exportOnly = { profiles: ['advanced'] as const, focus: /^export-bad-backend$/ };
const unimplemented = () => {
  throw new ProviderFailure(status.UNIMPLEMENTED, 'no such backend');
};

describe('an unknown backend that is UNIMPLEMENTED', () => {
  it('is a refusal where a declared one is known (vSphere)', async () => {
    const { tests } = await runOnMock(
      {
        variant: {
          apply: (parts) => ({
            getCapabilities: declaring(parts),
            exportDisk: ({ backendType }) => {
              if (backendType === 'nfs') throw notFound('the destination does not exist');
              return unimplemented();
            },
          }),
        },
      },
      exportOnly,
    );
    expect(tests.find(({ id }) => id === 'export-bad-backend')).toMatchObject({ verdict: 'pass' });
  });

  it('is a warning where the declared one is UNIMPLEMENTED too', async () => {
    const { tests } = await runOnMock(
      { variant: { apply: (parts) => ({ getCapabilities: declaring(parts), exportDisk: unimplemented }) } },
      exportOnly,
    );
    expect(tests.find(({ id }) => id === 'export-bad-backend')).toMatchObject({ verdict: 'warn' });
  });
});

it('an image that ListVMs showed before the run is not left behind by it (vSphere)', async () => {
  const found = { id: 'vm-template', name: 'golden-image' };
  const { leftovers } = await runOnMock(
    {
      variant: {
        apply: ({ handlers }) => ({
          listVMs: answering(handlers.listVMs, (answer) => ({
            ...answer,
            vms: [...answer.vms, VMInfo.fromPartial({ ...found, powerState: 'Off' })],
          })),
          imagePrepare: answering(handlers.imagePrepare, (answer) => ({
            ...answer,
            preparedImageId: found.id,
            preparedImagePath: '',
          })),
        }),
      },
    },
    { profiles: ['image-prepare'], focus: /^image-prepare-location$/ },
  );
  expect(leftovers).toEqual([]);
});
