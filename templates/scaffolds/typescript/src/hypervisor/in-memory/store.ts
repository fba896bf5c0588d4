import { randomUUID } from 'node:crypto';
import { HypervisorError } from '../hypervisor-error.js';
import type { Disk, DiskWish, NetworkCard, NetworkWish, Sizes, VirtualMachine } from '../virtual-machine.js';

const defaultDiskGib = 10;

/** The virtual machines in memory. Every refusal is a HypervisorError and changes nothing. */
export class Store {
  private readonly vms = new Map<string, VirtualMachine>();

  all(): VirtualMachine[] {
    return [...this.vms.values()];
  }

  find(id: string): VirtualMachine | undefined {
    return this.vms.get(id);
  }

  get(id: string): VirtualMachine {
    const vm = this.vms.get(id);
    if (!vm) throw new HypervisorError('not-found', `no VM has the id ${JSON.stringify(id)}`);
    return vm;
  }

  add(vm: Omit<VirtualMachine, 'id'>, id: string): void {
    if (this.all().some(({ name }) => name === vm.name)) {
      throw new HypervisorError('already-exists', `a VM named ${JSON.stringify(vm.name)} exists already`);
    }
    this.vms.set(id, { id, ...vm });
  }

  remove(id: string): void {
    this.vms.delete(this.get(id).id);
  }
}

export function newId(kind: 'vm' | 'snap' | 'img'): string {
  return `${kind}-${randomUUID()}`;
}

export function resize(vm: VirtualMachine, { cpu, memoryMib }: Sizes): void {
  vm.cpu = cpu ?? vm.cpu;
  vm.memoryMib = memoryMib ?? vm.memoryMib;
}

/** The disks as they are after the wishes: one of a known name is expanded, another is added. */
export function withDisks(vmId: string, present: readonly Disk[], wishes: readonly DiskWish[]): Disk[] {
  const disks = structuredClone(present) as Disk[];
  for (const { name = `disk-${disks.length}`, sizeGib } of wishes) {
    const known = disks.find((disk) => disk.name === name || disk.id === name);
    if (!known) {
      disks.push(newDisk(vmId, name, sizeGib));
    } else if (sizeGib !== undefined) {
      if (sizeGib < known.sizeGib) {
        throw new HypervisorError('invalid', `disk ${name} has ${known.sizeGib} GiB and cannot shrink to ${sizeGib}`);
      }
      known.sizeGib = sizeGib;
    }
  }
  return disks;
}

export function newDisk(vmId: string, name: string, sizeGib = defaultDiskGib): Disk {
  const id = `${vmId}/${name}`;
  return { id, name, sizeGib, path: `/in-memory/${id}.qcow2`, format: 'qcow2' };
}

export function newCards(wishes: readonly NetworkWish[]): NetworkCard[] {
  const wanted = wishes.length > 0 ? wishes : [{ name: 'default' }];
  return wanted.map(({ name, mac = randomMac() }: NetworkWish) => ({ network: name, mac, ip: '' }));
}

function randomMac(): string {
  const bytes = randomUUID().replaceAll('-', '').slice(0, 10);
  return `02:${bytes.match(/../g)?.join(':')}`;
}
