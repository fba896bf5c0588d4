import type { VMInfo } from '../../../provider/contract/generated/provider/v1/provider_pb.js';
import { Failed } from '../../run/outcomes.js';
import type { TestContext } from '../../run/test-context.js';
import type { TestDefinition } from '../../run/test-definition.js';
import { isRowOf, statesDiffer, type VirtualMachine } from '../../run/virtual-machine.js';

export const listTests: readonly TestDefinition[] = [
  {
    id: 'list-contains-created',
    profile: 'core',
    capabilities: ['vm.list'],
    level: 'required',
    phase: 'quiet',
    weight: 2,
    calls: 'ListVMs, while Off and while On',
    asserts: 'a created VM is there by id and name, exactly once, and so are all others of the run, in every answer',
    overall: ({ twice }) => twice,
    prepare: async (test) => {
      if (!test.run.baseline) throw new Failed(`ListVMs does not answer: ${test.run.baselineFailure}`);
      await test.vm();
    },
    run: async (test) => {
      const vm = test.made[0] as VirtualMachine;
      await test.until(async () => wrongRows(await test.list(), vm));
      await test.bring(vm, 'Off');
      await test.until(async () => wrongRows(await test.list(), vm));
      await test.until(() => missingOthers(test));
      await test.bring(vm, 'On');
      await test.until(async () => wrongRows(await test.list(), vm));
    },
  },
  {
    id: 'list-agrees',
    profile: 'core',
    capabilities: ['vm.list'],
    level: 'required',
    phase: 'together',
    weight: 2,
    calls: 'ListVMs, Describe',
    asserts: 'the same power state, in the same spelling, also of the VMs of other tests once it can have shown',
    overall: ({ disagreement }) => disagreement,
    run: async (test) => {
      const vm = await test.vm();
      for (const power of ['Off', 'On'] as const) {
        await test.bring(vm, power);
        await agreesWithDescribe(test, vm);
      }
    },
  },
];

/** Looks until ListVMs and Describe say the same of the power state. Rejects with Failed. */
export async function agreesWithDescribe(test: TestContext, vm: VirtualMachine): Promise<void> {
  await test.until(async () => {
    const described = await test.powerState(vm);
    return statesDiffer(await test.row(vm), described);
  });
}

function wrongRows(rows: readonly VMInfo[], { id, name }: VirtualMachine): string | undefined {
  const byId = rows.filter((row) => row.id === id);
  const byName = rows.filter((row) => row.name === name);
  if (byId.length === 0 && byName.length === 0) return `ListVMs shows neither the id "${id}" nor the name ${name}`;
  if (byId.length === 0) return `ListVMs shows ${name} with the id "${byName[0]?.id}", Create said "${id}"`;
  if (byName.length === 0) return `ListVMs shows the id "${id}" with the name "${byId[0]?.name}", not ${name}`;
  if (byId.length > 1) return `ListVMs shows the id "${id}" ${byId.length} times`;
  if (byName.length > 1) return `ListVMs shows the name ${name} ${byName.length} times`;
  return byId[0] === byName[0] ? undefined : `ListVMs shows the id "${id}" and the name ${name} in different rows`;
}

/** Every VM of the run that is there before and after the look must be in it. */
async function missingOthers(test: TestContext): Promise<string | undefined> {
  const present = () =>
    test.run.journal.entries.filter(({ kind, state, made }) => {
      return kind === 'vm' && state === 'present' && made === true;
    });
  const before = present();
  const rows = await test.list(performance.now());
  const after = new Set(present());
  const missing = before.filter((entry) => after.has(entry) && !rows.some(isRowOf(entry)));
  return missing.length === 0
    ? undefined
    : `ListVMs lacks ${missing.map(({ id, name }) => `"${id}" (${name})`).join(', ')}`;
}
