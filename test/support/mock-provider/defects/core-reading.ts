import { create, toBinary } from '@bufbuild/protobuf';
import { status } from '@grpc/grpc-js';
import { unimplemented } from '../../../../providers/mock/src/provider-failure.js';
import {
  DescribeResponseSchema,
  ValidateResponseSchema,
  type VMInfo,
} from '../../../../src/provider/contract/generated/provider/v1/provider_pb.js';
import { defectsOf, RawAnswer } from '../changes.js';
import { absentId, answering, internal, never, pause, refusing, whenAbsent } from '../wrapping.js';

const lowerCase = <Info extends { powerState: string }>(info: Info): Info => ({
  ...info,
  powerState: info.powerState.toLowerCase(),
});

const vendorWord = <Info extends { powerState: string }>(info: Info): Info => ({
  ...info,
  powerState: info.powerState === 'On' ? 'poweredOn' : 'poweredOff',
});

const idsOf = (vms: VMInfo[]) => vms.map(({ id }) => id);

export const readingDefects = defectsOf('core', [
  {
    id: 'validate-not-ok',
    catches: 'validate-ok',
    summary: 'Validate answers ok=false',
    apply: () => ({ validate: () => create(ValidateResponseSchema, { ok: false, message: 'no hypervisor' }) }),
    shows: async (provider) => !(await provider.call('validate', {})).ok,
  },
  {
    id: 'health-not-serving',
    catches: 'health-serving',
    finding: 'warn',
    summary: 'grpc.health.v1 says NOT_SERVING while everything is served',
    apply: ({ drain }) => {
      drain();
      return {};
    },
    shows: async (provider) => (await provider.health('provider')) === 'NOT_SERVING',
  },
  {
    id: 'capabilities-change',
    catches: 'capabilities-readable',
    summary: 'GetCapabilities declares memory snapshots in every other answer only',
    apply: ({ handlers }) => {
      let calls = 0;
      return {
        getCapabilities: answering(handlers.getCapabilities, (declared) => {
          calls += 1;
          return { ...declared, supportsMemorySnapshots: calls % 2 === 1 };
        }),
      };
    },
    shows: async (provider) => {
      const first = await provider.call('getCapabilities', {});
      return (await provider.call('getCapabilities', {})).supportsMemorySnapshots !== first.supportsMemorySnapshots;
    },
  },
  {
    id: 'capabilities-refused',
    catches: 'capabilities-readable',
    summary: 'GetCapabilities answers INTERNAL',
    apply: () => ({ getCapabilities: refusing(status.INTERNAL) }),
    shows: async (provider) => (await provider.outcome('getCapabilities', {})) === 'INTERNAL',
  },
  {
    id: 'formats-without-export',
    catches: 'capabilities-consistent',
    finding: 'warn',
    summary: 'GetCapabilities lists export formats but declares no export',
    apply: ({ handlers }) => ({
      getCapabilities: answering(handlers.getCapabilities, (declared) => ({
        ...declared,
        supportedExportFormats: ['qcow2'],
      })),
    }),
    shows: async (provider) => {
      const declared = await provider.call('getCapabilities', {});
      return declared.supportedExportFormats.length > 0 && !declared.supportsDiskExport;
    },
  },
  {
    id: 'describe-denies-existing',
    catches: 'describe-created',
    summary: 'Describe says exists=false of a VM that is there',
    apply: () => ({ describe: () => create(DescribeResponseSchema, { exists: false }) }),
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
        const bytes = toBinary(DescribeResponseSchema, await handlers.describe(request));
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
    limits: { callTimeoutMs: 500 },
    apply: ({ handlers }) => ({
      describe: async (request) => {
        await pause(1_500);
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
    limits: { callTimeoutMs: 500 },
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
    id: 'list-loses-running',
    catches: 'list-contains-created',
    summary: 'ListVMs leaves out the VMs that are On',
    apply: ({ handlers }) => ({
      listVMs: answering(handlers.listVMs, (answer) => ({
        ...answer,
        vms: answer.vms.filter(({ powerState }) => powerState !== 'On'),
      })),
    }),
    shows: async (provider) => (await provider.listed(await provider.vm({ on: true }))) === undefined,
  },
  {
    id: 'list-loses-stopped',
    catches: 'list-contains-created',
    summary: 'ListVMs leaves out the VMs that are not On',
    apply: ({ handlers }) => ({
      listVMs: answering(handlers.listVMs, (answer) => ({
        ...answer,
        vms: answer.vms.filter(({ powerState }) => powerState === 'On'),
      })),
    }),
    shows: async (provider) => (await provider.listed(await provider.vm())) === undefined,
  },
  {
    id: 'list-duplicates',
    catches: 'list-contains-created',
    summary: 'ListVMs shows every VM twice',
    apply: ({ handlers }) => ({
      listVMs: answering(handlers.listVMs, (answer) => ({ ...answer, vms: [...answer.vms, ...answer.vms] })),
    }),
    shows: async (provider) => {
      const id = await provider.vm();
      return idsOf(await provider.list()).filter((listed) => listed === id).length === 2;
    },
  },
  {
    id: 'list-other-id',
    catches: 'list-contains-created',
    summary: 'ListVMs shows other ids than Create gave',
    apply: ({ handlers }) => ({
      listVMs: answering(handlers.listVMs, (answer) => ({
        ...answer,
        vms: answer.vms.map((vm) => ({ ...vm, id: vm.id.replace('vm-', 'uuid-') })),
      })),
    }),
    shows: async (provider) => (await provider.listed((await provider.vm()).replace('vm-', 'uuid-'))) !== undefined,
  },
  {
    id: 'list-cuts-names',
    catches: 'list-contains-created',
    summary: 'ListVMs cuts the last character of names',
    apply: ({ handlers }) => ({
      listVMs: answering(handlers.listVMs, (answer) => ({
        ...answer,
        vms: answer.vms.map((vm) => ({ ...vm, name: vm.name.slice(0, -1) })),
      })),
    }),
    shows: async (provider) => (await provider.listed(await provider.vm({ name: 'abc' })))?.name === 'ab',
  },
  {
    id: 'list-first-page',
    catches: 'list-contains-created',
    summary: 'ListVMs stops after the first VM',
    apply: ({ handlers }) => ({
      listVMs: answering(handlers.listVMs, (answer) => ({ ...answer, vms: answer.vms.slice(0, 1) })),
    }),
    shows: async (provider) => {
      await provider.vm();
      return (await provider.listed(await provider.vm())) === undefined;
    },
  },
  {
    id: 'list-refused',
    catches: 'list-contains-created',
    summary: 'ListVMs answers UNIMPLEMENTED',
    apply: () => ({
      listVMs: () => {
        throw unimplemented('not yet');
      },
    }),
    shows: async (provider) => (await provider.outcome('listVMs', {})) === 'UNIMPLEMENTED',
  },
  {
    id: 'list-power-stale',
    catches: 'list-agrees',
    summary: 'ListVMs says Off of every VM',
    apply: ({ handlers }) => ({
      listVMs: answering(handlers.listVMs, (answer) => ({
        ...answer,
        vms: answer.vms.map((vm) => ({ ...vm, powerState: 'Off' })),
      })),
    }),
    shows: async (provider) => (await provider.listed(await provider.vm({ on: true })))?.powerState === 'Off',
  },
  {
    id: 'list-power-other-spelling',
    catches: 'list-agrees',
    summary: 'ListVMs spells power states on and off, Describe On and Off',
    apply: ({ handlers }) => ({
      listVMs: answering(handlers.listVMs, (answer) => ({ ...answer, vms: answer.vms.map(lowerCase) })),
    }),
    shows: async (provider) => {
      const id = await provider.vm();
      return (await provider.listed(id))?.powerState === 'off' && (await provider.power(id)) === 'Off';
    },
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
