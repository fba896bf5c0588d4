import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { EnvironmentError, messageOf } from '../../foundation/errors.js';
import { exitCodes } from '../../foundation/exit-codes.js';
import { redactSecrets } from '../../foundation/redact-secrets.js';
import type { RunContext } from '../../foundation/run-context.js';
import { cut } from '../../foundation/terminal-text.js';
import type { CallRecord } from '../client/provider-client.js';
import { shownMessage } from '../run/exchange-log.js';
import { visibleJson } from './visible-text.js';

/** One line of a trace; times are RFC 3339 in UTC and milliseconds. */
export interface TracedCall {
  /** The test it was made for, or `readiness`, `look-around`, `cleanup`, `shared-...`. */
  test: string;
  method: string;
  startedAt: string;
  durationMs: number;
  request: unknown;
  response?: unknown;
  /** gRPC status name. */
  status: string;
  message?: string;
}

/** Every exchange of a run as NDJSON, redacted and bounded, each line written as soon as its call has ended. */
export class TraceFile {
  private readonly file: string;
  private readonly context: RunContext;
  private descriptor: number | undefined;

  /** Replaces the file. Throws EnvironmentError where it cannot be written. */
  constructor(file: string, context: RunContext) {
    this.file = file;
    this.context = context;
    const path = resolve(context.cwd, file);
    try {
      mkdirSync(dirname(path), { recursive: true });
      this.descriptor = openSync(path, 'w');
    } catch (thrown) {
      throw new EnvironmentError({
        code: 'TRACE_NOT_WRITTEN',
        message: `--trace ${file} cannot be written: ${(thrown as NodeJS.ErrnoException).code ?? messageOf(thrown)}`,
        hint: 'Name a file in a folder that can be written.',
        exitCode: exitCodes.usage,
        cause: thrown,
      });
    }
  }

  /** Never throws: a full disk ends the trace with a warning, not the run. */
  add(test: string, call: CallRecord): void {
    if (this.descriptor === undefined) return;
    try {
      writeSync(this.descriptor, `${visibleJson(this.line(test, call))}\n`);
    } catch (thrown) {
      this.close();
      this.context.progress({
        type: 'warning',
        text: `The trace ${this.file} ends here, since it cannot be written: ${messageOf(thrown)}`,
      });
    }
  }

  close(): void {
    if (this.descriptor !== undefined) closeSync(this.descriptor);
    this.descriptor = undefined;
  }

  private line(test: string, call: CallRecord): TracedCall {
    const began = this.context.now().getTime() - (performance.now() - call.startedAt);
    return {
      test,
      method: call.method,
      startedAt: new Date(began).toISOString(),
      durationMs: Math.round((call.endedAt - call.startedAt) * 100) / 100,
      request: shownMessage(call.input, call.request),
      ...(call.response !== undefined && { response: shownMessage(call.output, call.response) }),
      status: call.status,
      ...(call.message && { message: cut(redactSecrets(call.message) as string, 2_000) }),
    };
  }
}
