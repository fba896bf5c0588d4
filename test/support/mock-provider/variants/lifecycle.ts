import type { ClassSizes } from '../../../../providers/mock/src/json-parameters.js';
import { wrongState } from '../../../../providers/mock/src/provider-failure.js';
import { PowerOp } from '../../../../src/provider/contract/generated/provider/v1/provider_pb.js';
import type { LegalVariant } from '../changes.js';
import { newName } from '../provider-client.js';
import { answering, followed } from '../wrapping.js';

/** What differs in the course of a VM's life. */
export const lifecycleVariants: LegalVariant[] = [
  {
    id: 'created-on',
    summary: 'a created VM is On (vSphere)',
    apply: ({ handlers, hypervisor }) => ({
      create: followed(handlers.create, (_, { id }) => hypervisor.powerOn(id)),
    }),
    shows: async (provider) => (await provider.power(await provider.vm())) === 'On',
  },
  {
    id: 'cloned-on',
    summary: 'a clone is On',
    apply: ({ handlers, hypervisor }) => ({
      clone: followed(handlers.clone, (_, { targetVmId }) => hypervisor.powerOn(targetVmId)),
    }),
    shows: async (provider) => {
      const { targetVmId } = await provider.call('clone', { sourceVmId: await provider.vm(), targetName: newName() });
      return (await provider.power(targetVmId)) === 'On';
    },
  },
  {
    id: 'graceful-off',
    summary: 'a graceful shutdown ends in OffGraceful',
    apply: ({ handlers, hypervisor }) => ({
      power: followed(handlers.power, ({ id, op }) => {
        if (op === PowerOp.SHUTDOWN_GRACEFUL) hypervisor.vm(id).power = 'OffGraceful';
      }),
    }),
    shows: async (provider) => {
      const id = await provider.vm({ on: true });
      await provider.outcome('power', { id, op: PowerOp.SHUTDOWN_GRACEFUL });
      return (await provider.power(id)) === 'OffGraceful';
    },
  },
  {
    id: 'revert-powers-off',
    summary: 'a VM is Off after SnapshotRevert, whatever the snapshot was taken of',
    apply: ({ hypervisor }) => {
      const correct = hypervisor.revert.bind(hypervisor);
      hypervisor.revert = (vmId, snapshotId) => {
        correct(vmId, snapshotId);
        hypervisor.powerOff(vmId);
      };
      return {};
    },
    shows: async (provider) => {
      const vmId = await provider.vm({ on: true });
      const { snapshotId } = await provider.call('snapshotCreate', { vmId });
      await provider.outcome('snapshotRevert', { vmId, snapshotId });
      return (await provider.power(vmId)) === 'Off';
    },
  },
  {
    id: 'revert-keeps-power',
    summary: 'SnapshotRevert brings the sizes back and leaves the power state as it is',
    apply: ({ hypervisor }) => {
      const correct = hypervisor.revert.bind(hypervisor);
      hypervisor.revert = (vmId, snapshotId) => {
        const { power } = hypervisor.vm(vmId);
        correct(vmId, snapshotId);
        hypervisor.vm(vmId).power = power;
      };
      return {};
    },
    shows: async (provider) => {
      const vmId = await provider.vm();
      const { snapshotId } = await provider.call('snapshotCreate', { vmId });
      await provider.outcome('power', { id: vmId, op: PowerOp.ON });
      await provider.outcome('snapshotRevert', { vmId, snapshotId });
      return (await provider.power(vmId)) === 'On';
    },
  },
  {
    id: 'keeps-vm-with-snapshots',
    summary: 'Delete of a VM that has snapshots is refused (libvirt)',
    apply: ({ handlers, hypervisor }) => ({
      delete: (request) => {
        if ((hypervisor.vms.get(request.id)?.snapshots.length ?? 0) > 0) throw wrongState('the VM has snapshots');
        return handlers.delete(request);
      },
    }),
    shows: async (provider) => {
      const id = await provider.vm();
      await provider.outcome('snapshotCreate', { vmId: id });
      return (await provider.outcome('delete', { id })) === 'FAILED_PRECONDITION';
    },
  },
  {
    id: 'linked-needs-source',
    summary: 'a linked clone does not start once its source is gone (libvirt)',
    apply: ({ handlers, hypervisor }) => {
      const sources = new Map<string, string>();
      return {
        clone: followed(handlers.clone, ({ sourceVmId, linked }, { targetVmId }) => {
          if (linked) sources.set(targetVmId, sourceVmId);
        }),
        power: (request) => {
          const source = sources.get(request.id);
          if (request.op === PowerOp.ON && source !== undefined && !hypervisor.vms.has(source)) {
            throw wrongState('the backing file is gone');
          }
          return handlers.power(request);
        },
      };
    },
    shows: async (provider) => {
      const source = await provider.vm();
      const { targetVmId } = await provider.call('clone', {
        sourceVmId: source,
        targetName: newName(),
        linked: true,
      });
      await provider.outcome('delete', { id: source });
      return (await provider.outcome('power', { id: targetVmId, op: PowerOp.ON })) === 'FAILED_PRECONDITION';
    },
  },
  {
    id: 'sizes-at-power-cycle',
    summary: 'Reconfigure takes effect when the VM is powered On the next time; online reconfigure is not declared',
    apply: ({ handlers, hypervisor }) => {
      const waiting = new Map<string, ClassSizes>();
      const correct = hypervisor.reconfigure.bind(hypervisor);
      hypervisor.reconfigure = (id, { sizes, disks }) => {
        correct(id, { sizes: {}, disks });
        waiting.set(id, { ...waiting.get(id), ...sizes });
      };
      const powerOn = hypervisor.powerOn.bind(hypervisor);
      hypervisor.powerOn = (id) => {
        powerOn(id);
        correct(id, { sizes: waiting.get(id) ?? {}, disks: [] });
        waiting.delete(id);
      };
      return {
        getCapabilities: answering(handlers.getCapabilities, (declared) => ({
          ...declared,
          supportsReconfigureOnline: false,
        })),
      };
    },
    shows: async (provider) => {
      const id = await provider.vm({ cpu: 1 });
      await provider.outcome('reconfigure', { id, desiredJson: '{"Class":{"CPU":2}}' });
      const before = (await provider.listed(id))?.cpu;
      await provider.outcome('power', { id, op: PowerOp.ON });
      return before === 1 && (await provider.listed(id))?.cpu === 2;
    },
  },
  {
    id: 'power-checks-state',
    summary: 'Power On of a VM that is On, and Off of one that is Off, are refused',
    apply: ({ handlers, hypervisor }) => ({
      power: (request) => {
        const power = hypervisor.vms.get(request.id)?.power;
        const already =
          (request.op === PowerOp.ON && power === 'On') || (request.op === PowerOp.OFF && power === 'Off');
        if (already) throw wrongState(`the VM is ${power} already`);
        return handlers.power(request);
      },
    }),
    shows: async (provider) =>
      (await provider.outcome('power', { id: await provider.vm({ on: true }), op: PowerOp.ON })) ===
      'FAILED_PRECONDITION',
  },
  {
    id: 'clones-only-while-off',
    summary: 'Clone of a VM that is On is refused',
    apply: ({ handlers, hypervisor }) => ({
      clone: (request) => {
        if (hypervisor.vms.get(request.sourceVmId)?.power === 'On') throw wrongState('the source is On');
        return handlers.clone(request);
      },
    }),
    shows: async (provider) => {
      const sourceVmId = await provider.vm({ on: true });
      return (await provider.outcome('clone', { sourceVmId, targetName: newName() })) === 'FAILED_PRECONDITION';
    },
  },
  {
    id: 'sizes-only-grow',
    summary: 'Reconfigure to smaller sizes is refused',
    apply: ({ hypervisor }) => {
      const correct = hypervisor.reconfigure.bind(hypervisor);
      hypervisor.reconfigure = (id, { sizes, disks }) => {
        const { cpu, memoryMib } = hypervisor.vm(id).hardware;
        const shrinks = (sizes.cpu ?? cpu) < cpu || (sizes.memoryMib ?? memoryMib) < memoryMib;
        if (shrinks) throw wrongState('sizes can only grow');
        correct(id, { sizes, disks });
      };
      return {};
    },
    shows: async (provider) => {
      const id = await provider.vm({ cpu: 2 });
      return (await provider.outcome('reconfigure', { id, desiredJson: '{"Class":{"CPU":1}}' })) === 'TASK_ERROR';
    },
  },
];
