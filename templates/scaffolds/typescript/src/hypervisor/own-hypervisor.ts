import type { Begun, Hypervisor, VmChange } from './hypervisor.js';
import { HypervisorError } from './hypervisor-error.js';
import type { PowerChange, VirtualMachine, VmSpec } from './virtual-machine.js';

/**
 * Yours: replace one method after another, in this order. README.md says which conformance test turns green with each.
 * Credentials are files below /etc/virtrigaud/credentials, one for each key of the manager's Secret.
 *
 * What the hypervisor can do beyond this (online, snapshots, clones, images) is added as fields of hypervisor.ts.
 */
export class OwnHypervisor implements Hypervisor {
  async check(_signal: AbortSignal): Promise<void> {
    throw notWritten('check');
  }

  async listVms(_signal: AbortSignal): Promise<VirtualMachine[]> {
    throw notWritten('listVms');
  }

  async createVm(_spec: VmSpec, _signal: AbortSignal): Promise<Begun> {
    throw notWritten('createVm');
  }

  async findVm(_id: string, _signal: AbortSignal): Promise<VirtualMachine | undefined> {
    throw notWritten('findVm');
  }

  async deleteVm(_id: string, _signal: AbortSignal): Promise<void> {
    throw notWritten('deleteVm');
  }

  async setPower(_id: string, _change: PowerChange, _signal: AbortSignal): Promise<void> {
    throw notWritten('setPower');
  }

  async reconfigureVm(_id: string, _change: VmChange, _signal: AbortSignal): Promise<void> {
    throw notWritten('reconfigureVm');
  }
}

function notWritten(method: string): HypervisorError {
  return new HypervisorError('unsupported', `${method} is not written yet`);
}
