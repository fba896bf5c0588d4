import { PowerOp, type VMInfo } from '../../provider/contract/generated/provider/v1/provider_pb.js';
import type { RequestInit, ResponseOf } from '../../provider/contract/provider-service.js';
import { createVm, sizesOf, type VmRequest } from './creating.js';
import { CouldNotRun, Failed } from './outcomes.js';
import { TestConversation } from './test-conversation.js';
import { askedAgain, hasNoRoom } from './trying-again.js';
import {
  isOff,
  isRowOf,
  listedSizes,
  type Sizes,
  sameSizes,
  statesDiffer,
  type VirtualMachine,
} from './virtual-machine.js';
import { isRecent } from './vm-listing.js';

/** Methods that change the VM named by their first id. */
type ChangingMethod = 'power' | 'reconfigure' | 'snapshotCreate' | 'snapshotRevert' | 'snapshotDelete' | 'delete';

/** What a test works with: the provider, VMs of its own, and the rules of the run. */
export class TestContext extends TestConversation {
  /** VMs to remove when the test is over; those of `prepare` too. */
  readonly vms: VirtualMachine[] = [];
  /** Those of them that are there, in the order of `vm()`. */
  readonly made: VirtualMachine[] = [];

  /** The VM's own row of ListVMs, by id and whole name. */
  async listed(vm: VirtualMachine): Promise<VMInfo | undefined> {
    const row = (await this.list()).find(isRowOf(vm));
    if (row) vm.listed = true;
    return row;
  }

  /** Looks until the VM is listed. Rejects with Failed. */
  async row(vm: VirtualMachine): Promise<VMInfo> {
    let found: VMInfo | undefined;
    await this.until(async () => {
      found = await this.listed(vm);
      return found ? undefined : notListed(vm);
    });
    return found as VMInfo;
  }

  /**
   * The row once ListVMs and Describe agree on the power state and the sizes are those that a Reconfigure asked for, or
   * as it is after the settle time: lists may lag, and sizes may show at the next power cycle only.
   */
  async settledRow(vm: VirtualMachine): Promise<VMInfo> {
    const { run } = this;
    let row: VMInfo | undefined;
    let sizesDiffer = false;
    let stateDiffers: string | undefined;
    try {
      await this.until(async () => {
        const [listed, described] = await Promise.all([this.listed(vm), this.powerState(vm)]);
        if (!listed) return notListed(vm);
        row = listed;
        sizesDiffer = run.sizesShowSoon && vm.wanted !== undefined && !sameSizes(listedSizes(row), vm.wanted);
        stateDiffers = statesDiffer(row, described);
        if (stateDiffers) return stateDiffers;
        return sizesDiffer ? 'other sizes than a Reconfigure asked for' : undefined;
      });
    } catch (thrown) {
      if (!(thrown instanceof Failed) || !row) throw thrown;
      if (stateDiffers) run.observations.disagrees(stateDiffers);
      // Nobody waits for that twice.
      else if (sizesDiffer) run.sizesShowSoon = false;
    }
    return row as VMInfo;
  }

  async sizes(vm: VirtualMachine): Promise<Sizes> {
    return listedSizes(await this.row(vm));
  }

  /** A VM of this test. Rejects with CouldNotRun where none can be set up, or not in that state. */
  async vm(request: VmRequest & { power?: 'On' | 'Off' } = {}): Promise<VirtualMachine> {
    const vm = await this.setUp('a VM', () => createVm(this, request));
    if (request.power) await this.bring(vm, request.power);
    this.made.push(vm);
    return vm;
  }

  /** Makes something once for several tests, with a context that keeps its VMs until the end of the run. */
  async once<Result>(key: string, make: (shared: TestContext) => Promise<Result>): Promise<Result> {
    const { shared } = this.run;
    const startedAt = performance.now();
    const waiting = { method: `the shared ${key}` };
    this.underWay.add(waiting);
    const made = shared.get(key) as Promise<Result> | undefined;
    const making = made ?? make(new TestContext(this.run, { id: `shared-${key}` }));
    if (!made) {
      shared.set(key, making);
      // Whoever is run anew since the provider was busy needs it anew.
      making.catch((thrown: unknown) => hasNoRoom(thrown) && shared.delete(key));
    }
    try {
      // Who only waits for another test's work leaves the place to those who have something to do.
      return await (made && this.run.slots ? this.run.slots.without(() => making) : making);
    } finally {
      if (!this.signal.aborted) this.underWay.delete(waiting);
      this.ownTime.add(startedAt, performance.now());
    }
  }

