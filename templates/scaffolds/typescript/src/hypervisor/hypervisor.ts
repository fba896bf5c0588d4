import type { CloneSupport, ImageSupport, OnlineSupport, SnapshotSupport } from './optional-support.js';
import type { DiskWish, PowerChange, Sizes, VirtualMachine, VmSpec } from './virtual-machine.js';

/** Work that began: the id is known at once, `done` settles when the work is over. */
export interface Begun {
  id: string;
  done: Promise<void>;
}

/**
 * What the provider asks of the hypervisor. Every method rejects with a HypervisorError to refuse. The signal is
 * aborted when the caller went away, its deadline passed or the provider stops: give it to whatever waits.
 *
 * Changes of one VM never overlap: the provider runs them one after another.
 */
export interface Hypervisor {
  /** Resolves where the hypervisor can be reached with the credentials at hand. */
  check(signal: AbortSignal): Promise<void>;
  /** Every VM, in any order. */
  listVms(signal: AbortSignal): Promise<VirtualMachine[]>;
  /** Resolves as soon as the id is known; the VM may still be made then. */
  createVm(spec: VmSpec, signal: AbortSignal): Promise<Begun>;
  /** The VM with this id, undefined where there is none. */
  findVm(id: string, signal: AbortSignal): Promise<VirtualMachine | undefined>;
  deleteVm(id: string, signal: AbortSignal): Promise<void>;
  setPower(id: string, change: PowerChange, signal: AbortSignal): Promise<void>;
  /** Sizes that are not given stay; disks are expanded or added by name. */
  reconfigureVm(id: string, change: VmChange, signal: AbortSignal): Promise<void>;

  /** What is absent is not declared in GetCapabilities, and its methods are answered with UNIMPLEMENTED. */
  readonly online?: OnlineSupport;
  readonly snapshots?: SnapshotSupport;
  readonly clones?: CloneSupport;
  readonly images?: ImageSupport;
}

export interface VmChange {
  sizes: Sizes;
  disks: DiskWish[];
}
