import { PowerOp, type VMInfo } from '../../provider/contract/generated/provider/v1/provider_pb.js';
import type { ResponseOf } from '../../provider/contract/provider-service.js';
import { CallError } from '../client/call-error.js';
import { type CallRecord, ProviderClient, type RequestInit } from '../client/provider-client.js';
import { createVm, type VmRequest } from './creating.js';
import { ExchangeLog } from './exchange-log.js';
import { CouldNotRun, Failed, NotApplicable, ServerDied, TaskFailure } from './outcomes.js';
import { OwnTime } from './own-time.js';
import type { RunState } from './run-state.js';
import { askedAgain } from './trying-again.js';
import { isOff, listedSizes, type Sizes, type VirtualMachine } from './virtual-machine.js';
import { awaitTask, type Look, lookUntil, pause } from './waiting.js';

/** Methods that change the VM named by their first id. */
type ChangingMethod = 'power' | 'reconfigure' | 'snapshotCreate' | 'snapshotRevert' | 'snapshotDelete' | 'delete';

/** What a test works with: the provider, VMs of its own, and the rules of the run. */
export class TestContext {
  readonly run: RunState;
  readonly id: string;
  readonly client: ProviderClient;
  readonly signal: AbortSignal;
  readonly exchange = new ExchangeLog();
  readonly ownTime = new OwnTime();
  /** VMs to remove when the test is over; those of `prepare` too. */
  readonly vms: VirtualMachine[] = [];
  /** Those of them that are there, in the order of `vm()`. */
  readonly made: VirtualMachine[] = [];
  /** The calls under way, for the message of a test that `--timeout` cut off. */
  readonly underWay = new Set<{ method: string }>();

  constructor(run: RunState, { id, signal = run.signal }: { id: string; signal?: AbortSignal }) {
    this.run = run;
    this.id = id;
    this.signal = signal;
    this.client = this.clientOn(run.connection);
  }

  record(call: CallRecord): void {
    this.exchange.add(call);
    this.run.trace?.(this.id, call);
    this.ownTime.add(call.startedAt, call.endedAt);
  }

  /** A client on another connection that records into the same test. */
  clientOn(connection: ConstructorParameters<typeof ProviderClient>[0]): ProviderClient {
    return new ProviderClient(connection, {
      testId: this.id,
      signal: this.signal,
      creatingSignal: this.run.cleanupSignal,
      callTimeoutMs: this.run.limits.callTimeoutMs,
      record: (call) => this.record(call),
      underWay: this.underWay,
    });
  }

  /** Waits for the task of an answer, if it has one. Rejects with TaskFailure. */
  async finish(response: { task?: { id: string } | undefined }, what: string): Promise<void> {
    const taskId = response.task?.id ?? '';
    if (taskId === '') return;
    const startedAt = performance.now();
    const wait = { client: this.client, taskId, what, limitMs: this.run.limits.taskTimeoutMs };
    const waiting = { method: `the task of ${what}` };
    this.underWay.add(waiting);
    const pausedFor = await awaitTask(wait).finally(() => {
      if (!this.signal.aborted) this.underWay.delete(waiting);
    });
    const endedAt = performance.now() - pausedFor;
    this.ownTime.add(startedAt, endedAt);
  }

  /** ListVMs as of now. */
  list(): Promise<VMInfo[]> {
    return this.run.listing.fresh(this.client);
  }

  /** The VM's own row of ListVMs, by id and whole name. */
  async listed(vm: VirtualMachine): Promise<VMInfo | undefined> {
    return (await this.list()).find(({ id, name }) => id === vm.id && name === vm.name);
  }

