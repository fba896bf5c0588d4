import type { VMInfo } from '../../provider/contract/generated/provider/v1/provider_pb.js';
import type { JournalEntry } from './journal.js';
import type { Asked } from './vm-listing.js';

/** A VM that this run created. */
export interface VirtualMachine {
  id: string;
  name: string;
  /** What was asked for. */
  sizes: Sizes;
  /** What the last Reconfigure asked for, unless a snapshot brought something else back. */
  wanted?: Sizes;
  entry: JournalEntry;
  /** The task that made it, where there was one. */
  taskId?: string;
  /** ListVMs has shown it under its name. */
  listed?: boolean;
  /** Describe has said that it exists. */
  described?: boolean;
  /** What it said last, where the VM existed. */
  seen?: Asked & { powerState: string };
}

/** Whether a row of ListVMs shows that VM: by the id and the whole name, since ids are handed out again. */
export function isRowOf({ id, name }: { id: string; name: string }): (row: Pick<VMInfo, 'id' | 'name'>) => boolean {
  return (row) => row.id === id && row.name === name;
}

/** What rows show of their VMs, to compare and to tell, by id. */
export function shownTexts(rows: readonly VMInfo[]): Map<string, string> {
  return new Map(
    rows.map(({ id, name, powerState, cpu, memoryMib }) => [
      id,
      `"${id}" (${name}), ${powerState}, ${cpu} CPU and ${memoryMib} MiB`,
    ]),
  );
}

/** CPU count and memory in MiB; a size that is unknown is absent. */
export interface Sizes {
  cpu?: number;
  memoryMib?: number;
}

/** What ListVMs tells; 0 means that the provider does not know. */
export function listedSizes({ cpu, memoryMib }: VMInfo): Sizes {
  return {
    ...(cpu !== 0 && { cpu }),
    ...(memoryMib !== 0n && { memoryMib: Number(memoryMib) }),
  };
}

/** Whether every size that is told on both sides is the same. */
export function sameSizes(a: Sizes, b: Sizes): boolean {
  const differs = (x: number | undefined, y: number | undefined) => x !== undefined && y !== undefined && x !== y;
  return !differs(a.cpu, b.cpu) && !differs(a.memoryMib, b.memoryMib);
}

/** Of `sizes` those whose kind is shown as it was asked for: what is not may be no size at all. */
export function believable(sizes: Required<Sizes>, { shown, asked }: { shown: Sizes; asked: Sizes }): Sizes {
  return {
    ...(shown.cpu !== undefined && shown.cpu === asked.cpu && { cpu: sizes.cpu }),
    ...(shown.memoryMib !== undefined && shown.memoryMib === asked.memoryMib && { memoryMib: sizes.memoryMib }),
  };
}

export function tellsSizes({ cpu, memoryMib }: Sizes): boolean {
  return cpu !== undefined || memoryMib !== undefined;
}

export function describeSizes({ cpu, memoryMib }: Sizes): string {
  return `${cpu ?? 'unknown'} CPU and ${memoryMib ?? 'unknown'} MiB`;
}

export const isOff = (powerState: string) => powerState === 'Off' || powerState === 'OffGraceful';

/** How the power state in ListVMs is not the one in Describe, or undefined. */
export function statesDiffer({ id, name, powerState }: VMInfo, described: string): string | undefined {
  return powerState === described
    ? undefined
    : `ListVMs says power_state "${powerState}" of "${id}" (${name}), Describe says "${described}"`;
}

/** Which parts of a VM a later row, or that of its clone, no longer shows; undefined where it shows them all. */
export function lostParts(before: VMInfo, now: VMInfo): string | undefined {
  // Some providers tell the disks and cards of a VM only while it is On.
  const comparable = now.powerState === before.powerState;
  const told = comparable || now.powerState === 'On' || now.disks.length > 0;
  if (told && now.disks.length < before.disks.length)
    return `${now.disks.length} disks, where there were ${before.disks.length}`;
  if (now.disks.length === before.disks.length) {
    const [sizes, sizesBefore] = [diskSizes(now), diskSizes(before)];
    if (sizes.some((size, at) => isSmaller(size, sizesBefore[at])))
      return `disks of ${sizes.join(', ')} GiB, where they had ${sizesBefore.join(', ')}`;
  }
  return comparable && before.networks.length > 0 && now.networks.length === 0
    ? `no networks, where there were ${before.networks.length}`
    : undefined;
}

/** In GiB, the smallest first; 0 means that the provider does not know. */
export const diskSizes = ({ disks }: VMInfo): number[] => disks.map(({ sizeGib }) => sizeGib).sort((a, b) => a - b);

const isSmaller = (size: number, before: number | undefined) => size !== 0 && size < (before ?? 0);

/** What was told before must be told after: the name of a size that is not, or undefined. */
export function lostSize(before: Sizes, after: Sizes): string | undefined {
  if (before.cpu !== undefined && after.cpu === undefined) return 'CPU';
  return before.memoryMib !== undefined && after.memoryMib === undefined ? 'memory' : undefined;
}
