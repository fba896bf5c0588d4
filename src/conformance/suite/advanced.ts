import type { VMInfo } from '../../provider/contract/generated/provider/v1/provider_pb.js';
import { CallError } from '../client/call-error.js';
import { classWith, otherSizes } from '../run/creating.js';
import { CouldNotRun, Failed, Warning } from '../run/outcomes.js';
import type { TestContext } from '../run/test-context.js';
import type { TestDefinition } from '../run/test-definition.js';
import {
  believable,
  describeSizes,
  lostParts,
  type Sizes,
  sameSizes,
  tellsSizes,
  type VirtualMachine,
} from '../run/virtual-machine.js';
import { settledSizes } from './core/create.js';
import { shows } from './core/resizing.js';
import { sameAsBefore } from './core/unchanged.js';

const advanced = { profile: 'advanced', capabilities: [], phase: 'together', level: 'declared' } as const;
const hotAdd = { PerformanceProfile: { CPUHotAddEnabled: true, MemoryHotAddEnabled: true } };
const gibibyte = 1024 ** 3;
const noBackend = 'vcts-no-such-backend';

export const advancedTests: readonly TestDefinition[] = [
  {
    ...advanced,
    id: 'resize-online',
    capabilities: ['vm.resize'],
    weight: 4,
    watches: true,
    calls: 'Reconfigure while On, with hot add in the class',
    asserts:
      'OK, and the VM stays On with its disks and networks; sizes as asked, at the latest after the next power cycle and still after it, where ListVMs tells them',
    declared: ({ supportsReconfigureOnline }) => supportsReconfigureOnline,
    undeclared: 'supports_reconfigure_online is false',
    run: async (test) => {
      const vm = await test.vm({ power: 'On', sizes: otherSizes(test, 1), extra: hotAdd });
      const shown = await settledSizes(test, vm);
      const before = await test.settledRow(vm);
      const sizes = otherSizes(test, 2);
      const wanted = believable(sizes, { shown, asked: vm.sizes });
      await test.reconfigure(vm, { Class: { ...classWith(test, sizes), ...hotAdd } });
      const atOnce = await shows(test, vm, wanted);
      await staysOn(test, { vm, before });
      if (tellsSizes(wanted)) await test.afterwards(() => showsAfterPowerCycle(test, { vm, wanted }));
      return atOnce ? unseen(wanted) : 'visible after a power cycle';
    },
  },
  {
    ...advanced,
    id: 'disk-expand-online',
    capabilities: ['vm.resize'],
    weight: 4,
    watches: true,
    calls: 'Reconfigure Disks while On',
    asserts: 'OK, and the VM stays On with its sizes',
    declared: ({ supportsDiskExpansionOnline }) => supportsDiskExpansionOnline,
    undeclared: 'supports_disk_expansion_online is false',
    run: async (test) => {
      const disk = fixtureDisk(test);
      const vm = await test.vm({ power: 'On', sizes: otherSizes(test) });
      const before = await test.settledRow(vm);
      await test.reconfigure(vm, { Disks: [disk] });
      await test.stays(() => sameAsBefore(test, { other: vm, before }));
    },
  },
  {
    ...advanced,
    id: 'disk-expand-visible',
    level: 'advisory',
    weight: 4,
    watches: true,
    calls: 'Reconfigure Disks, then GetDiskInfo or ListVMs',
    asserts: 'the size as asked, also a moment later, and as many disks as before',
    declared: ({ supportsDiskExpansionOnline }) => supportsDiskExpansionOnline,
    undeclared: 'supports_disk_expansion_online is false',
    run: async (test) => {
      const disk = fixtureDisk(test);
      const wanted = disk['SizeGiB'];
      if (typeof wanted !== 'number') throw new CouldNotRun('the fixture expandDisk has no SizeGiB');
      const vm = await test.vm({ power: 'On' });
      const before = await test.row(vm);
      await test.setUp('an expanded disk', () => test.reconfigure(vm, { Disks: [disk] }));
      await test.stays(async () => {
        const seen = await seenDiskSizes(test, { vm, disk });
        return seen.includes(wanted)
          ? undefined
          : `a disk was expanded to ${wanted} GiB, and the sizes seen are [${seen.join(', ')}] GiB`;
      });
      const { disks } = await test.row(vm);
      if (disks.length !== before.disks.length)
        throw new Failed(
          `a disk was expanded, and the VM has ${disks.length} disks after ${before.disks.length} before`,
        );
    },
  },
  ...(['export', 'import'] as const).flatMap(diskTransferTests),
];

function diskTransferTests(direction: 'export' | 'import'): TestDefinition[] {
  const method = direction === 'export' ? 'ExportDisk' : 'ImportDisk';
  const flag = direction === 'export' ? 'supportsDiskExport' : 'supportsDiskImport';
  const flagName = `supports_disk_${direction}`;
  return [
    {
      ...advanced,
      id: `${direction}-undeclared`,
      level: 'required',
      calls: method,
      asserts: `UNIMPLEMENTED where ${flagName} is false`,
      declared: (capabilities) => !capabilities[flag],
      undeclared: `${flagName} is true`,
      run: async (test) => {
        const exported = direction === 'export' ? await test.vm({ power: 'Off' }) : undefined;
        await test.mustBeUnimplemented(method, () => transfer(test, { exported, backend: '' }));
      },
    },
    {
      ...advanced,
      id: `${direction}-bad-backend`,
      calls: method,
      asserts: 'an unknown backend is refused, and the VM is as before; UNIMPLEMENTED of everything is a warning',
      phase: 'quiet',
      sendsWrong: true,
      prepare: async (test) => {
        await test.vm({ power: 'Off' });
      },
      declared: (capabilities) => capabilities[flag],
      undeclared: `${flagName} is false`,
      run: async (test) => {
        const vm = test.made[0] as VirtualMachine;
        const exported = direction === 'export' ? vm : undefined;
        const before = await test.settledRow(vm);
        const refusal = await test.mustRefuse(`${method} with the backend "${noBackend}"`, () =>
          transfer(test, { exported, backend: noBackend }),
        );
        test.mustHoldLater(() => sameAsBefore(test, { other: vm, before }));
        if (isUnimplemented(refusal) && (await isUnimplementedForAll(test, exported))) {
          throw new Warning(`${flagName} is true, and ${method} is UNIMPLEMENTED`);
        }
      },
    },
  ];
}

