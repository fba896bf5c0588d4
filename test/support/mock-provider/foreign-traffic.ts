import type { status } from '@grpc/grpc-js';
import { ProviderFailure } from '../../../providers/mock/src/provider-failure.js';
import type { ChangedHandlers, MockParts } from './changes.js';

export interface ForeignChange {
  method: string;
  id: string;
  /** Of the VM that had the id when it was changed; undefined where no VM had it. */
  name: string | undefined;
}

export interface ForeignTraffic {
  apply: (parts: MockParts) => ChangedHandlers;
  /** Every call that changes something, and whom it hit. */
  changes: ForeignChange[];
  /** How many ids went from a VM of the run to one of others. */
  handedOver: number;
  /** The id of a VM that was there before the run and that a Create was given. */
  reusedId: string;
  /** Names of others' VMs that others did not remove, and that are gone all the same. */
  missing: () => string[];
}

interface TrafficOptions {
  /** Every second Delete takes effect and answers with that status. */
  failingDeletes?: status;
  /** A VM of others goes when the run's first Create comes, which gets its id. */
  goingAtFirstCreate?: boolean;
}

const mostOthers = 4;

/** Integer ids, the lowest free one first. Whenever the run deletes a VM, others make one at once, which gets its id. */
export function foreignTraffic({ failingDeletes, goingAtFirstCreate = false }: TrafficOptions = {}): ForeignTraffic {
  const traffic: ForeignTraffic = { apply, changes: [], handedOver: 0, reusedId: '', missing: () => [] };
  function apply({ handlers, hypervisor }: MockParts): ChangedHandlers {
    const { vms } = hypervisor;
    const others = new Map<string, string>();
    let made = 0;
    let deletes = 0;
    const newId = hypervisor.newId.bind(hypervisor);
    hypervisor.newId = (kind) => {
      if (kind !== 'vm') return newId(kind);
      if (freed !== undefined) return freed;
      for (let number = 100; ; number += 1) if (!vms.has(String(number))) return String(number);
    };
    let freed: string | undefined;
    const makeOther = (wanted?: string) => {
      made += 1;
      freed = wanted;
      const name = `production-db-${made}`;
      const { id } = hypervisor.create({ name, sizes: {}, disks: [], networks: [], tags: [] });
      freed = undefined;
      others.set(id, name);
      return id;
    };
    /** Others remove their oldest VM, unless it is not theirs any more. */
    const removeOther = () => {
      const [oldest] = others;
      if (!oldest) return;
      others.delete(oldest[0]);
      if (vms.get(oldest[0])?.name === oldest[1]) hypervisor.delete(oldest[0]);
    };
    traffic.missing = () =>
      [...others].filter(([id, name]) => vms.get(id)?.name !== name).map(([id, name]) => `${id} ${name}`);
    const first = makeOther();
    const seen = (method: string, id: string) => traffic.changes.push({ method, id, name: vms.get(id)?.name });
    return {
      create: (request) => {
        if (goingAtFirstCreate && traffic.reusedId === '') {
          traffic.reusedId = first;
          removeOther();
        }
        return handlers.create(request);
      },
      power: (request) => {
        seen('power', request.id);
        return handlers.power(request);
      },
      reconfigure: (request) => {
        seen('reconfigure', request.id);
        return handlers.reconfigure(request);
      },
      hardwareUpgrade: (request) => {
        seen('hardwareUpgrade', request.id);
        return handlers.hardwareUpgrade(request);
      },
      snapshotCreate: (request) => {
        seen('snapshotCreate', request.vmId);
        return handlers.snapshotCreate(request);
      },
      snapshotRevert: (request) => {
        seen('snapshotRevert', request.vmId);
        return handlers.snapshotRevert(request);
      },
      snapshotDelete: (request) => {
        seen('snapshotDelete', request.vmId);
        return handlers.snapshotDelete(request);
      },
      delete: async (request) => {
        seen('delete', request.id);
        const answer = await handlers.delete(request);
        if (!vms.has(request.id)) {
          if (others.size >= mostOthers) removeOther();
          makeOther(request.id);
          traffic.handedOver += 1;
        }
        deletes += 1;
        if (failingDeletes !== undefined && deletes % 2 === 1) throw new ProviderFailure(failingDeletes, 'failed');
        return answer;
      },
    };
  }
  return traffic;
}
