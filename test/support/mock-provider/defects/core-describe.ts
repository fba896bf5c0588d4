import { status } from '@grpc/grpc-js';
import { DescribeResponse } from '../../../../src/provider/contract/generated/provider/v1/provider_pb.js';
import { defectsOf, RawAnswer } from '../changes.js';
import { absentId, answering, internal, lowerCase, never, pause, refusing, whenAbsent } from '../wrapping.js';

const vendorWord = <Info extends { powerState: string }>(info: Info): Info => ({
  ...info,
  powerState: info.powerState === 'On' ? 'poweredOn' : 'poweredOff',
});

export const describeDefects = defectsOf('core', [
  {
    id: 'describe-denies-existing',
    catches: 'describe-created',
    summary: 'Describe says exists=false of a VM that is there',
    apply: () => ({ describe: () => DescribeResponse.fromPartial({ exists: false }) }),
    shows: async (provider) => !(await provider.call('describe', { id: await provider.vm() })).exists,
  },
  {
    id: 'describe-too-large',
    catches: 'describe-created',
    summary: 'Describe answers 5 MiB, more than the manager takes',
    apply: ({ handlers }) => ({
      describe: answering(handlers.describe, (answer) => ({
        ...answer,
        providerRawJson: JSON.stringify({ log: 'x'.repeat(5 * 1024 * 1024) }),
      })),
    }),
    shows: async (provider) =>
      (await provider.outcome('describe', { id: await provider.vm() })) === 'RESOURCE_EXHAUSTED',
  },
  {
    id: 'describe-invalid-utf8',
    catches: 'describe-created',
    summary: 'Describe answers a console URL that is not UTF-8',
    apply: ({ handlers }) => ({
      describe: async (request) => {
        const bytes = DescribeResponse.encode(await handlers.describe(request)).finish();
        return new RawAnswer(Buffer.concat([bytes, Buffer.from([0x22, 0x02, 0xc3, 0x28])]));
      },
    }),
    shows: async (provider) => (await provider.outcome('describe', { id: await provider.vm() })) === 'INTERNAL',
  },
  {
    id: 'describe-not-protobuf',
    catches: 'describe-created',
    summary: 'Describe answers bytes that are no message',
    apply: () => ({ describe: () => new RawAnswer(Buffer.from('<html>not found</html>')) }),
    shows: async (provider) => (await provider.outcome('describe', { id: await provider.vm() })) === 'INTERNAL',
  },
  {
    id: 'describe-slow',
    catches: 'describe-created',
    summary: 'Describe takes longer than the caller waits',
    limits: { callTimeoutMs: 2_500 },
    apply: ({ handlers }) => ({
      describe: async (request) => {
        await pause(6_000);
        return handlers.describe(request);
      },
    }),
    shows: async (provider) =>
      (await provider.outcome('describe', { id: await provider.vm() }, { timeoutMs: 300 })) === 'DEADLINE_EXCEEDED',
  },
  {
    id: 'describe-never-answers',
    catches: 'describe-created',
    summary: 'Describe never answers',
    limits: { callTimeoutMs: 2_000 },
    apply: () => ({ describe: never }),
    shows: async (provider) =>
      (await provider.outcome('describe', { id: await provider.vm() }, { timeoutMs: 300 })) === 'DEADLINE_EXCEEDED',
  },
  {
    id: 'power-state-lower-case',
    catches: 'describe-power-enum',
    summary: 'power states are spelled on and off',
    apply: ({ handlers }) => ({
      describe: answering(handlers.describe, lowerCase),
      listVMs: answering(handlers.listVMs, (answer) => ({ ...answer, vms: answer.vms.map(lowerCase) })),
    }),
    shows: async (provider) => (await provider.power(await provider.vm())) === 'off',
  },
  {
    id: 'power-state-vendor-word',
    catches: 'describe-power-enum',
    summary: 'power states are spelled poweredOn and poweredOff',
    apply: ({ handlers }) => ({
      describe: answering(handlers.describe, (answer) => (answer.exists ? vendorWord(answer) : answer)),
      listVMs: answering(handlers.listVMs, (answer) => ({ ...answer, vms: answer.vms.map(vendorWord) })),
    }),
    shows: async (provider) => (await provider.power(await provider.vm())) === 'poweredOff',
  },
  {
    id: 'raw-json-garbage',
    catches: 'describe-raw-json',
    summary: 'provider_raw_json is no JSON',
    apply: ({ handlers }) => ({
      describe: answering(handlers.describe, (answer) => ({ ...answer, providerRawJson: "{'cpu': 1," })),
    }),
    shows: async (provider) => {
      const { providerRawJson } = await provider.call('describe', { id: await provider.vm() });
      return providerRawJson.startsWith("{'");
    },
  },
  {
    id: 'raw-json-list',
    catches: 'describe-raw-json',
    summary: 'provider_raw_json is a JSON list',
    apply: ({ handlers }) => ({
      describe: answering(handlers.describe, (answer) => ({ ...answer, providerRawJson: '[]' })),
    }),
    shows: async (provider) => (await provider.call('describe', { id: await provider.vm() })).providerRawJson === '[]',
  },
  {
    id: 'describe-absent-internal',
    catches: 'describe-absent-vm',
    finding: 'warn',
    summary: 'Describe of an absent VM answers INTERNAL',
    apply: ({ handlers, hypervisor }) => ({
      describe: whenAbsent(hypervisor.vms, {
        idOf: ({ id }) => id,
        present: handlers.describe,
        absent: refusing(status.INTERNAL),
      }),
    }),
    shows: async (provider) => (await provider.outcome('describe', { id: await absentId(provider) })) === 'INTERNAL',
  },
  {
    id: 'describe-breaks-when-running',
    catches: 'power-on',
    summary: 'Describe answers INTERNAL for VMs that are On',
    apply: ({ handlers, hypervisor }) => ({
      describe: (request) => {
        if (hypervisor.vms.get(request.id)?.power === 'On') throw internal('guest agent does not answer');
        return handlers.describe(request);
      },
    }),
    shows: async (provider) =>
      (await provider.outcome('describe', { id: await provider.vm({ on: true }) })) === 'INTERNAL',
  },
]);