const isUnimplemented = (thrown: unknown) => thrown instanceof CallError && thrown.status === 'UNIMPLEMENTED';

/** An unknown backend may be UNIMPLEMENTED by itself: then one that the provider declares says whether the method is. */
async function isUnimplementedForAll(test: TestContext, exported: Transfer['exported']): Promise<boolean> {
  const declared = test.run.capabilities;
  const backends = exported ? declared?.supportedExportBackends : declared?.supportedImportBackends;
  const [backend] = backends ?? [];
  if (backend === undefined) return true;
  const answer = await transfer(test, { exported, backend }).catch((thrown: unknown) => thrown);
  return isUnimplemented(answer);
}

interface Transfer {
  /** Whose disk is exported; one is imported where there is none. */
  exported: VirtualMachine | undefined;
  backend: string;
}

async function transfer(test: TestContext, { exported, backend }: Transfer): Promise<void> {
  const { journal, newName } = test.run;
  const name = newName();
  const url = `${backend || 'file'}:///nonexistent/${name}`;
  if (exported) {
    await test.assertOwn(exported);
    const request = { vmId: exported.id, destinationUrl: url, format: 'qcow2', backendType: backend };
    await test.finish(await test.client.call('exportDisk', request), 'ExportDisk');
    return;
  }
  const entry = journal.intend('disk', name);
  const response = await test.client.call('importDisk', {
    sourceUrl: url,
    format: 'qcow2',
    targetName: name,
    backendType: backend,
  });
  if (response.diskId !== '') journal.present(entry, response.diskId);
  await test.finish(response, 'ImportDisk');
}

function fixtureDisk(test: TestContext): Record<string, unknown> {
  const disk = test.run.fixtures.expandDisk;
  if (!disk)
    throw new CouldNotRun(
      'which disk can be expanded is not known; name it in the fixtures (expandDisk: {Name, SizeGiB})',
    );
  return disk;
}

/** Hot add that shows only after the next power cycle is hot add all the same, since ListVMs may tell what is configured. */
async function showsAfterPowerCycle(
  test: TestContext,
  { vm, wanted }: { vm: VirtualMachine; wanted: Sizes },
): Promise<void> {
  await test.bring(vm, 'Off');
  await test.bring(vm, 'On');
  await test.until(async () => {
    const shown = await test.sizes(vm);
    return sameSizes(shown, wanted)
      ? undefined
      : `Reconfigure while On asked for ${describeSizes(wanted)}, and after a power cycle ListVMs shows ${describeSizes(shown)}`;
  });
}

/** What says nothing of the sizes, or undefined. */
function unseen({ cpu, memoryMib }: Sizes): string | undefined {
  const kinds = [cpu === undefined && 'CPUs', memoryMib === undefined && 'memory'].filter(Boolean);
  return kinds.length > 0 ? `ListVMs does not show the ${kinds.join(' and ')} that Create was asked for` : undefined;
}

/** Looks that a VM that was reconfigured is On and has its name, disks and networks, and stays so. */
async function staysOn(test: TestContext, { vm, before }: { vm: VirtualMachine; before: VMInfo }): Promise<void> {
  await test.stays(async () => {
    const state = await test.powerState(vm);
    if (state !== 'On') return `a VM that was On is ${state} after Reconfigure`;
    const lost = lostParts(before, await test.row(vm));
    return lost && `after Reconfigure "${vm.id}" has ${lost}`;
  });
}

/** Every disk size that the provider tells, in GiB; 0 means that it does not know. Rejects with Failed where it tells none. */
async function seenDiskSizes(
  test: TestContext,
  { vm, disk }: { vm: VirtualMachine; disk: Record<string, unknown> },
): Promise<number[]> {
  const listed = (await test.row(vm)).disks.map(({ sizeGib }) => sizeGib);
  const named = typeof disk['Name'] === 'string' ? disk['Name'] : '';
  const told: number[] = [];
  let refusal: CallError | undefined;
  // Not every provider knows a disk by the name that Reconfigure knows it by; an empty one is the VM's first.
  for (const diskId of new Set([named, ''])) {
    try {
      const { virtualSizeBytes } = await test.client.call('getDiskInfo', { vmId: vm.id, diskId });
      told.push(Number(virtualSizeBytes) / gibibyte);
      break;
    } catch (thrown) {
      if (!(thrown instanceof CallError)) throw thrown;
      refusal = thrown;
    }
  }
  const seen = [...listed, ...told].filter((size) => size !== 0);
  if (seen.length === 0)
    throw new Failed(`no disk size can be seen${refusal ? `: ${refusal.message}` : ''}`, { cause: refusal });
  return seen;
}
