import { otherSizes } from '../../run/creating.js';
import type { TestDefinition } from '../../run/test-definition.js';
import type { VirtualMachine } from '../../run/virtual-machine.js';
import { ForeignRows, leavesForeignAlone } from './foreign-rows.js';
import { bothStay, changesAlone } from './unchanged.js';

export const isolationTests: readonly TestDefinition[] = [
  {
    id: 'isolation',
    profile: 'core',
    capabilities: ['vm.update', 'vm.power'],
    level: 'required',
    phase: 'quiet',
    alone: true,
    weight: 2,
    calls: 'Reconfigure and Power of one of two VMs, then of the other',
    asserts:
      'name, power state, cpu and memory of the one that is not changed stay as they were, and so do VMs that were there before the run',
    prepare: async (test) => {
      const request = { power: 'Off', sizes: otherSizes(test, 1) } as const;
      await Promise.all([test.vm(request), test.vm(request)]);
    },
    run: async (test) => {
      const [first, second] = test.made as [VirtualMachine, VirtualMachine];
      const foreign = new ForeignRows(test);
      const look = () => foreign.look();
      await look();
      await changesAlone(test, { changed: second, other: first, step: 2, look });
      await test.turn(first, 'Off');
      await changesAlone(test, { changed: first, other: second, step: 3, look });
      if (foreign.timesChanged > 1) await leavesForeignAlone(test, { vm: second, foreign });
      await bothStay(test, [first, second]);
    },
  },
];
