import type { Begun, Hypervisor, VmChange } from '../hypervisor.js';
import { HypervisorError } from '../hypervisor-error.js';
import type { PowerChange, VirtualMachine, VmSpec } from '../virtual-machine.js';
// scaffold:if clone
import { InMemoryClones } from './clones.js';
// scaffold:end
// scaffold:if image-prepare
import { InMemoryImages } from './images.js';
// scaffold:end
// scaffold:if snapshot
import { InMemorySnapshots } from './snapshots.js';
// scaffold:end
import { newCards, newDisk, newId, resize, Store, withDisks } from './store.js';

/** Virtual machines that exist as long as the process does: what the project starts with, and what its tests use. */
export class InMemoryHypervisor implements Hypervisor {
  private readonly store = new Store();
  // scaffold:if advanced
  readonly online = { reconfigure: true, expandDisks: true };
  // scaffold:end
  // scaffold:if snapshot
  readonly snapshots = new InMemorySnapshots(this.store);
  // scaffold:end
  // scaffold:if clone
  readonly clones = new InMemoryClones(this.store);
  // scaffold:end
  // scaffold:if image-prepare
  readonly images = new InMemoryImages();
  // scaffold:end

  async check(): Promise<void> {}

  async listVms(): Promise<VirtualMachine[]> {
    return this.store.all();
  }

  async createVm(spec: VmSpec, signal: AbortSignal): Promise<Begun> {
    signal.throwIfAborted();
    const id = newId('vm');
    const vm = {
      name: spec.name,
      power: 'Off',
      cpu: spec.sizes.cpu ?? 1,
      memoryMib: spec.sizes.memoryMib ?? 1024,
      disks: withDisks(id, [newDisk(id, 'root')], spec.disks),
      cards: newCards(spec.networks),
      consoleUrl: '',
      raw: { tags: spec.tags.join(',') },
    } as const;
    this.store.add(vm, id);
    return { id, done: Promise.resolve() };
  }

  async findVm(id: string): Promise<VirtualMachine | undefined> {
    return this.store.find(id);
  }

  async deleteVm(id: string): Promise<void> {
    this.store.remove(id);
  }

  async setPower(id: string, { operation }: PowerChange): Promise<void> {
    const vm = this.store.get(id);
    if (operation === 'reboot' && vm.power !== 'On') {
      throw new HypervisorError('wrong-state', `VM ${id} is not On, so it cannot be rebooted`);
    }
    vm.power = operation === 'on' || operation === 'reboot' ? 'On' : 'Off';
  }

  async reconfigureVm(id: string, { sizes, disks }: VmChange): Promise<void> {
    const vm = this.store.get(id);
    const changed = withDisks(id, vm.disks, disks);
    resize(vm, sizes);
    vm.disks = changed;
  }
}
