import type { Begun } from '../hypervisor.js';
import { HypervisorError } from '../hypervisor-error.js';
import type { SnapshotSpec, SnapshotSupport } from '../optional-support.js';
import type { VirtualMachine } from '../virtual-machine.js';
import { newId, type Store } from './store.js';

interface Snapshot {
  id: string;
  vmId: string;
  kept: Pick<VirtualMachine, 'power' | 'cpu' | 'memoryMib' | 'disks'>;
}

export class InMemorySnapshots implements SnapshotSupport {
  readonly memory = true;
  private readonly store: Store;
  private readonly snapshots: Snapshot[] = [];

  constructor(store: Store) {
    this.store = store;
  }

  async create(vmId: string, _spec: SnapshotSpec): Promise<Begun> {
    const { power, cpu, memoryMib, disks } = structuredClone(this.store.get(vmId));
    const id = newId('snap');
    this.snapshots.push({ id, vmId, kept: { power, cpu, memoryMib, disks } });
    return { id, done: Promise.resolve() };
  }

  async revert(vmId: string, snapshotId: string): Promise<void> {
    Object.assign(this.store.get(vmId), structuredClone(this.get(vmId, snapshotId).kept));
  }

  async delete(vmId: string, snapshotId: string): Promise<void> {
    this.snapshots.splice(this.snapshots.indexOf(this.get(vmId, snapshotId)), 1);
  }

  async list(vmId: string): Promise<string[]> {
    return this.snapshots.filter((snapshot) => snapshot.vmId === vmId).map(({ id }) => id);
  }

  private get(vmId: string, snapshotId: string): Snapshot {
    this.store.get(vmId);
    const found = this.snapshots.find((snapshot) => snapshot.id === snapshotId && snapshot.vmId === vmId);
    if (!found) throw new HypervisorError('not-found', `VM ${vmId} has no snapshot ${JSON.stringify(snapshotId)}`);
    return found;
  }
}
