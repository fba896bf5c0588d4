import { randomUUID } from 'node:crypto';
import { attachCards, attachDisks, bootDisk, copyHardware, resize } from './hardware.js';
import type { ClassSizes, DiskWish, NetworkWish } from './json-parameters.js';
import { alreadyExists, invalid, notFound, wrongState } from './provider-failure.js';
import type { PreparedImage, Snapshot, VirtualMachine } from './virtual-machine.js';

export interface VmSpec {
  name: string;
  sizes: ClassSizes;
  disks: DiskWish[];
  networks: NetworkWish[];
  tags: string[];
  image?: PreparedImage;
}

export interface CloneSpec {
  name: string;
  linked: boolean;
  sizes: ClassSizes;
}

const newestHardware = 22;

/** Virtual machines, snapshots and images in memory. Every refusal is a ProviderFailure and changes nothing. */
export class Hypervisor {
  readonly vms = new Map<string, VirtualMachine>();
  readonly images = new Map<string, PreparedImage>();

  /** Ids are never handed out again, also not after a restart. */
  newId(kind: 'vm' | 'snap' | 'img'): string {
    return `${kind}-${randomUUID()}`;
  }

  vm(id: string): VirtualMachine {
    const found = this.vms.get(id);
    if (!found) throw notFound(`no VM has the id ${JSON.stringify(id)}`);
    return found;
  }

  create(spec: VmSpec): VirtualMachine {
    this.checkName(spec.name);
    const id = this.newId('vm');
    const disks = [bootDisk(id, { sizeGib: spec.sizes.rootDiskGib, image: spec.image })];
    const vm: VirtualMachine = {
      id,
      name: spec.name,
      power: 'Off',
      hardware: {
        cpu: spec.sizes.cpu ?? 1,
        memoryMib: spec.sizes.memoryMib ?? 1024,
        version: newestHardware - 1,
        disks: attachDisks(id, disks, spec.disks),
        cards: attachCards(id, spec.networks),
      },
      tags: [...spec.tags],
      snapshots: [],
    };
    this.vms.set(id, vm);
    return vm;
  }

  delete(id: string): void {
    this.vms.delete(this.vm(id).id);
  }

  powerOn(id: string): void {
    this.vm(id).power = 'On';
  }

  powerOff(id: string): void {
    this.vm(id).power = 'Off';
  }

  reboot(id: string): void {
    if (this.vm(id).power !== 'On') throw wrongState(`VM ${id} is not On, so it cannot be rebooted`);
  }

  /** Sizes that are not given stay; disks are expanded or added by name, never shrunk or removed. */
  reconfigure(id: string, { sizes, disks }: { sizes: ClassSizes; disks: DiskWish[] }): void {
    const { hardware } = this.vm(id);
    const changed = attachDisks(id, hardware.disks, disks);
    resize(hardware, sizes);
    hardware.disks = changed;
  }

  upgradeHardware(id: string, version: number): void {
    const vm = this.vm(id);
    if (version < 1 || version > newestHardware) throw invalid(`target_version must be from 1 to ${newestHardware}`);
    if (version < vm.hardware.version) {
      throw wrongState(`VM ${id} has hardware version ${vm.hardware.version}; it cannot be lowered`);
    }
    if (vm.power === 'On') throw wrongState(`VM ${id} is On; its hardware is upgraded while it is Off`);
    vm.hardware.version = version;
  }

  clone(sourceId: string, { name, linked, sizes }: CloneSpec): VirtualMachine {
    const source = this.vm(sourceId);
    this.checkName(name);
    const id = this.newId('vm');
    const hardware = copyHardware(source.hardware, { vmId: id, linked });
    resize(hardware, sizes);
    const vm: VirtualMachine = { id, name, power: 'Off', hardware, tags: [...source.tags], snapshots: [] };
    this.vms.set(id, vm);
    return vm;
  }

  /** Takes the snapshot under an id that newId('snap') gave. */
  snapshot(vmId: string, { id, name, description, includesMemory }: Omit<Snapshot, 'power' | 'hardware'>): void {
    const vm = this.vm(vmId);
    const hardware = structuredClone(vm.hardware);
    vm.snapshots.push({ id, name: name || id, description, includesMemory, power: vm.power, hardware });
  }

  snapshotOf(vmId: string, snapshotId: string): Snapshot {
    const found = this.vm(vmId).snapshots.find(({ id }) => id === snapshotId);
    if (!found) throw notFound(`VM ${vmId} has no snapshot with the id ${JSON.stringify(snapshotId)}`);
    return found;
  }

  revert(vmId: string, snapshotId: string): void {
    const { power, hardware } = this.snapshotOf(vmId, snapshotId);
    const vm = this.vm(vmId);
    vm.power = power;
    vm.hardware = structuredClone(hardware);
  }

  deleteSnapshot(vmId: string, snapshotId: string): void {
    this.snapshotOf(vmId, snapshotId);
    const vm = this.vm(vmId);
    vm.snapshots = vm.snapshots.filter(({ id }) => id !== snapshotId);
  }

  /** The image that was prepared from this source under this name, prepared now if it was not before. */
  prepareImage(source: string, name: string): { image: PreparedImage; fresh: boolean } {
    const key = JSON.stringify([source, name]);
    const known = this.images.get(key);
    if (known) return { image: known, fresh: false };
    const id = this.newId('img');
    const image = { id, path: `/var/lib/mock/images/${id}.qcow2`, name };
    this.images.set(key, image);
    return { image, fresh: true };
  }

  /** The prepared image that is meant by one of these words: its id, its path or its name. */
  preparedImage(words: unknown[]): PreparedImage | undefined {
    return [...this.images.values()].find(({ id, path, name }) => [id, path, name].some((own) => words.includes(own)));
  }

  private checkName(name: string): void {
    if (name === '') throw invalid('the name of a VM must not be empty');
    for (const vm of this.vms.values()) {
      if (vm.name === name) throw alreadyExists(`a VM named ${JSON.stringify(name)} exists already: ${vm.id}`);
    }
  }
}
