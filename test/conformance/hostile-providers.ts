import type { ConformanceOptions } from '../../src/conformance/conformance-options.js';
import type { ConformanceReport } from '../../src/conformance/report/report-types.js';
import { TaskStatusResponse, VMInfo } from '../../src/provider/contract/generated/provider/v1/provider_pb.js';
import { type HostileServer, hostileProxy } from '../support/hostile-transport.js';
import type { ChangedHandlers, MockParts } from '../support/mock-provider/changes.js';
import { defectNamed } from '../support/mock-provider/defects.js';
import { startMock } from '../support/mock-provider/start-mock.js';
import { answering, never, pause, refusing } from '../support/mock-provider/wrapping.js';

type Apply = (parts: MockParts) => ChangedHandlers;

export interface HostileProvider {
  /** Completes "a provider that …". */
  what: string;
  start: () => Promise<HostileServer>;
  limits?: Pick<ConformanceOptions, 'callTimeoutMs' | 'taskTimeoutMs' | 'parallel'>;
  /** The tests that fail; others could not run for it. */
  blamed: string[];
  ended?: ConformanceReport['ended'];
}

/** Control characters, a title, a cleared screen, a change of direction. */
const escapes = '\u001b]0;owned\u0007\u001b[2J\u0000\u009b2K\u202e\r\n';
const short = { callTimeoutMs: 1_500, taskTimeoutMs: 1_500 };

/** The mock behind a wire that is not. */
const behind = (treat: Parameters<typeof hostileProxy>[1]) => async (): Promise<HostileServer> => {
  const mock = await startMock();
  const proxy = await hostileProxy(mock.endpoint, treat);
  return { endpoint: proxy.endpoint, stop: () => proxy.stop().then(() => mock.stop()) };
};

const changed = (apply: Apply) => () => startMock({ variant: { apply } });
const defective = (id: string) => () => startMock({ defect: defectNamed(id) });

/** Every id with something added, which the provider itself understands. */
const ids =
  (added: string): Apply =>
  ({ handlers }) => {
    const inside = <Request extends { id: string }, Answer>(handler: (request: Request) => Answer) => {
      return (request: Request) => handler({ ...request, id: request.id.replace(added, '') });
    };
    return {
      create: answering(handlers.create, (answer) => ({ ...answer, id: answer.id + added })),
      listVMs: answering(handlers.listVMs, (answer) => ({
        ...answer,
        vms: answer.vms.map((vm) => ({ ...vm, id: vm.id + added })),
      })),
      describe: inside(handlers.describe),
      power: inside(handlers.power),
      reconfigure: inside(handlers.reconfigure),
      delete: inside(handlers.delete),
    };
  };

/** What becomes of the task of every Create, one answer after the other; the last one stays. */
const tasks =
  (...states: Partial<Pick<TaskStatusResponse, 'done' | 'error'>>[]): Apply =>
  ({ handlers }) => {
    const asked = new Map<string, number>();
    return {
      taskStatus: (request) => {
        const id = request.task?.id ?? '';
        const times = asked.get(id) ?? 0;
        asked.set(id, times + 1);
        if (id === '') return handlers.taskStatus(request);
        return TaskStatusResponse.fromPartial(states[Math.min(times, states.length - 1)] ?? {});
      },
    };
  };

/** Dies of the first call of a method after so many others. */
const dying: Apply = ({ handlers, crash }) => {
  let calls = 0;
  return {
    describe: (request) => {
      calls += 1;
      if (calls === 3) crash();
      return handlers.describe(request);
    },
  };
};

const undescribed = ['describe-created', 'describe-power-enum', 'describe-raw-json'];
const large = 'x'.repeat(5 * 1024 * 1024);

export const hostileProviders: HostileProvider[] = [
  {
    what: 'never answers Create',
    start: changed(() => ({ create: never })),
    limits: short,
    blamed: ['create-returns-id'],
  },
  {
    what: 'answers Create after the deadline',
    start: changed(({ handlers }) => ({ create: (request) => pause(2_500).then(() => handlers.create(request)) })),
    limits: short,
    blamed: ['create-returns-id'],
  },
  {
    what: 'resets the stream of every Create',
    start: behind(({ method }) => (method === 'Create' ? 'reset' : 'forward')),
    blamed: ['create-returns-id'],
  },
  {
    what: 'resets the stream where it should refuse',
    start: behind(({ method }) => (method === 'Reconfigure' ? 'reset' : 'forward')),
    blamed: ['reconfigure-absent-vm'],
  },
  {
    what: 'ends the connection in order after every fifth call',
    start: behind(({ index }) => (index % 5 === 4 ? 'last' : 'forward')),
    // A call that is on its way when the connection ends is lost, and nobody knows what it did.
    limits: { parallel: 1 },
    blamed: [],
  },
  {
    what: 'cuts every connection from the twentieth call on',
    start: behind(({ index }) => (index < 20 ? 'forward' : 'cut')),
    blamed: [],
    ended: 'provider-lost',
  },
  { what: 'dies in the middle', start: changed(dying), blamed: [], ended: 'provider-lost' },
  {
    what: 'lists 5 MB',
    start: changed(({ handlers }) => ({
      listVMs: answering(handlers.listVMs, (answer) => ({
        ...answer,
        vms: [...answer.vms, VMInfo.fromPartial({ id: 'another', name: large })],
      })),
    })),
    blamed: ['list-contains-created'],
  },
  { what: 'describes in 5 MB', start: defective('describe-too-large'), blamed: undescribed },
  { what: 'answers invalid UTF-8', start: defective('describe-invalid-utf8'), blamed: undescribed },
  { what: 'answers what is no message', start: defective('describe-not-protobuf'), blamed: undescribed },
  {
    what: 'refuses with terminal escapes',
    start: changed(() => ({ create: refusing(13, escapes) })),
    blamed: ['create-returns-id'],
  },
  {
    what: 'answers garbage for JSON, with terminal escapes',
    start: changed(({ handlers }) => ({
      describe: answering(handlers.describe, (answer) => ({ ...answer, providerRawJson: `{"a": ${escapes}` })),
    })),
    blamed: ['describe-raw-json'],
  },
  {
    what: 'describes power states in terminal escapes',
    start: changed(({ handlers }) => ({
      describe: answering(handlers.describe, (answer) => ({ ...answer, powerState: escapes })),
    })),
    blamed: ['describe-power-enum'],
  },
  { what: 'never ends a task', start: changed(tasks({})), limits: short, blamed: ['create-returns-id'] },
  {
    what: 'ends a task twice, first with a failure',
    start: changed(tasks({ done: true, error: `no space${escapes}` }, { done: true })),
    blamed: ['create-returns-id'],
  },
  {
    what: 'ends a task, and then lets it fail',
    start: defective('task-breaks-when-done'),
    blamed: ['task-stays-done'],
  },
  { what: 'ends a task, and then takes that back', start: defective('task-flips-back'), blamed: ['task-stays-done'] },
  { what: 'gives ids of 10 kB', start: changed(ids('x'.repeat(10_240))), blamed: [] },
  { what: 'gives ids with newlines', start: changed(ids('\nVM 2\n')), blamed: [] },
  { what: 'gives ids with terminal escapes', start: changed(ids(escapes)), blamed: [] },
];