  /** Looks until the VM is listed. Rejects with Failed. */
  async row(vm: VirtualMachine): Promise<VMInfo> {
    let found: VMInfo | undefined;
    await this.until(async () => {
      found = await this.listed(vm);
      return found ? undefined : `ListVMs does not show the VM "${vm.id}" under its name ${vm.name}`;
    });
    vm.listed = true;
    return found as VMInfo;
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

  /** Runs preparations: whatever goes wrong there is CouldNotRun, since another test judges it. */
  async setUp<Result>(what: string, prepare: () => Promise<Result>): Promise<Result> {
    try {
      return await prepare();
    } catch (thrown) {
      const expected = [CallError, TaskFailure, Failed].some((kind) => thrown instanceof kind);
      if (expected)
        throw new CouldNotRun(`${what} could not be set up: ${(thrown as Error).message}`, { cause: thrown });
      throw thrown;
    }
  }

  /** Makes something once for several tests, with a context that keeps its VMs until the end of the run. */
  async once<Result>(key: string, make: (shared: TestContext) => Promise<Result>): Promise<Result> {
    const { shared } = this.run;
    const startedAt = performance.now();
    const waiting = { method: `the shared ${key}` };
    this.underWay.add(waiting);
    if (!shared.has(key)) shared.set(key, make(new TestContext(this.run, { id: `shared-${key}` })));
    try {
      return (await shared.get(key)) as Result;
    } finally {
      if (!this.signal.aborted) this.underWay.delete(waiting);
      this.ownTime.add(startedAt, performance.now());
    }
  }

  /**
   * Nothing is changed unless ListVMs has just shown its id together with its name of this run: hypervisors hand out
   * ids again. Rejects with CouldNotRun.
   */
  async assertOwn(vm: VirtualMachine): Promise<void> {
    if (vm.id === '') throw new CouldNotRun('the VM has an empty id, and nothing is done to an empty id');
    if (this.run.baseline?.has(vm.id)) {
      throw new CouldNotRun(`the id "${vm.id}" was there before the run began, so nothing is done to it`);
    }
    const wasListed = vm.listed === true;
    try {
      await this.row(vm);
    } catch (thrown) {
      if (!(thrown instanceof Failed)) throw thrown;
      if (wasListed) throw new Failed(`the VM vanished: ${thrown.message} any more`, { cause: thrown });
      throw new CouldNotRun(`${thrown.message}, so nothing is done to it`, { cause: thrown });
    }
  }

  /**
   * Calls a changing method on a VM of this run and waits for its task. Each attempt looks first whose VM it is, also
   * when a busy provider is asked again: meanwhile the id may have been handed out to somebody else.
   */
  async change<Name extends ChangingMethod>(
    method: Name,
    { vm, request, what }: { vm: VirtualMachine; request: RequestInit<Name>; what: string },
  ): Promise<ResponseOf<Name>> {
    const response = await askedAgain(this.signal, async () => {
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
  }

  /** Deletes and remembers that; whether it is gone is for the caller to look. */
  async delete(vm: VirtualMachine): Promise<void> {
    let wasBusy = false;
    await askedAgain(this.signal, async () => {
      // A Delete that was answered with UNAVAILABLE may have taken effect.
      if (wasBusy && !(await this.listed(vm))) return;
      await this.assertOwn(vm);
      const response = await this.client.call('delete', { id: vm.id }, { retries: 0 }).catch((thrown: unknown) => {
        wasBusy = true;
        throw thrown;
      });
      await this.finish(response, 'Delete');
    });
    this.run.journal.deleted(vm.entry);
  }

  /** Looks until the VM is gone from ListVMs under its name and from Describe. Rejects with Failed or CouldNotRun. */
  async vanishes(vm: VirtualMachine): Promise<void> {
    let stranger: string | undefined;
    await this.until(async () => {
      stranger = undefined;
      const rows = await this.list();
      const row = rows.find(({ id, name }) => id === vm.id && name === vm.name);
      if (row) return `ListVMs still shows "${vm.id}" as ${vm.name}`;
      const other = rows.find(({ id }) => id === vm.id)?.name;
      if (other?.includes(vm.name)) return `Delete only renamed "${vm.id}" to ${other}`;
      // The id may have been handed out again: then it is another VM that Describe speaks of.
      if (other !== undefined && this.run.journal.entries.some(({ name }) => name === other)) return undefined;
      if (!(await this.isDescribed(vm.id))) return undefined;
      stranger = other;
      return other === undefined ? `Describe still says that the VM "${vm.id}" exists` : undefined;
    });
    if (stranger !== undefined) {
      throw new CouldNotRun(
        `after Delete the id "${vm.id}" is that of "${stranger}", so whether the VM is gone cannot be told`,
      );
    }
    this.run.journal.gone(vm.entry);
    this.run.deletedIds.push(vm.id);
  }

  private async isDescribed(id: string): Promise<boolean> {
    try {
      return (await this.client.call('describe', { id })).exists;
    } catch (thrown) {
      if (thrown instanceof CallError && !thrown.isSilence) return false;
      throw thrown;
    }
  }

  async powerState(vm: VirtualMachine): Promise<string> {
    const { exists, powerState } = await this.client.call('describe', { id: vm.id });
    if (!exists) throw new Failed(`Describe says that the VM "${vm.id}" (${vm.name}) does not exist`);
    return powerState;
  }

  /** Looks until Describe shows the state, and again after a while; `Off` is `Off` or `OffGraceful`. Rejects with Failed. */
  async reachesAndStays(vm: VirtualMachine, wanted: 'On' | 'Off'): Promise<void> {
    await this.reaches(vm, wanted);
    await this.stays(async () => {
      const state = await this.powerState(vm);
      const there = wanted === 'On' ? state === 'On' : isOff(state);
      return there ? undefined : `the VM reached ${wanted}, and is ${state} a moment later`;
    });
  }

  /** Looks until Describe shows the state; `Off` is `Off` or `OffGraceful`. Rejects with Failed. */
  async reaches(vm: VirtualMachine, wanted: 'On' | 'Off'): Promise<void> {
    await this.until(async () => {
      const { exists, powerState } = await this.client.call('describe', { id: vm.id });
      if (!exists) return `Describe says that the VM "${vm.id}" does not exist`;
      const there = wanted === 'On' ? powerState === 'On' : isOff(powerState);
      return there ? undefined : `Describe says power_state "${powerState}", not ${wanted}`;
    });
  }

  /** Brings a VM to a power state, as a preparation. Rejects with CouldNotRun. */
  async bring(vm: VirtualMachine, wanted: 'On' | 'Off'): Promise<void> {
    await this.setUp(`the power state ${wanted}`, async () => {
      const now = await this.powerState(vm);
      if (wanted === 'On' ? now === 'On' : isOff(now)) return;
      await this.power(vm, wanted === 'On' ? PowerOp.ON : PowerOp.OFF);
      await this.reaches(vm, wanted);
    });
  }

  /** Looks until Describe says that it exists. Rejects with Failed. */
  async exists(vm: VirtualMachine): Promise<void> {
    await this.until(async () => {
      const { exists } = await this.client.call('describe', { id: vm.id });
      return exists ? undefined : `Describe says that the VM "${vm.id}" (${vm.name}) does not exist`;
    });
  }

  /** Looks until nothing is wrong. Rejects with Failed. */
  async until(look: Look): Promise<void> {
    await lookUntil(look, { signal: this.signal, settleMs: this.run.limits.settleMs });
  }

  /** Looks that something did not happen: until nothing is wrong, and again after the settle time. Rejects with Failed. */
  async stays(look: Look): Promise<void> {
    await this.until(look);
    const wait = () => pause(this.run.limits.settleMs, this.signal);
    await (this.run.slots ? this.run.slots.without(wait) : wait());
    const wrong = await look();
    if (wrong !== undefined) throw new Failed(wrong);
  }

  /**
   * What the provider refused with, or undefined where it accepted. No answer at all is Failed: silence is no refusal.
   */
  async refusal(attempt: () => Promise<unknown>): Promise<CallError | TaskFailure | undefined> {
    try {
      await attempt();
      return undefined;
    } catch (thrown) {
      if (thrown instanceof CallError && thrown.isRefusal) return thrown;
      if (thrown instanceof TaskFailure && thrown.reported) return thrown;
      if (thrown instanceof CallError || thrown instanceof TaskFailure)
        throw new Failed(thrown.message, { cause: thrown });
      throw thrown;
    }
  }

  /** Rejects with Failed where the provider accepted. */
  async mustRefuse(what: string, attempt: () => Promise<unknown>): Promise<CallError | TaskFailure> {
    const refusal = await this.refusal(attempt);
    if (!refusal) throw new Failed(`${what} was answered with OK`);
    return refusal;
  }

  /** Rejects with Failed unless the answer is the status UNIMPLEMENTED. */
  async mustBeUnimplemented(what: string, attempt: () => Promise<unknown>): Promise<void> {
    const refusal = await this.mustRefuse(what, attempt);
    if (refusal instanceof CallError && refusal.status === 'UNIMPLEMENTED') return;
    throw new Failed(`${what} must answer UNIMPLEMENTED where it is not declared; ${refusal.message}`);
  }

  /** Rejects with ServerDied unless Validate still answers, whatever it says. */
  async assertAlive(what: string): Promise<void> {
    const connection = this.run.connect();
    try {
      await this.clientOn(connection).call('validate', {}, { deadlineMs: 10_000, retries: 4 });
    } catch (thrown) {
      if (!(thrown instanceof CallError)) throw thrown;
      if (thrown.isSilence)
        throw new ServerDied(`after ${what} the provider does not answer any more: ${thrown.message}`);
    } finally {
      connection.close();
    }
  }

  notApplicable(reason: string): never {
    throw new NotApplicable(reason);
  }
}
