import { parseDuration } from '../../../src/foundation/duration.js';
import { UserError } from '../../../src/foundation/errors.js';

const operations = [
  'create',
  'delete',
  'power',
  'reconfigure',
  'hardware-upgrade',
  'snapshot-create',
  'snapshot-revert',
  'snapshot-delete',
  'clone',
  'image-prepare',
] as const;
export type Operation = (typeof operations)[number];

/** Milliseconds from the call of an operation to the end of its task. */
export type Latency = Readonly<Record<Operation, number>>;

export const noLatency = Object.fromEntries(operations.map((operation) => [operation, 0])) as Latency;

/** Like a small hypervisor, scaled down so that a run stays short. */
const realisticLatency: Latency = {
  create: 2_000,
  delete: 1_000,
  power: 1_000,
  reconfigure: 1_000,
  'hardware-upgrade': 1_000,
  'snapshot-create': 1_000,
  'snapshot-revert': 1_000,
  'snapshot-delete': 1_000,
  clone: 4_000,
  'image-prepare': 5_000,
};

/**
 * Reads `none`, `realistic`, `clone=10s` or several of them joined by commas, the last one winning; `snapshot=1s` is
 * all three snapshot operations. Throws UserError.
 */
export function parseLatency(text: string): Latency {
  const parts = text.split(',').map((part) => readPart(part.trim()));
  return Object.assign({ ...noLatency }, ...parts);
}

function readPart(part: string): Partial<Latency> {
  if (part === 'none') return noLatency;
  if (part === 'realistic') return realisticLatency;
  const [name = '', duration = ''] = part.split('=', 2);
  const named = operations.filter((operation) => operation === name || operation.startsWith(`${name}-`));
  if (!part.includes('=') || named.length === 0) {
    throw new UserError({
      code: 'BAD_LATENCY',
      message: `"${part}" is not a latency`,
      hint: `Write none, realistic or OPERATION=DURATION, where OPERATION is snapshot or one of ${operations.join(', ')}.`,
    });
  }
  const ms = duration === '0' ? 0 : parseDuration(duration);
  return Object.fromEntries(named.map((operation) => [operation, ms]));
}
