import { PowerOp } from '../../../provider/contract/generated/provider/v1/provider_pb.js';
import { CallError } from '../../client/call-error.js';
import { desiredClass, otherSizes } from '../../run/creating.js';
import { CouldNotRun, Failed } from '../../run/outcomes.js';
import type { TestContext } from '../../run/test-context.js';
import type { TestDefinition } from '../../run/test-definition.js';
import {
  describeSizes,
  isOff,
  isRowOf,
  type Sizes,
  sameSizes,
  tellsSizes,
  type VirtualMachine,
} from '../../run/virtual-machine.js';
import { powerCycle } from './resizing.js';

const readers = 8;
const changers = 4;

/** Several calls at the same time. */
export const atOnceTests: readonly TestDefinition[] = [
  {
    id: 'concurrent-reads',
    profile: 'core',
    capabilities: ['vm.read', 'vm.list'],
    level: 'required',
    phase: 'together',
    weight: 3,
    calls: '8 x Describe of different VMs, and ListVMs, at once',
    asserts: 'all answer, each with its own VM',
    run: async (test) => {
      const vms = await prepareVms(test, readers);
      const states = vms.map((_vm, index) => (index % 2 === 0 ? 'On' : 'Off'));
      await readsMustAnswer(() => Promise.all(vms.map((vm, index) => test.bring(vm, index % 2 === 0 ? 'On' : 'Off'))));
      await test.until(() => readAtOnce(test, { vms, states }));
      const wrong = await readAtOnce(test, { vms, states });
      if (wrong !== undefined) throw new Failed(wrong);
    },
  },
  {
    id: 'concurrent-changes',
    profile: 'core',
    capabilities: ['vm.update', 'vm.power'],
    level: 'required',
    phase: 'together',
    weight: 3,
    calls: 'Power and Reconfigure of different VMs at once',
    asserts: 'every one took effect',
    run: async (test) => {
      const vms = await prepareVms(test, changers);
      await Promise.all(vms.map((vm) => test.bring(vm, 'Off')));
      const switched = vms.slice(0, changers / 2);
      const resized = vms.slice(changers / 2).map((vm, index) => ({ vm, wanted: otherSizes(test, index + 2) }));
      const told = await Promise.all(resized.map(async ({ vm }) => sameSizes(await test.sizes(vm), vm.sizes)));
      await Promise.all([
        ...switched.map((vm) => test.power(vm, PowerOp.ON)),
        ...resized.map(({ vm, wanted }) => test.reconfigure(vm, desiredClass(wanted))),
      ]);
      await Promise.all(switched.map((vm) => test.reaches(vm, 'On')));
      for (const [index, { vm, wanted }] of resized.entries()) {
        await test.reaches(vm, 'Off');
        if (told[index]) await reachesSizes(test, { vm, wanted });
      }
    },
  },
];

/** Reads are at the same time in the preparation too, and their refusal is what the test is about. */
async function readsMustAnswer(prepare: () => Promise<unknown>): Promise<void> {
  try {
    await prepare();
  } catch (thrown) {
    const cause = thrown instanceof CouldNotRun ? thrown.cause : undefined;
    const origin = cause instanceof Failed && cause.cause !== undefined ? cause.cause : cause;
    const isRead = origin instanceof CallError && ['Describe', 'ListVMs'].includes(origin.method);
    if (!isRead || origin.isSilence) throw thrown;
    throw new Failed(`while several VMs were read at once, ${origin.message}`, { cause: thrown });
  }
}

async function prepareVms(test: TestContext, count: number): Promise<VirtualMachine[]> {
  return await Promise.all(Array.from({ length: count }, () => test.vm()));
}

/** What is wrong with one round of reads at the same time, or undefined. */
async function readAtOnce(
  test: TestContext,
  { vms, states }: { vms: VirtualMachine[]; states: string[] },
): Promise<string | undefined> {
  const [rows, ...described] = await Promise.all([
    test.client.call('listVMs', {}),
    ...vms.map(({ id }) => test.client.call('describe', { id })),
  ]);
  const wrong = described.findIndex(({ exists, powerState }, index) => {
    return !exists || (states[index] === 'On' ? powerState !== 'On' : !isOff(powerState));
  });
  if (wrong >= 0) {
    const { exists, powerState } = described[wrong] as (typeof described)[number];
    return `Describe of "${vms[wrong]?.id}", which is ${states[wrong]}, said exists=${exists} and "${powerState}" while others were read`;
  }
  const missing = vms.find((vm) => !rows.vms.some(isRowOf(vm)));
  return missing && `ListVMs lacked "${missing.id}" (${missing.name}) while VMs were read`;
}

interface Resized {
  vm: VirtualMachine;
  wanted: Required<Sizes>;
}

/** Rejects with Failed where it did not take effect, and with CouldNotRun where it does not by itself either. */
async function reachesSizes(test: TestContext, { vm, wanted }: Resized): Promise<void> {
  const lost = await unlikeAsked(test, { vm, wanted });
  if (!lost) return;
  const others = otherSizes(test, 1);
  await test.setUp('a Reconfigure by itself', () => test.reconfigure(vm, desiredClass(others)));
  const alone = await unlikeAsked(test, { vm, wanted: others });
  if (alone) throw new CouldNotRun(`${alone}, with nothing else changed at the time; reconfigure-visible judges that`);
  throw new Failed(`while others were changed, ${lost}`);
}

/** What is wrong after a Reconfigure, at the latest after the next power cycle, or undefined. */
async function unlikeAsked(test: TestContext, { vm, wanted }: Resized): Promise<string | undefined> {
  const looks = () =>
    test.until(async () => {
      const shown = await test.sizes(vm);
      const right = !tellsSizes(shown) || sameSizes(shown, wanted);
      return right
        ? undefined
        : `Reconfigure of "${vm.id}" asked for ${describeSizes(wanted)}, and ListVMs shows ${describeSizes(shown)}`;
    });
  try {
    await looks().catch(async (thrown: unknown) => {
      if (!(thrown instanceof Failed)) throw thrown;
      await powerCycle(test, vm);
      await looks();
    });
    return undefined;
  } catch (thrown) {
    if (thrown instanceof Failed) return thrown.message;
    throw thrown;
  }
}
