import { messageOf, VrtgError } from '../../foundation/errors.js';
import type { ExitCode } from '../../foundation/exit-codes.js';
import { cut, printableLine } from '../../foundation/terminal-text.js';
import type { Check, CheckId, Finding } from './doctor-types.js';

/** One look at this machine or at a remote; it changes nothing. */
export interface Probe {
  id: CheckId;
  title: string;
  /** What a command would leave with where the look fails; without one, that is a warning only. */
  exitCode?: ExitCode;
  /** The same where the look does not end; `exitCode` without one. */
  lateExitCode?(): ExitCode;
  look(signal: AbortSignal): Promise<Finding>;
}

/** Runs a look for at most so many milliseconds; a look that fails is a finding. Throws the signal's reason only. */
export async function runProbe(
  probe: Probe,
  { signal, limitMs }: { signal: AbortSignal; limitMs: number },
): Promise<Check> {
  const { id, title, exitCode } = probe;
  const own = AbortSignal.any([signal, AbortSignal.timeout(limitMs)]);
  try {
    return shown({ id, title, ...(await Promise.race([probe.look(own), endOf(own)])) });
  } catch (thrown) {
    signal.throwIfAborted();
    if (own.aborted) {
      const found = `no answer within ${limitMs / 1000} s`;
      const late = probe.lateExitCode?.() ?? exitCode;
      return { id, title, ...lacking(found, { exitCode: late, fix: 'Try again; --timeout gives it longer.' }) };
    }
    if (!(thrown instanceof VrtgError)) throw thrown;
    return shown({ id, title, ...failureFinding(thrown, exitCode) });
  }
}

/** The finding that an expected failure is: what a command would fail with. */
function failureFinding(thrown: VrtgError, exitCode: ExitCode | undefined): Finding {
  return lacking(messageOf(thrown), {
    exitCode: exitCode === undefined ? undefined : thrown.exitCode,
    ...(thrown.hint !== undefined && { fix: thrown.hint }),
  });
}

/** Missing where a command fails without it, else a warning. */
export function lacking(found: string, { exitCode, fix }: { exitCode?: ExitCode | undefined; fix?: string }): Finding {
  const status = exitCode === undefined ? 'warning' : 'missing';
  return { status, found, ...(fix !== undefined && { fix }), ...(exitCode !== undefined && { exitCode }) };
}

export function skipped(found: string): Finding {
  return { status: 'skipped', found };
}

function shown(check: Check): Check {
  const line = (text: string) => printableLine(cut(text.trim().replace(/\s*\n\s*/g, '; '), 600));
  return { ...check, found: line(check.found), ...(check.fix !== undefined && { fix: line(check.fix) }) };
}

function endOf(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}
