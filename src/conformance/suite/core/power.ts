import { PowerOp } from '../../../provider/contract/generated/provider/v1/provider_pb.js';
import { absentId } from '../../run/absent-id.js';
import { otherSizes } from '../../run/creating.js';
import { Failed } from '../../run/outcomes.js';
import type { TestDefinition } from '../../run/test-definition.js';
import type { VirtualMachine } from '../../run/virtual-machine.js';
import { keepsParts } from './unchanged.js';

const gracefulSeconds = 3;

export const powerTests: readonly TestDefinition[] = [
  {
    id: 'power-on',
    profile: 'core',
    capabilities: ['vm.power'],
    level: 'required',
    phase: 'together',
    weight: 2,
    watches: true,
    calls: 'Power, Describe',
    asserts: 'an Off VM reaches On, with its sizes and disks, and stays',
    run: async (test) => {
      const vm = await test.vm({ power: 'Off', sizes: otherSizes(test) });
      const before = await test.row(vm);
      await test.power(vm, PowerOp.ON);
      await test.reachesAndStays(vm, 'On');
      await test.stays(() => keepsParts(test, { vm, before }));
    },
  },
  {
    id: 'power-off',
    profile: 'core',
    capabilities: ['vm.power'],
    level: 'required',
    phase: 'together',
    weight: 2,
    watches: true,
    calls: 'Power, Describe',
    asserts: 'an On VM reaches Off, with its sizes and disks, and stays',
    run: async (test) => {
      const vm = await test.vm({ sizes: otherSizes(test) });
      const before = await test.row(vm);
      await test.bring(vm, 'On');
      await test.power(vm, PowerOp.OFF);
      await test.reachesAndStays(vm, 'Off');
      await test.stays(() => keepsParts(test, { vm, before }));
    },
  },
  {
    id: 'power-reboot',
    profile: 'core',
    capabilities: ['vm.power'],
    level: 'advisory',
    phase: 'together',
    weight: 3,
    watches: true,
    calls: 'Power',
    asserts: 'an On VM is On after a reboot, with its sizes and disks',
    run: async (test) => {
      const vm = await test.vm({ power: 'On', sizes: otherSizes(test) });
      const before = await test.row(vm);
      await test.power(vm, PowerOp.REBOOT, gracefulSeconds);
      await test.reachesAndStays(vm, 'On');
      await test.stays(() => keepsParts(test, { vm, before }));
    },
  },
  {
    id: 'power-graceful',
    profile: 'core',
    capabilities: ['vm.power'],
    level: 'advisory',
    phase: 'together',
    weight: 3,
    calls: 'Power (graceful_timeout_seconds 3)',
    asserts: 'an On VM ends Off or OffGraceful',
    run: async (test) => {
      const vm = await test.vm({ power: 'On' });
      await test.power(vm, PowerOp.SHUTDOWN_GRACEFUL, gracefulSeconds);
      // Many a guest takes its time or does not listen at all: nobody else waits for it.
      await test.comesTrue(() => test.notYet(vm, 'Off'));
    },
  },
  {
    id: 'power-already-on',
    profile: 'core',
    capabilities: ['vm.power'],
    level: 'advisory',
    phase: 'together',
    weight: 2,
    watches: true,
    calls: 'Power',
    asserts: 'On for a VM that is On: any status, it stays On',
    run: async (test) => {
      const vm = await test.vm({ power: 'On' });
      await test.refusal(() => test.power(vm, PowerOp.ON));
      await test.stays(async () => {
        const state = await test.powerState(vm);
        return state === 'On' ? undefined : `a VM that was On is ${state} after another On`;
      });
    },
  },
  {
    id: 'power-unspecified',
    profile: 'core',
    capabilities: ['vm.power'],
    level: 'advisory',
    phase: 'quiet',
    weight: 2,
    calls: 'Power',
    asserts: 'POWER_OP_UNSPECIFIED is refused, and the state stays',
    sendsWrong: true,
    prepare: async (test) => {
      await test.vm();
    },
    run: async (test) => {
      const vm = test.made[0] as VirtualMachine;
      const before = await test.powerState(vm);
      await test.mustRefuse('Power POWER_OP_UNSPECIFIED', () => test.power(vm, PowerOp.UNSPECIFIED));
      await test.stays(async () => {
        const now = await test.powerState(vm);
        return now === before
          ? undefined
          : `POWER_OP_UNSPECIFIED was refused, yet the VM went from ${before} to ${now}`;
      });
    },
  },
  {
    id: 'power-absent-vm',
    profile: 'core',
    capabilities: ['vm.power'],
    level: 'required',
    phase: 'quiet',
    calls: 'Power',
    asserts: 'an absent VM is a status or a task error',
    sendsWrong: true,
    namesAbsentId: true,
    run: async (test) => {
      const id = await absentId(test);
      const refusal = await test.refusal(async () => {
        await test.finish(await test.client.call('power', { id, op: PowerOp.ON }), 'Power');
      });
      if (!refusal) throw new Failed(`Power On of the absent VM "${id}" was answered with OK`);
    },
  },
];
