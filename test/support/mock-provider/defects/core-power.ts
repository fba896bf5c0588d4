import { status } from '@grpc/grpc-js';
import {
  PowerOp,
  TaskRef,
  TaskResponse,
  TaskStatusResponse,
} from '../../../../src/provider/contract/generated/provider/v1/provider_pb.js';
import { defectsOf, RawAnswer } from '../changes.js';
import { absentId, doneAtOnce, followed, internal, isDead, pause, refusing, whenAbsent } from '../wrapping.js';

export const powerDefects = defectsOf('core', [
  {
    id: 'power-on-ignored',
    catches: 'power-on',
    summary: 'Power On answers OK and changes nothing',
    apply: ({ handlers }) => ({
      power: (request) => (request.op === PowerOp.ON ? doneAtOnce() : handlers.power(request)),
    }),
    shows: async (provider) => (await provider.power(await provider.vm({ on: true }))) === 'Off',
  },
  {
    id: 'power-on-refused',
    catches: 'power-on',
    summary: 'Power On answers UNIMPLEMENTED',
    apply: ({ handlers }) => ({
      power: (request) => (request.op === PowerOp.ON ? refusing(status.UNIMPLEMENTED)() : handlers.power(request)),
    }),
    shows: async (provider) =>
      (await provider.outcome('power', { id: await provider.vm(), op: PowerOp.ON })) === 'UNIMPLEMENTED',
  },
  {
    id: 'power-on-falls-off',
    catches: 'power-on',
    summary: 'a VM that was powered On is Off again a moment later',
    apply: ({ handlers, hypervisor }) => ({
      power: followed(handlers.power, ({ id, op }) => {
        if (op === PowerOp.ON) setTimeout(() => hypervisor.vms.has(id) && hypervisor.powerOff(id), 50);
      }),
    }),
    shows: async (provider) => {
      const id = await provider.vm({ on: true });
      await pause(120);
      return (await provider.power(id)) === 'Off';
    },
  },
  {
    id: 'power-on-falls-off-late',
    catches: 'power-on',
    summary: 'a VM that was powered On is Off again before the settle time is over',
    apply: ({ handlers, hypervisor }) => ({
      power: followed(handlers.power, ({ id, op }) => {
        if (op === PowerOp.ON) setTimeout(() => hypervisor.vms.has(id) && hypervisor.powerOff(id), 220);
      }),
    }),
    shows: async (provider) => {
      const id = await provider.vm({ on: true });
      await pause(100);
      const early = await provider.power(id);
      await pause(200);
      return early === 'On' && (await provider.power(id)) === 'Off';
    },
  },
  {
    id: 'power-task-error-not-done',
    catches: 'power-on',
    summary: "Power's task tells an error and never says done",
    limits: { taskTimeoutMs: 1_500 },
    apply: ({ handlers }) => ({
      power: () => TaskResponse.fromPartial({ task: TaskRef.fromPartial({ id: 'power-task' }) }),
      taskStatus: (request) =>
        request.task?.id === 'power-task'
          ? TaskStatusResponse.fromPartial({ done: false, error: 'host is in maintenance' })
          : handlers.taskStatus(request),
    }),
    shows: async (provider) =>
      (await provider.outcome('power', { id: await provider.vm(), op: PowerOp.ON })) === 'TASK_ERROR',
  },
  {
    id: 'power-off-ignored',
    catches: 'power-off',
    summary: 'Power Off answers OK and changes nothing',
    apply: ({ handlers }) => ({
      power: (request) => (request.op === PowerOp.OFF ? doneAtOnce() : handlers.power(request)),
    }),
    shows: async (provider) => {
      const id = await provider.vm({ on: true });
      await provider.outcome('power', { id, op: PowerOp.OFF });
      return (await provider.power(id)) === 'On';
    },
  },
  {
    id: 'power-off-removes',
    catches: 'power-off',
    summary: 'a VM that is powered Off is gone',
    apply: ({ handlers, hypervisor }) => ({
      power: followed(handlers.power, ({ id, op }) => {
        if (op === PowerOp.OFF) hypervisor.delete(id);
      }),
    }),
    shows: async (provider) => {
      const id = await provider.vm({ on: true });
      await provider.outcome('power', { id, op: PowerOp.OFF });
      return !(await provider.call('describe', { id })).exists;
    },
  },
  {
    id: 'reboot-ends-off',
    catches: 'power-reboot',
    finding: 'warn',
    summary: 'Reboot leaves the VM Off',
    apply: ({ handlers, hypervisor }) => ({
      power: followed(handlers.power, ({ id, op }) => {
        if (op === PowerOp.REBOOT) hypervisor.powerOff(id);
      }),
    }),
    shows: async (provider) => {
      const id = await provider.vm({ on: true });
      await provider.outcome('power', { id, op: PowerOp.REBOOT });
      return (await provider.power(id)) === 'Off';
    },
  },
  {
    id: 'graceful-ignored',
    catches: 'power-graceful',
    finding: 'warn',
    summary: 'a graceful shutdown leaves the VM On',
    apply: ({ handlers }) => ({
      power: (request) => (request.op === PowerOp.SHUTDOWN_GRACEFUL ? doneAtOnce() : handlers.power(request)),
    }),
    shows: async (provider) => {
      const id = await provider.vm({ on: true });
      await provider.outcome('power', { id, op: PowerOp.SHUTDOWN_GRACEFUL });
      return (await provider.power(id)) === 'On';
    },
  },
  {
    id: 'power-on-toggles',
    catches: 'power-already-on',
    finding: 'warn',
    summary: 'Power On of a VM that is On powers it Off',
    apply: ({ handlers, hypervisor }) => ({
      power: (request) => {
        const isOn = hypervisor.vms.get(request.id)?.power === 'On';
        return handlers.power(request.op === PowerOp.ON && isOn ? { ...request, op: PowerOp.OFF } : request);
      },
    }),
    shows: async (provider) => {
      const id = await provider.vm({ on: true });
      await provider.outcome('power', { id, op: PowerOp.ON });
      return (await provider.power(id)) === 'Off';
    },
  },
  {
    id: 'power-unspecified-accepted',
    catches: 'power-unspecified',
    finding: 'warn',
    summary: 'POWER_OP_UNSPECIFIED answers OK',
    apply: ({ handlers }) => ({
      power: (request) => (request.op === PowerOp.UNSPECIFIED ? doneAtOnce() : handlers.power(request)),
    }),
    shows: async (provider) =>
      (await provider.outcome('power', { id: await provider.vm(), op: PowerOp.UNSPECIFIED })) === 'OK',
  },
  {
    id: 'power-unspecified-changes',
    catches: 'power-unspecified',
    finding: 'warn',
    summary: 'POWER_OP_UNSPECIFIED is refused but changes the power state all the same',
    apply: ({ handlers, hypervisor }) => ({
      power: (request) => {
        const vm = hypervisor.vms.get(request.id);
        if (vm && request.op === PowerOp.UNSPECIFIED) vm.power = vm.power === 'On' ? 'Off' : 'On';
        return handlers.power(request);
      },
    }),
    shows: async (provider) => {
      const id = await provider.vm();
      await provider.outcome('power', { id, op: PowerOp.UNSPECIFIED });
      return (await provider.power(id)) === 'On';
    },
  },
  {
    id: 'power-unspecified-crashes',
    catches: 'power-unspecified',
    finding: 'fail',
    summary: 'the server dies of POWER_OP_UNSPECIFIED',
    apply: ({ handlers, crash }) => ({
      power: (request) => {
        if (request.op === PowerOp.UNSPECIFIED) crash();
        return handlers.power(request);
      },
    }),
    shows: async (provider) => {
      await provider.outcome('power', { id: await provider.vm(), op: PowerOp.UNSPECIFIED }, { timeoutMs: 500 });
      return isDead(provider);
    },
  },
  {
    id: 'power-absent-ok',
    catches: 'power-absent-vm',
    summary: 'Power of an absent VM answers OK',
    apply: ({ handlers, hypervisor }) => ({
      power: whenAbsent(hypervisor.vms, { idOf: ({ id }) => id, present: handlers.power, absent: doneAtOnce }),
    }),
    shows: async (provider) =>
      (await provider.outcome('power', { id: await absentId(provider), op: PowerOp.ON })) === 'OK',
  },
  {
    id: 'power-absent-no-message',
    catches: 'power-absent-vm',
    summary: 'Power of an absent VM answers OK with bytes that are no message',
    apply: ({ handlers, hypervisor }) => ({
      power: (request) =>
        hypervisor.vms.has(request.id) ? handlers.power(request) : new RawAnswer(Buffer.from('<html>not found</html>')),
    }),
    shows: async (provider) =>
      (await provider.outcome('power', { id: await absentId(provider), op: PowerOp.ON })) === 'INTERNAL',
  },
  {
    id: 'power-absent-crashes',
    catches: 'power-absent-vm',
    summary: 'the server dies of Power for an absent VM',
    apply: ({ handlers, hypervisor, crash }) => ({
      power: whenAbsent(hypervisor.vms, {
        idOf: ({ id }) => id,
        present: handlers.power,
        absent: () => {
          crash();
          throw internal('nil pointer');
        },
      }),
    }),
    shows: async (provider) => {
      const id = await absentId(provider);
      await provider.outcome('power', { id, op: PowerOp.ON }, { timeoutMs: 500 });
      return isDead(provider);
    },
  },
]);
