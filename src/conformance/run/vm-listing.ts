import { setImmediate } from 'node:timers/promises';
import type { VMInfo } from '../../provider/contract/generated/provider/v1/provider_pb.js';
import type { ProviderClient } from '../client/provider-client.js';

/** How long what ListVMs showed counts as just seen, milliseconds. */
const recentMs = 50;

/**
 * ListVMs shared by all tests. Nobody gets an answer whose call began before they asked, but those who ask while one
 * is under way share the next one: on a hypervisor with many VMs this method is the slowest read.
 */
export class VmListing {
  private last: { vms: VMInfo[]; beganAt: number; answeredAt: number } | undefined;
  private current: Promise<VMInfo[]> | undefined;
  private next: Promise<VMInfo[]> | undefined;

  fresh(client: ProviderClient): Promise<VMInfo[]> {
    this.next ??= this.turn().then(() => {
      this.next = undefined;
      return this.start(client);
    });
    return this.next;
  }

  /**
   * The last answer, where its call began after `notBefore` (`performance.now()`) and it is not older than the time that
   * passes between a look and a call anyway; else undefined.
   */
  recent(notBefore: number): VMInfo[] | undefined {
    const { last } = this;
    const isRecent = last && last.beganAt >= notBefore && performance.now() - last.answeredAt <= recentMs;
    return isRecent ? last.vms : undefined;
  }

  /** Those that were answered at the same time ask at the same time, and one call serves them. */
  private async turn(): Promise<void> {
    if (this.current) await this.current.catch(() => undefined);
    else await setImmediate();
  }

  private start(client: ProviderClient): Promise<VMInfo[]> {
    const beganAt = performance.now();
    const running = client
      .call('listVMs', {})
      .then(({ vms }) => {
        this.last = { vms, beganAt, answeredAt: performance.now() };
        return vms;
      })
      .finally(() => {
        if (this.current === running) this.current = undefined;
      });
    this.current = running;
    return running;
  }
}
