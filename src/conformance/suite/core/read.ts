import { PowerOp } from '../../../provider/contract/generated/provider/v1/provider_pb.js';
import { CallError } from '../../client/call-error.js';
import { absentId } from '../../run/absent-id.js';
import { isJsonObject } from '../../run/observations.js';
import { Failed } from '../../run/outcomes.js';
import type { TestContext } from '../../run/test-context.js';
import type { TestDefinition } from '../../run/test-definition.js';
import type { VirtualMachine } from '../../run/virtual-machine.js';

const spellings = new Set(['On', 'Off', 'OffGraceful']);

export const readTests: readonly TestDefinition[] = [
  {
    id: 'describe-created',
    profile: 'core',
    capabilities: ['vm.read'],
    level: 'required',
    phase: 'together',
    watches: true,
    calls: 'Describe',
    asserts: 'a created VM exists, and stays',
    run: async (test) => {
      const vm = await test.vm();
      await test.exists(vm);
      await test.stays(async () => {
        const { exists } = await test.client.call('describe', { id: vm.id });
        return exists ? undefined : `Describe says that the VM "${vm.id}" (${vm.name}) does not exist any more`;
      });
    },
  },
  {
    id: 'describe-power-enum',
    profile: 'core',
    capabilities: ['vm.read'],
    level: 'required',
    phase: 'together',
    weight: 2,
    calls: 'Describe',
    asserts: 'power_state is On, Off or OffGraceful',
    run: async (test) => {
      const vm = await test.vm();
      await test.until(() => wrongSpelling(test, vm));
      const wasOn = (await test.powerState(vm)) === 'On';
      await test.setUp('the other power state', () => test.power(vm, wasOn ? PowerOp.OFF : PowerOp.ON));
      await test.until(() => wrongSpelling(test, vm));
    },
  },
  {
    id: 'describe-raw-json',
    profile: 'core',
    capabilities: ['vm.read'],
    level: 'required',
    phase: 'together',
    weight: 2,
    calls: 'Describe, while Off and while On',
    asserts: 'provider_raw_json is empty or a JSON object, here and in every other answer of the run',
    overall: ({ rawJson }) => rawJson,
    run: async (test) => {
      const vm = await test.vm();
      const power = await rawJsonIsObject(test, vm);
      await test.turn(vm, power === 'On' ? 'Off' : 'On');
      await rawJsonIsObject(test, vm);
    },
  },
  {
    id: 'describe-absent-vm',
    profile: 'core',
    capabilities: ['vm.read'],
    level: 'advisory',
    phase: 'quiet',
    calls: 'Describe',
    asserts: 'an absent VM is exists=false or NOT_FOUND; an empty id is no VM',
    sendsWrong: true,
    namesAbsentId: true,
    run: async (test) => {
      const id = await absentId(test);
      try {
        const { exists } = await test.client.call('describe', { id });
        if (exists) throw new Failed(`Describe says that the absent VM "${id}" exists`);
      } catch (thrown) {
        if (!(thrown instanceof CallError)) throw thrown;
        if (thrown.status !== 'NOT_FOUND')
          throw new Failed(`an absent VM should be exists=false or NOT_FOUND; ${thrown.message}`, { cause: thrown });
      }
      await test.refusal(async () => {
        const { exists } = await test.client.call('describe', { id: '' });
        if (exists) throw new Failed('Describe says that a VM with an empty id exists');
      });
    },
  },
];

async function wrongSpelling(test: TestContext, vm: VirtualMachine): Promise<string | undefined> {
  const state = await test.powerState(vm);
  return spellings.has(state)
    ? undefined
    : `Describe says power_state "${state}", which is neither On, Off nor OffGraceful`;
}

/** Resolves with the power state that came with it. Rejects with Failed. */
async function rawJsonIsObject(test: TestContext, { id }: VirtualMachine): Promise<string> {
  let [providerRawJson, powerState] = ['', ''];
  await test.until(async () => {
    const answer = await test.client.call('describe', { id });
    ({ providerRawJson, powerState } = answer);
    return answer.exists ? undefined : `Describe says that the VM "${id}" does not exist`;
  });
  if (providerRawJson !== '' && !isJsonObject(providerRawJson)) {
    throw new Failed(
      `provider_raw_json of a VM that is ${powerState} is no JSON object: ${providerRawJson.slice(0, 100)}`,
    );
  }
  return powerState;
}
