/** As the contract spells them. */
export type PowerState = 'On' | 'Off' | 'OffGraceful';

export interface Disk {
  id: string;
  /** Unique within its VM; the boot disk is `root`. */
  name: string;
  sizeGib: number;
  type: string;
  format: 'qcow2';
  path: string;
  /** Path of the disk or prepared image that this one is layered on. */
  backingFile?: string;
}

export interface NetworkCard {
  network: string;
  mac: string;
  /** Leased while the VM is On. */
  ip: string;
}

/** What a snapshot keeps and a clone copies. */
export interface Hardware {
  cpu: number;
  memoryMib: number;
  version: number;
  /** The boot disk first. */
  disks: Disk[];
  cards: NetworkCard[];
}

export interface Snapshot {
  id: string;
  name: string;
  description: string;
  includesMemory: boolean;
  power: PowerState;
  hardware: Hardware;
}

export interface VirtualMachine {
  id: string;
  name: string;
  power: PowerState;
  hardware: Hardware;
  tags: string[];
  /** Oldest first. */
  snapshots: Snapshot[];
}

export interface PreparedImage {
  id: string;
  path: string;
  name: string;
}
