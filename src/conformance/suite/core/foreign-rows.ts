import { desiredClass, otherSizes } from '../../run/creating.js';
import { Failed } from '../../run/outcomes.js';
import type { TestContext } from '../../run/test-context.js';
import { shownTexts, type VirtualMachine } from '../../run/virtual-machine.js';
import { pause } from '../../run/waiting.js';

/** What others do by chance may fall into three rounds of one method; into six it does not. */
export const rounds = 6;
/** The least time in which nothing is done, to see what others do meanwhile, milliseconds. */
const shortestQuietMs = 100;

/** The rows of the VMs that were there before the run: others may change them at any time, the run may not. */
export class ForeignRows {
  /** How many looks showed something else than the one before. */
  timesChanged = 0;
  private readonly test: TestContext;
  private seen: ReadonlyMap<string, string> | undefined;

  /** `seen`: what the first look is compared with, see shownTexts; nothing, where it is not given. */
  constructor(test: TestContext, seen?: ReadonlyMap<string, string>) {
    this.test = test;
    this.seen = seen;
  }

  /** Looks, after what the test changed last, and says what of one VM is not as it was at the look before. */
  async look(since?: number): Promise<string | undefined> {
    const { seen, test } = this;
    const { baseline } = test.run;
    const now = shownTexts((await test.list(since)).filter(({ id }) => baseline?.has(id)));
    this.seen = now;
    const changed = seen && [...seen].find(([id, text]) => now.get(id) !== text);
    if (!changed) return undefined;
    this.timesChanged += 1;
    const [id, before] = changed;
    return `${before}, became ${now.get(id) ?? 'absent'}`;
  }

  /** What of one VM changes while something is done, and not in as long a time in which nothing is; or undefined. */
  async touchedBy(act: () => Promise<unknown>): Promise<string | undefined> {
    const startedAt = performance.now();
    await this.look(startedAt);
    await act();
    const touched = await this.look();
    if (touched === undefined) return undefined;
    await pause(Math.max(shortestQuietMs, performance.now() - startedAt), this.test.signal);
    return (await this.look(performance.now())) === undefined ? touched : undefined;
  }
}

/**
 * Whether VMs that were there before change with each change of a VM of the run, and never while nothing is done: what
 * others do on the same hypervisor does not keep to that. Rejects with Failed.
 */
export async function leavesForeignAlone(
  test: TestContext,
  { vm, foreign }: { vm: VirtualMachine; foreign: ForeignRows },
): Promise<void> {
  let change = '';
  for (let round = 0; round < rounds; round += 1) {
    await test.bring(vm, 'Off');
    const touched = await foreign.touchedBy(async () => {
      await test.reconfigure(vm, desiredClass(otherSizes(test, 2 + (round % 2))));
      await test.turn(vm, 'On');
    });
    if (touched === undefined) return;
    change = touched;
  }
  throw new Failed(`each change of "${vm.id}" (${vm.name}) also changed a VM that was there before the run: ${change}`);
}
