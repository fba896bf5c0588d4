import { type DescMessage, type MessageShape, toJson } from '@bufbuild/protobuf';
import { cut } from '../../foundation/terminal-text.js';
import type { CallRecord } from '../client/provider-client.js';
import type { Exchange } from '../report/report-types.js';

const maxCalls = 40;
const maxText = 2_000;
const maxItems = 20;
const secretName = /pass(word|phrase)?|secret|token|credential|api_?key|private_?key|authorization|cookie/i;

/** The calls of one test, redacted and cut, for the report of a test that did not pass. */
export class ExchangeLog {
  private readonly calls: CallRecord[] = [];
  private readonly startedAt = performance.now();
  private dropped = 0;

  add(call: CallRecord): void {
    // The first call tells how the test began, the last ones how it ended; polling in between matters least.
    if (this.calls.length >= maxCalls) {
      this.calls.splice(1, 1);
      this.dropped += 1;
    }
    this.calls.push(call);
  }

  get exchange(): Exchange[] {
    return this.calls.map((call) => ({
      method: call.method,
      atMs: round(call.startedAt - this.startedAt),
      durationMs: round(call.endedAt - call.startedAt),
      request: plain(call.input, call.request),
      ...(call.response !== undefined && { response: plain(call.output, call.response) }),
      status: call.status,
      ...(call.message && { message: cut(call.message, maxText) }),
    }));
  }
}

const round = (ms: number) => Math.round(ms * 100) / 100;

function plain(schema: DescMessage, message: unknown): unknown {
  try {
    return redact('', toJson(schema, message as MessageShape<DescMessage>, { useProtoFieldName: true }));
  } catch (thrown) {
    return `(cannot be shown: ${(thrown as Error).message})`;
  }
}

function redact(name: string, value: unknown): unknown {
  if (secretName.test(name) && value !== null && value !== '') return '(redacted)';
  if (typeof value === 'string') return cut(redactText(name, value), maxText);
  if (Array.isArray(value)) {
    const shown = value.slice(0, maxItems).map((item) => redact(name, item));
    return value.length > maxItems ? [...shown, `(${value.length - maxItems} more)`] : shown;
  }
  if (value && typeof value === 'object') {
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, redact(key, inner)]));
  }
  return value;
}

function redactText(name: string, text: string): string {
  if (name.endsWith('_json')) return redactJsonText(text);
  return text.replace(
    /\b([a-z][a-z0-9+.-]*:\/\/)([^\s/?#]*@)?([^\s?#]*)(\?[^\s#]*)?/gi,
    (_whole, scheme, user, rest, query) => {
      return `${scheme}${user ? '(redacted)@' : ''}${rest}${query ? '?(redacted)' : ''}`;
    },
  );
}

function redactJsonText(text: string): string {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === 'object' && parsed !== null ? JSON.stringify(redact('', parsed)) : text;
  } catch {
    return text;
  }
}
