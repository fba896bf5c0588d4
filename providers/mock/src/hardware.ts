import { createHash } from 'node:crypto';
import type { ClassSizes, DiskWish, NetworkWish } from './json-parameters.js';
import { invalid } from './provider-failure.js';
import type { Disk, Hardware, NetworkCard, PreparedImage } from './virtual-machine.js';

const defaultRootGib = 10;
const defaultDataGib = 1;

export function bootDisk(vmId: string, from: { sizeGib: number | undefined; image: PreparedImage | undefined }): Disk {
  const disk = newDisk(vmId, { name: 'root', sizeGib: from.sizeGib ?? defaultRootGib, type: 'thin' });
  return from.image ? { ...disk, backingFile: from.image.path } : disk;
}

/** The disks as they are after the wishes: one of a known name is expanded, another is added. Changes nothing itself. */
export function attachDisks(vmId: string, present: readonly Disk[], wishes: readonly DiskWish[]): Disk[] {
  const disks = present.map((disk) => ({ ...disk }));
  for (const { name = `disk-${disks.length}`, sizeGib, type = 'thin' } of wishes) {
    const known = disks.find((disk) => disk.name === name || disk.id === name);
    if (!known) {
      disks.push(newDisk(vmId, { name, sizeGib: sizeGib ?? defaultDataGib, type }));
    } else if (sizeGib !== undefined) {
      if (sizeGib < known.sizeGib) {
        throw invalid(`disk ${name} has ${known.sizeGib} GiB and cannot shrink to ${sizeGib} GiB`);
      }
      known.sizeGib = sizeGib;
    }
  }
  return disks;
}

export function attachCards(vmId: string, wishes: readonly NetworkWish[]): NetworkCard[] {
  const wanted = wishes.length > 0 ? wishes : [{}];
  return wanted.map(({ network = 'default', mac }, index) => newCard(vmId, { network, index, mac }));
}

export function resize(hardware: Hardware, { cpu, memoryMib }: ClassSizes): void {
  hardware.cpu = cpu ?? hardware.cpu;
  hardware.memoryMib = memoryMib ?? hardware.memoryMib;
}

/** A deep copy with disks, paths and addresses of its own; a linked one is layered on the source's disks. */
export function copyHardware(source: Hardware, { vmId, linked }: { vmId: string; linked: boolean }): Hardware {
  const disks = source.disks.map((disk) => {
    const copy = newDisk(vmId, disk);
    const backingFile = linked ? disk.path : disk.backingFile;
    return backingFile === undefined ? copy : { ...copy, backingFile };
  });
  const cards = source.cards.map(({ network }, index) => newCard(vmId, { network, index, mac: undefined }));
  return { ...source, disks, cards };
}

function newDisk(vmId: string, { name, sizeGib, type }: { name: string; sizeGib: number; type: string }): Disk {
  const id = `${vmId}/${name}`;
  return { id, name, sizeGib, type, format: 'qcow2', path: `/var/lib/mock/disks/${id}.qcow2` };
}

interface CardWish {
  network: string;
  index: number;
  mac: string | undefined;
}

/** Addresses follow from the VM's id, so that they stay the same in every answer. */
function newCard(vmId: string, { network, index, mac }: CardWish): NetworkCard {
  const bytes = createHash('sha256').update(`${vmId}/${index}`).digest();
  const own = [0x02, ...bytes.subarray(0, 5)].map((byte) => byte.toString(16).padStart(2, '0')).join(':');
  const [a = 0, b = 0, c = 0] = bytes.subarray(5, 8);
  return { network, mac: mac ?? own, ip: `10.${a}.${b}.${(c % 254) + 1}` };
}
