import type { Begun } from '../hypervisor.js';
import type { CloneSpec, CloneSupport } from '../optional-support.js';
import { newCards, newDisk, newId, resize, type Store } from './store.js';

export class InMemoryClones implements CloneSupport {
  readonly linked = true;
  private readonly store: Store;

  constructor(store: Store) {
    this.store = store;
  }

  /** Nothing is shared with the source, also where a linked clone was asked for. */
  async clone(sourceId: string, { name, sizes }: CloneSpec, signal: AbortSignal): Promise<Begun> {
    signal.throwIfAborted();
    const { id: _source, ...source } = structuredClone(this.store.get(sourceId));
    const id = newId('vm');
    const disks = source.disks.map((disk) => newDisk(id, disk.name, disk.sizeGib));
    const cards = newCards(source.cards.map(({ network }) => ({ name: network })));
    const clone = { id, ...source, name, power: 'Off' as const, disks, cards };
    resize(clone, sizes);
    this.store.add(clone, id);
    return { id, done: Promise.resolve() };
  }
}
