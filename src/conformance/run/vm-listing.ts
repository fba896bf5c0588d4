import { setImmediate } from 'node:timers/promises';
import type { VMInfo } from '../../provider/contract/generated/provider/v1/provider_pb.js';
import type { CallRecord, ProviderClient } from '../client/provider-client.js';

/** How long what was answered counts as just seen, milliseconds. */
const recentMs = 50;

/** When a call began and when it was answered, by `performance.now()`. */
export interface Asked {
  beganAt: number;
  answeredAt: number;
}

/**
 * Whether an answer will do for who looks after `notBefore`: its call began after that, and it is not older than the
 * time that passes between a look and a call anyway.
 */
export function isRecent({ beganAt, answeredAt }: Asked, notBefore: number): boolean {
  return beganAt >= notBefore && performance.now() - answeredAt <= recentMs;
}

/** One answer to ListVMs, or what went wrong. */
export interface Listing extends Asked {
  /** Who asked. */
  client: ProviderClient;
  /** Every attempt, as the client recorded it. */
  calls: readonly CallRecord[];
  outcome: { vms: VMInfo[] } | { thrown: unknown };
}

/**
 * ListVMs shared by all tests. Nobody gets an answer whose call began before what they changed last, but those who ask
 * while one is under way share the next one: on a hypervisor with many VMs this method is the slowest read.
 */
export class VmListing {
  private last: Listing | undefined;
  private current: Promise<Listing> | undefined;
  private next: Promise<Listing> | undefined;

  /** An answer whose call begins from now on; never rejects. */
  fresh(client: ProviderClient): Promise<Listing> {
    this.next ??= this.turn().then(() => {
      this.next = undefined;
      return this.start(client);
    });
    return this.next;
  }

  /** The last answer, where it is recent for who looks after `notBefore` (`performance.now()`); else undefined. */
  recent(notBefore: number): Listing | undefined {
    return this.last && isRecent(this.last, notBefore) ? this.last : undefined;
  }

  /** Those that were answered at the same time ask at the same time, and one call serves them. */
  private async turn(): Promise<void> {
    await this.current;
    await setImmediate();
  }

  private start(client: ProviderClient): Promise<Listing> {
    const running = this.ask(client).finally(() => {
      if (this.current === running) this.current = undefined;
    });
    this.current = running;
    return running;
  }

  private async ask(client: ProviderClient): Promise<Listing> {
    const calls: CallRecord[] = [];
    const beganAt = performance.now();
    try {
      const { vms } = await client.call('listVMs', {}, { seen: (call) => calls.push(call) });
      this.last = { client, calls, outcome: { vms }, beganAt, answeredAt: performance.now() };
      return this.last;
    } catch (thrown) {
      return { client, calls, outcome: { thrown }, beganAt, answeredAt: performance.now() };
    }
  }
}
