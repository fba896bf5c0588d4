import { redactSecrets } from '../../foundation/redact-secrets.js';
import { cut } from '../../foundation/terminal-text.js';
import type { MessageCodec } from '../../provider/contract/provider-service.js';
import type { CallRecord } from '../client/provider-client.js';
import type { Exchange } from '../report/report-types.js';

const maxCalls = 40;
const maxText = 2_000;
const maxItems = 20;

/** The calls of one test, redacted and cut, for the report of a test that did not pass. */
export class ExchangeLog {
  private readonly calls: { call: CallRecord; moreVms: number }[] = [];
  private startedAt: number | undefined;

  /** The test begins; the calls are counted from the first time that it does. */
  begin(): void {
    this.startedAt ??= performance.now();
  }

  clear(): void {
    this.calls.length = 0;
  }

  add(call: CallRecord): void {
    // The first call tells how the test began, the last ones how it ended; polling in between matters least.
    if (this.calls.length >= maxCalls) this.calls.splice(1, 1);
    this.calls.push(withoutMoreVms(call));
  }

  get exchange(): Exchange[] {
    return this.calls.map(({ call, moreVms }) => ({
      method: call.method,
      atMs: round(call.startedAt - (this.startedAt ?? call.startedAt)),
      durationMs: round(call.endedAt - call.startedAt),
      request: shownMessage(call.input, call.request),
      ...(call.response !== undefined && { response: withNote(shownMessage(call.output, call.response), moreVms) }),
      status: call.status,
      ...(call.message && { message: cut(call.message, maxText) }),
    }));
  }
}

const round = (ms: number) => Math.round(ms * 100) / 100;

/** Of a list of thousands of VMs only what the report shows is kept. */
function withoutMoreVms(call: CallRecord): { call: CallRecord; moreVms: number } {
  const { response } = call;
  const vms = typeof response === 'object' && response !== null && 'vms' in response ? (response.vms as unknown[]) : [];
  if (vms.length <= maxItems) return { call, moreVms: 0 };
  return {
    call: { ...call, response: { ...(response as object), vms: vms.slice(0, maxItems) } },
    moreVms: vms.length - maxItems,
  };
}

function withNote(shown: unknown, moreVms: number): unknown {
  if (moreVms === 0 || typeof shown === 'string') return shown;
  const { vms, ...rest } = shown as { vms: unknown[] };
  return { ...rest, vms: [...vms, `(${moreVms} more)`] };
}

/** A message as a report or a trace may show it: without secrets, of a bounded size. */
export function shownMessage(codec: MessageCodec, message: object): unknown {
  try {
    return bounded(redactSecrets(codec.toJSON(message)));
  } catch (thrown) {
    return `(cannot be shown: ${cut((thrown as Error).message, maxText)})`;
  }
}

function bounded(value: unknown): unknown {
  if (typeof value === 'string') return cut(value, maxText);
  if (Array.isArray(value)) {
    const shown = value.slice(0, maxItems).map(bounded);
    return value.length > maxItems ? [...shown, `(${value.length - maxItems} more)`] : shown;
  }
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  const shown = entries.slice(0, maxItems).map(([key, inner]) => [cut(key, maxText), bounded(inner)]);
  return Object.fromEntries(
    entries.length > maxItems ? [...shown, ['…', `(${entries.length - maxItems} more)`]] : shown,
  );
}
