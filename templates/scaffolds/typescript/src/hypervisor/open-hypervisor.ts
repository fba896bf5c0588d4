import type { Hypervisor } from './hypervisor.js';
import { InMemoryHypervisor } from './in-memory/in-memory-hypervisor.js';
import { OwnHypervisor } from './own-hypervisor.js';

/** The hypervisor that the setting HYPERVISOR names. Throws an Error for another word. */
export function openHypervisor(name: string): Hypervisor {
  switch (name) {
    case 'memory':
      return new InMemoryHypervisor();
    case 'own':
      return new OwnHypervisor();
    default:
      throw new Error(`HYPERVISOR is ${JSON.stringify(name)}; there are memory and own`);
  }
}