  /**
   * Nothing is changed unless ListVMs has just shown its id together with its name of this run: hypervisors hand out ids
   * again. Rejects with CouldNotRun.
   */
  async assertOwn(vm: VirtualMachine): Promise<void> {
    if (vm.id === '') throw new CouldNotRun('the VM has an empty id, and nothing is done to an empty id');
    if (this.run.baseline?.has(vm.id)) {
      throw new CouldNotRun(`the id "${vm.id}" was there before the run began, so nothing is done to it`);
    }
    const wasListed = vm.listed === true;
    try {
      if (!(await this.isJustListed(vm))) await this.row(vm);
    } catch (thrown) {
      if (!(thrown instanceof Failed)) throw thrown;
      if (wasListed) throw new Failed(`the VM vanished: ${thrown.message} any more`, { cause: thrown });
      throw new CouldNotRun(`${thrown.message}, so nothing is done to it`, { cause: thrown });
    }
  }

  /** Whatever was done with a VM since, but for Delete, its id is that of no other. */
  private async isJustListed(vm: VirtualMachine): Promise<boolean> {
    if (vm.entry.state !== 'present') return false;
    const since = this.partBeganAt;
    const isThere = this.run.listing.recent(since) !== undefined && (await this.list(since)).some(isRowOf(vm));
    vm.listed ||= isThere;
    return isThere;
  }

  /**
   * Calls a changing method on a VM of this run and waits for its task. Each attempt looks first whose VM it is, also
   * when a busy provider is asked again: meanwhile the id may have been handed out to somebody else.
   */
  async change<Name extends ChangingMethod>(
    method: Name,
    { vm, request, what }: { vm: VirtualMachine; request: RequestInit<Name>; what: string },
  ): Promise<ResponseOf<Name>> {
    const response = await askedAgain(this, async () => {
      await this.assertOwn(vm);
      return await this.client.call(method, request, { retries: 0 });
    });
    await this.finish(response, what);
    return response;
  }

  async power(vm: VirtualMachine, op: PowerOp, gracefulTimeoutSeconds = 0): Promise<void> {
    await this.change('power', {
      vm,
      request: { id: vm.id, op, gracefulTimeoutSeconds },
      what: `Power ${PowerOp[op]}`,
    });
  }

  /** Sends `{"Class": ..., ...}`. */
  async reconfigure(vm: VirtualMachine, desired: Record<string, unknown>): Promise<void> {
    await this.change('reconfigure', {
      vm,
      request: { id: vm.id, desiredJson: JSON.stringify(desired) },
      what: 'Reconfigure',
    });
    if (desired['Class'] !== undefined) vm.wanted = sizesOf(desired['Class'] as Record<string, unknown>);
  }

  /** Deletes and remembers that; whether it is gone is for the caller to look. */
  async delete(vm: VirtualMachine): Promise<void> {
    let wasBusy = false;
    await askedAgain(this, async () => {
      // A Delete that was answered with UNAVAILABLE may have taken effect.
      if (wasBusy && !(await this.listed(vm))) return;
      await this.assertOwn(vm);
      vm.entry.state = 'deleting';
      const response = await this.client.call('delete', { id: vm.id }, { retries: 0 }).catch((thrown: unknown) => {
        wasBusy = true;
        throw thrown;
      });
      await this.finish(response, 'Delete');
    });
    this.run.journal.deleted(vm.entry);
  }

