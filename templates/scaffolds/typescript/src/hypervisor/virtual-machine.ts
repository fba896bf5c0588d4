/** As the contract spells them. */
export type PowerState = 'On' | 'Off' | 'OffGraceful';

export type PowerOperation = 'on' | 'off' | 'reboot' | 'shutdown';

export interface PowerChange {
  operation: PowerOperation;
  /** How long the guest may take to shut down; 0 leaves it to the hypervisor. */
  gracefulTimeoutSeconds: number;
}

/** What is not asked for is absent. */
export interface Sizes {
  cpu?: number;
  memoryMib?: number;
}

export interface DiskWish {
  name?: string;
  sizeGib?: number;
}

export interface NetworkWish {
  name: string;
  mac?: string;
}

export interface VmSpec {
  name: string;
  sizes: Sizes;
  disks: DiskWish[];
  networks: NetworkWish[];
  /** image_json as it came: a template, or an image that was prepared before. */
  image: Record<string, unknown>;
  /** For cloud-init or the like; empty where none was given. */
  userData: Uint8Array;
  tags: string[];
}

export interface Disk {
  id: string;
  name: string;
  sizeGib: number;
  path: string;
  format: string;
}

export interface NetworkCard {
  network: string;
  mac: string;
  /** Empty where it has none. */
  ip: string;
}

export interface VirtualMachine {
  id: string;
  name: string;
  power: PowerState;
  /** 0 where it is not known, here and for the memory. */
  cpu: number;
  memoryMib: number;
  /** The boot disk first. */
  disks: Disk[];
  cards: NetworkCard[];
  /** Where a console is, empty where there is none. */
  consoleUrl: string;
  /** What else the hypervisor says, for people. */
  raw: Record<string, string>;
}
