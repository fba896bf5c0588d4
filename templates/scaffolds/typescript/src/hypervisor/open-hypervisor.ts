import type { Hypervisor } from './hypervisor.js';
import { InMemoryHypervisor } from './in-memory/in-memory-hypervisor.js';

/** The hypervisor behind this provider. Put your own here; README.md leads through writing it. */
export function openHypervisor(): Hypervisor {
  return new InMemoryHypervisor();
}
