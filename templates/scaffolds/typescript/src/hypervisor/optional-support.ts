import type { Begun } from './hypervisor.js';
import type { Sizes } from './virtual-machine.js';

/** What may be changed while a VM is On. */
export interface OnlineSupport {
  reconfigure: boolean;
  expandDisks: boolean;
}

export interface SnapshotSpec {
  name: string;
  description: string;
  includeMemory: boolean;
}

export interface SnapshotSupport {
  /** Whether a snapshot may hold the memory of a running VM. */
  readonly memory: boolean;
  create(vmId: string, spec: SnapshotSpec, signal: AbortSignal): Promise<Begun>;
  revert(vmId: string, snapshotId: string, signal: AbortSignal): Promise<void>;
  delete(vmId: string, snapshotId: string, signal: AbortSignal): Promise<void>;
  /** Ids of the VM's snapshots, oldest first. */
  list(vmId: string, signal: AbortSignal): Promise<string[]>;
}

export interface CloneSpec {
  name: string;
  /** The clone may depend on its source. */
  linked: boolean;
  /** What is not given is the source's. */
  sizes: Sizes;
}

export interface CloneSupport {
  readonly linked: boolean;
  clone(sourceId: string, spec: CloneSpec, signal: AbortSignal): Promise<Begun>;
}

export interface PreparedImage {
  id: string;
  path: string;
  done: Promise<void>;
}

export interface ImageSupport {
  /** The same source under the same name is one image, prepared once. */
  prepare(source: Record<string, unknown>, name: string, signal: AbortSignal): Promise<PreparedImage>;
}