  /**
   * What Describe says, which may lag behind until it has shown the VM once. As with list(), what it has just said will
   * do where this test changed nothing since. Rejects with Failed.
   */
  async powerState(vm: VirtualMachine): Promise<string> {
    if (vm.seen && isRecent(vm.seen, this.seesSince)) return vm.seen.powerState;
    let state = '';
    const look = async () => {
      const { exists, powerState } = await this.describe(vm);
      state = powerState;
      return exists ? undefined : `Describe says that the VM "${vm.id}" (${vm.name}) does not exist`;
    };
    if (!vm.described) await this.until(look);
    else {
      const wrong = await look();
      if (wrong !== undefined) throw new Failed(wrong);
    }
    return state;
  }

  /** Looks until Describe shows the state, and again after a while; `Off` is `Off` or `OffGraceful`. Rejects with Failed. */
  async reachesAndStays(vm: VirtualMachine, wanted: 'On' | 'Off'): Promise<void> {
    await this.reaches(vm, wanted);
    this.mustHoldLater(async () => {
      const state = await this.powerState(vm);
      const there = wanted === 'On' ? state === 'On' : isOff(state);
      return there ? undefined : `the VM reached ${wanted}, and is ${state} a moment later`;
    });
  }

  /** Looks until Describe shows the state; `Off` is `Off` or `OffGraceful`. Rejects with Failed. */
  async reaches(vm: VirtualMachine, wanted: 'On' | 'Off'): Promise<void> {
    await this.until(() => this.notYet(vm, wanted));
  }

  /** What Describe says otherwise, or undefined where the state is there. */
  async notYet(vm: VirtualMachine, wanted: 'On' | 'Off'): Promise<string | undefined> {
    const { exists, powerState } = await this.describe(vm);
    if (!exists) return `Describe says that the VM "${vm.id}" does not exist`;
    const there = wanted === 'On' ? powerState === 'On' : isOff(powerState);
    return there ? undefined : `Describe says power_state "${powerState}", not ${wanted}`;
  }

  /** Brings a VM to a power state, as a preparation. Rejects with CouldNotRun. */
  async bring(vm: VirtualMachine, wanted: 'On' | 'Off'): Promise<void> {
    await this.setUp(`the power state ${wanted}`, async () => {
      if (wanted === 'On' && (await this.isSwitchedOn(vm))) return;
      const now = await this.powerState(vm);
      if (wanted === 'On' ? now === 'On' : isOff(now)) return;
      await this.turn(vm, wanted);
    });
  }

  /**
   * Before a Power ListVMs is looked at anyway: where it shows that a VM is Off, that will do, and Describe says what came
   * of it. False where it does not, or the provider refused.
   */
  private async isSwitchedOn(vm: VirtualMachine): Promise<boolean> {
    const { powerState } = await this.row(vm);
    if (!isOff(powerState)) return false;
    if (await this.refusal(() => this.power(vm, PowerOp.ON))) return false;
    await this.reaches(vm, 'On');
    return true;
  }

  /** As bring(), of a VM that has just been seen in the other state. */
  async turn(vm: VirtualMachine, wanted: 'On' | 'Off'): Promise<void> {
    await this.setUp(`the power state ${wanted}`, async () => {
      await this.power(vm, wanted === 'On' ? PowerOp.ON : PowerOp.OFF);
      await this.reaches(vm, wanted);
    });
  }

  /** Looks until Describe says that it exists. Rejects with Failed. */
  async exists(vm: VirtualMachine): Promise<void> {
    await this.until(async () => {
      const { exists } = await this.describe(vm);
      return exists ? undefined : `Describe says that the VM "${vm.id}" (${vm.name}) does not exist`;
    });
  }

  /** Asks, and keeps what was said for powerState(). */
  private async describe(vm: VirtualMachine): Promise<ResponseOf<'describe'>> {
    const beganAt = performance.now();
    const answer = await this.client.call('describe', { id: vm.id });
    const { exists, powerState } = answer;
    vm.described ||= exists;
    if (exists) vm.seen = { powerState, beganAt, answeredAt: performance.now() };
    else delete vm.seen;
    return answer;
  }
}

const notListed = (vm: VirtualMachine) => `ListVMs does not show the VM "${vm.id}" under its name ${vm.name}`;
